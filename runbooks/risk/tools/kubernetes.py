"""kubectl, oc and helm: by verb and resource."""

import re
from collections.abc import Sequence
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.kit import path_of, said, settled, union
from runbooks.risk.tools.kubernetes_words import (
    CHANGING,
    EXEC,
    GLOBAL,
    LOGS,
    READING,
    SECRET,
    SHOWS_NAMES,
    TABLE,
    TOKEN_NAME,
    TRUSTED_CONFIGS,
)
from runbooks.risk.words import OPAQUE, Call, Word, listed
from runbooks.types import Risk

DRY_RUNS: Final = listed(
    "create apply delete replace patch run label annotate expose scale autoscale set drain taint "
    "cordon uncordon rollout"
)
# Verbs of `oc` alone; kubectl would look for a plugin of that name.
OPENSHIFT: Final = listed("status projects project whoami adm")
# What a node tells of itself through the server.
KUBELET: Final = re.compile(
    r"(--raw=)?/api/v1/nodes/[\w.-]+/proxy/(stats/summary|metrics(/(cadvisor|resource|probes))?|healthz|pods)/?"
)
HOLDS_FILES: Final = ("--from-file", "--from-env-file", "--key", "--cert")
EVERYTHING: Final = ("--all", "--all=true", "-A", "--all-namespaces")


def kubectl(call: Call, desk: Desk) -> Ruling:
    """The ruling on kubectl or oc."""
    lead = read_options(call.arguments, READING | arity(GLOBAL), stop=True)
    if not lead.rest:
        fine = not lead.strange and (lead.has("-h", "--help") or not call.arguments)
        return green("It prints a text.") if fine else yellow("It names no verb.", call.words[0])
    path, _ = path_of(_operands(lead.rest), TABLE)
    if not path:
        return yellow(f"`{call.name} {lead.rest[0].text[:30]}` is not known.", lead.rest[0])
    verb = path.split("/")[0]
    if call.name != "oc" and verb in OPENSHIFT:
        return yellow(f"`{call.name} {verb}` is a plugin, whose code is not known.", lead.rest[0])
    line = read_options(call.arguments, _arity(verb))
    place = _place(line)
    if place:
        return at_least(Risk.YELLOW, _ruled(call, line, path), place, call.words[0])
    return _ruled(call, line, path)


def _operands(words: Sequence[Word]) -> list[Word]:
    found: list[Word] = []
    for word in words:
        if word.text.startswith("-"):
            if word.text == "--":
                break
            continue
        found.append(word)
    return found


def _arity(verb: str) -> Arity:
    if verb == "logs":
        return LOGS
    if verb in listed(
        "get describe top events explain version cluster-info api-resources api-versions rollout "
        "wait adm auth config options kustomize completion plugin status projects whoami"
    ):
        return READING
    return CHANGING


def _place(line: Line) -> str:
    """Why the cluster that is asked may be another one, or empty."""
    config = line.last("--kubeconfig")
    if config and config.text not in TRUSTED_CONFIGS:
        return "A kubeconfig of its own may name a program to run."
    if line.has("--profile", "--profile-output", "--cache-dir"):
        return "It may write a profile."
    if line.has("-s", "--server") and line.last("-s", "--server"):
        return "Another server would be given the credentials."
    return ""


def _ruled(call: Call, line: Line, path: str) -> Ruling:
    if line.asks("-h", "--help") and not line.strange:
        return green("It prints its help.")
    if path == "project" and len(line.operands) == 1:
        return settled(call, line, green("It names the current project."))
    verb = path.split("/")[0]
    if TABLE[path].risk is Risk.GREEN:
        named = verb == "get" and len(line.operands) > 1 and not line.operands[1].many
        return settled(
            call, line, _reading(call, line, path), many_ok=named or verb in ("logs", "describe", "top")
        )
    if verb in DRY_RUNS and not line.has("--raw") and _is_dry(call, line):
        if verb == "replace" and line.has("--force"):
            return yellow("A forced replacement deletes first.", call.words[0])
        if verb == "create" and line.has(*HOLDS_FILES) and line.has("-o", "--output"):
            return yellow("It may print what a secret file holds.", call.words[0])
        return settled(call, line, green("A dry run changes nothing."))
    return settled(call, line, _changing(call, line, path))


def _is_dry(call: Call, line: Line) -> bool:
    """True when the last `--dry-run` keeps everything as it is."""
    dry = line.last("--dry-run")
    if dry is None or dry.value is not None:
        return dry is not None and dry.text in ("client", "server", "true")
    # Without a value it means client; a word after it is an operand.
    return _after(call, dry.word) not in ("none", "false")


def _changing(call: Call, line: Line, path: str) -> Ruling:
    verb, shown = path.split("/")[0], f"`{call.name} {path.replace('/', ' ')}`"
    forced = line.last("--force")
    broad = [w for w in call.arguments if w.text in EVERYTHING or (w.many and w.text == "*")]
    if forced and forced.text != "false" and verb in ("apply", "replace", "delete", "drain"):
        return red(f"{shown[:-1]} --force` deletes and makes anew.", call.words[0])
    if verb == "delete":
        return _deleting(call, line)
    if verb == "drain" and line.has("--delete-emptydir-data", "--delete-local-data", "--disable-eviction"):
        why = "It evicts every pod of the node and deletes their scratch data."
        return red(why, call.words[0])
    if verb == "scale" and any(option.text == "0" for option in line.all("--replicas")):
        return red("Scaling to 0 ends the service.", call.words[0])
    if broad and verb in ("scale", "cordon", "drain", "taint", "rollout", "patch"):
        return red(f"{shown} on everything at once.", broad[0])
    return said(call, path, TABLE[path])


def _after(call: Call, word: Word) -> str:
    place = next((i for i, other in enumerate(call.words) if other is word), len(call.words))
    return call.words[place + 1].text if place + 1 < len(call.words) else ""


def _deleting(call: Call, line: Line) -> Ruling:
    kinds = " ".join(word.text for word in line.operands[1:2]).lower()
    what = {
        "pvc": "the volume's data",
        "persistentvolumeclaim": "the volume's data",
        "pv": "the volume",
        "ns": "everything in the namespace",
        "namespace": "everything in the namespace",
    }.get(kinds.rstrip("s"), "resources")
    if line.has("--all", "-A", "--all-namespaces"):
        what = "every resource of the kind"
    return red(
        f"`{call.name} delete {kinds.replace(OPAQUE, '…')}`".rstrip()
        + f" removes {what}; it cannot be undone.",
        call.words[0],
    )


def _reading(call: Call, line: Line, path: str) -> Ruling:
    verb = path.split("/")[0]
    shown = green(f"`{call.name} {path.replace('/', ' ')}` only reads.")
    if path == "config/view" and (
        line.has("--raw", "--flatten-x") or line.loose or any(w.opaque for w in line.operands)
    ):
        return yellow("It prints the credentials of the cluster.", call.words[0])
    if path == "cluster-info" and len(line.operands) > 1:
        return yellow("It may dump to files.", line.operands[1])
    if path == "diff":
        return green("`kubectl diff` only compares.", pins=(("KUBECTL_EXTERNAL_DIFF", "diff -u -N"),))
    if path == "kustomize" and any(
        w.text.startswith(("--enable", "--helm", "-o", "--output")) for w in call.arguments
    ):
        return yellow("It may run a plugin or write a file.", call.words[0])
    if verb == "wait" and any(w.text.startswith("--for") and "delete" in w.text for w in call.arguments):
        return green("It waits.")
    if verb in ("get", "describe"):
        return _secrets(call, line) or shown
    if verb == "version" and line.has("--raw"):
        return yellow("An option is not known.", call.words[0])
    return shown


def _secrets(call: Call, line: Line) -> Ruling | None:
    outputs = [option.text for option in line.all("-o", "--output", "--template")]
    if line.has("--raw"):
        paths = [*line.operands[1:], *(option.word for option in line.all("--raw"))]
        if line.has("-o") or any(
            not KUBELET.fullmatch(word.text)
            and re.search(OPAQUE + r"|%|secret|proxy|exec|attach|portforward|token", word.text)
            for word in paths
        ):
            return yellow("It asks for a path of the server that may print secrets.", *paths[:1])
        return None
    kinds = [part for word in line.operands[1:2] for part in word.text.split(",")] + [
        w.text for w in line.operands[1:] if "/" in w.text
    ]
    loud = any(int(o.text) >= 8 for o in line.all("-v", "--v") if o.text.isdigit())
    if loud and any(SECRET.match(kind) for kind in kinds):
        return yellow("At this level it prints what the server answers, secrets with it.", call.words[0])
    unknown = any(OPAQUE in kind.split("/")[0] or "*" in kind for kind in kinds) or line.has(
        "-f", "--filename", "-k", "--kustomize"
    )
    if not any(SECRET.match(kind) for kind in kinds) and not unknown:
        return None
    if outputs and not all(SHOWS_NAMES.fullmatch(out) and OPAQUE not in out for out in outputs):
        return yellow("It may print the values of secrets.", call.words[0])
    if line.operands[0].text == "describe" and not unknown:
        return _tokens(line)
    if line.strange or line.loose:
        return yellow("It may print the values of secrets.", call.words[0])
    return None


def _tokens(line: Line) -> Ruling | None:
    """Of secrets only the token of a service account is printed whole when it is described."""
    names = [word.text.rpartition("/")[2] for word in line.operands[1:]]
    chosen = names if "/" in line.operands[1].text else names[1:]
    if chosen and not line.has("-l", "--selector") and not any(map(TOKEN_NAME.search, chosen)):
        return None
    return yellow("It prints the token of a service account.", *line.operands[1:2])


def kubectl_or_exec(call: Call, desk: Desk) -> Ruling:
    """kubectl, with `exec` opened."""
    lead = read_options(call.arguments, union(GLOBAL), stop=True)
    if lead.rest and lead.rest[0].text in ("exec", "rsh"):
        return _exec(call, lead, desk)
    return kubectl(call, desk)


def _exec(call: Call, lead: Line, desk: Desk) -> Ruling:
    after = list(lead.rest[1:])
    if any(word.text in ("--help", "-h") for word in after[:1]):
        return green("It prints its help.")
    place = next((i for i, word in enumerate(after) if word.plain and word.text == "--"), None)
    if place is None:
        line = read_options(after, EXEC, stop=True)
        inner = (
            desk.wrapped(call, line.rest[1:])
            if len(line.rest) > 1
            else yellow("It opens a shell in a container.", call.words[0])
        )
        return at_least(Risk.YELLOW, inner, "Without `--` its words may be options.", call.words[0])
    line = read_options(after[:place], EXEC)
    if place + 1 >= len(after):
        return yellow("It names no command.", call.words[0])
    inner = desk.wrapped(call, after[place + 1 :])
    whole = Line((*lead.options, *line.options), line.operands, (*lead.strange, *line.strange))
    why = _place(whole)
    if why:
        return at_least(Risk.YELLOW, inner, why, call.words[0])
    return settled(call, whole, inner)


def _k3s(call: Call, desk: Desk) -> Ruling:
    if call.arguments and call.arguments[0].text == "kubectl":
        return desk.wrapped(call, call.arguments)
    return yellow("It runs part of the cluster.", call.words[0])


def _microk8s(call: Call, desk: Desk) -> Ruling:
    if call.arguments and call.arguments[0].text == "kubectl":
        return desk.wrapped(call, call.arguments)
    return yellow("It changes the cluster.", call.words[0])


def _k(call: Call, desk: Desk) -> Ruling:
    return at_least(
        Risk.YELLOW, kubectl_or_exec(call, desk), "`k` is an alias that may be anything.", call.words[0]
    )


HANDLERS: Final[dict[str, Handler]] = {
    "kubectl": kubectl_or_exec,
    "oc": kubectl_or_exec,
    "k3s": _k3s,
    "microk8s": _microk8s,
    "k": _k,
}
