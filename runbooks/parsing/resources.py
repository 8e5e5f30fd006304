"""What a command touches, sets and uses: names by which two commands can be seen to concern the same thing.

A name that is missing here proves nothing: who asks must hold "nothing known" for "anything".
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import compile
from typing import Final

from runbooks.parsing.words import words
from runbooks.types import Language, ParsedCommand

_WORD: Final = compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'|;&()])+|[|;&()]+|\n""")
_BREAK: Final = compile(r"[|;&()\n]+")
_AHEAD: Final = frozenset({"sudo", "env", "time", "nohup", "command", "watch", "exec"})
_ASSIGNED: Final = compile(r"([A-Za-z_]\w*)=")
_NAME: Final = compile(r"([A-Za-z_]\w*)$")
_USED: Final = compile(r"\$\{?([A-Za-z_]\w*)|<([A-Za-z][\w .-]{0,60})>|\{\{\s*\.?([\w. -]{1,60}?)\s*\}\}")
_FLAGS_WITH_VALUE: Final = words(
    """
    -n --namespace -l --selector -o --output -c --container --context -f --filename -p --patch --type -U -d -h
    --replicas --image --kubeconfig --region --profile --timeout --for
    """
)
_KINDS: Final = {
    "po": "pod", "deploy": "deployment", "sts": "statefulset", "ds": "daemonset", "rs": "replicaset",
    "svc": "service", "no": "node", "ns": "namespace", "cm": "configmap", "pvc": "persistentvolumeclaim",
    "pv": "persistentvolume", "ing": "ingress", "cj": "cronjob", "sa": "serviceaccount",
}  # fmt: skip
_ON_NODES: Final = frozenset({"cordon", "uncordon", "drain", "taint"})
_ON_PODS: Final = frozenset({"logs", "exec", "attach", "port-forward", "cp"})
_BELOW: Final = frozenset({"rollout", "set", "adm", "auth", "top", "certificate"})
_ENGINES: Final = frozenset({"docker", "podman", "nerdctl"})
_CLUSTERS: Final = frozenset({"kubectl", "oc", "k", "microk8s.kubectl"})
_SESSION: Final = frozenset(
    {"cd", "pushd", "popd", "source", ".", "alias", "umask", "set", "ulimit", "su", "login"}
)
_SESSION_WORDS: Final = ("use-context", "set-context", "use-namespace", "login", "project", "workspace")
_SETTERS: Final = frozenset({"export", "declare", "local", "readonly", "typeset", "set", "read"})
_OPEN: Final = compile(r"[$<{*?\[]")  # a name that is not known yet
_ALONE: Final = frozenset({"file", "service", "container", "release", "resource"})
_PATH: Final = compile(r"/[\w.@%+/-]*\w")
_CLOUD: Final = compile(r"\b(?:i|vol|sg|subnet|vpc|eni|snap|ami|rtb)-[0-9a-f]{6,}\b|\barn:[\w:/.-]+")


@dataclass(frozen=True)
class Touched:
    """The things a command names, the variables it sets and uses, and whether it changes the session."""

    things: frozenset[str]
    sets: frozenset[str]
    uses: frozenset[str]
    session: bool = False


def touched_by(command: ParsedCommand) -> Touched:
    """What one command touches; of other languages than the shell's only the variables it uses."""
    if command.language is not Language.SHELL:
        return Touched(frozenset(), frozenset(), frozenset(_used(command.text)))
    return _shell(command.text[:20_000])


def apart(some: Collection[str], others: Collection[str]) -> bool:
    """Whether two commands certainly concern different things: all are known, none may hold another."""
    if not some or not others or any(_OPEN.search(thing) for thing in (*some, *others)):
        return False
    return not any(_overlap(one, other) for one in some for other in others)


def _overlap(one: str, other: str) -> bool:
    (kind, _, name), (other_kind, _, other_name) = one.partition(" "), other.partition(" ")
    if kind == "file" == other_kind:
        return f"{name}/".startswith(f"{other_name}/") or f"{other_name}/".startswith(f"{name}/")
    if kind in _ALONE or other_kind in _ALONE:
        return one == other
    # Of a cluster: a pod is part of a deployment and stands on a node, and a kind alone is all of it.
    return kind != other_kind or not name or not other_name or name == other_name


@lru_cache(maxsize=4096)
def _shell(text: str) -> Touched:
    things: set[str] = set()
    sets: set[str] = set()
    session = False
    for rest in _simple(text.replace("\\\n", " ")):
        while rest and (rest[0] in _AHEAD or _ASSIGNED.match(rest[0])):
            if match := _ASSIGNED.match(rest.pop(0)):
                sets.add(match[1].lower())
        if not rest:
            continue
        program = rest[0].rpartition("/")[2]
        if program in _SETTERS:
            named = (_ASSIGNED.match(word) or _NAME.match(word) for word in rest[1:])
            sets |= {match[1].lower() for match in named if match}
        session = session or program in _SESSION or any(word in _SESSION_WORDS for word in rest[1:3])
        things |= set(_things(program, rest[1:]))
    return Touched(frozenset(things), frozenset(sets), frozenset(_used(text)), session)


def _used(text: str) -> Iterator[str]:
    for match in _USED.finditer(text):
        name = next(group for group in match.groups() if group)
        yield name.strip().lower().replace("-", "_").replace(" ", "_").replace(".", "_")


def _simple(text: str) -> Iterator[list[str]]:
    """The words of each simple command, roughly: a word cut wrongly names nothing that two commands share."""
    command: list[str] = []
    for match in _WORD.finditer(text):
        if _BREAK.fullmatch(match[0]):
            if command:
                yield command
            command = []
        else:
            command.append(match[0].strip("\"'"))
    if command:
        yield command


def _things(program: str, given: Sequence[str]) -> Iterator[str]:
    plain = list(_plain(given))
    if program in _CLUSTERS and plain:
        yield from _in_cluster(plain)
    elif program in ("systemctl", "service") and len(plain) > 1:
        units = plain[1:] if program == "systemctl" else plain[:1]
        yield from (f"service {unit.removesuffix('.service')}" for unit in units)
    elif program in _ENGINES and len(plain) > 1:
        yield f"container {plain[-1] if plain[0] != 'exec' else plain[1]}"
    elif program == "helm" and len(plain) > 1:
        yield f"release {plain[1]}"
    for word in given:
        path = _PATH.search(word) if "/" in word and "://" not in word else None
        if path is not None and (path.start() == 0 or word[path.start() - 1] in "=:@"):
            yield f"file {path[0]}"
        if match := _CLOUD.search(word):
            yield f"resource {match[0]}"


def _in_cluster(plain: list[str]) -> Iterator[str]:
    verb, rest = plain[0], plain[1:]
    if verb in _BELOW and rest:
        rest = rest[1:]
    if not rest:
        return
    if verb in _ON_NODES:
        yield f"node {rest[0]}"
    elif "/" in rest[0]:
        kind, _, name = rest[0].partition("/")
        yield f"{_kind(kind)} {name}"
    elif verb in _ON_PODS:
        yield f"pod {rest[0]}"
    elif len(rest) > 1:
        yield f"{_kind(rest[0])} {rest[1]}"
    else:
        yield _kind(rest[0])


def _kind(word: str) -> str:
    lower = word.lower().partition(".")[0]
    lower = _KINDS.get(lower, lower)
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") else lower


def _plain(given: Sequence[str]) -> Iterator[str]:
    rest = iter(given)
    for word in rest:
        if word in _FLAGS_WITH_VALUE:
            next(rest, "")
        elif not word.startswith("-"):
            yield word
