"""For what a runbook needs, a harmless command that shows whether it is there.

The commands are drafted: they stand in no text, only the need does. Nothing here runs them, and whoever
offers them judges them first.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from runbooks.parsing.programs import SERVERS, TOOLS, Started, started_by
from runbooks.types import Language, ParsedCommand, ParsedStep, Prerequisite
from runbooks.types.variables import Probe

_MOST: Final = 30
_SPOKEN: Final = {
    "aws cli": "aws",
    "azure cli": "az",
    "google cloud sdk": "gcloud",
    "gcloud cli": "gcloud",
    "mongo shell": "mongosh",
    "redis cli": "redis-cli",
    "postgresql client": "psql",
    "postgres client": "psql",
    "mysql client": "mysql",
}
# What shows more than that the tool is there; the words on the left ask for it.
_CLUSTER: Final = "kubectl|kubernetes|k8s|cluster|集群|クラスタ"
_RIGHTS: Final = r"(?:access|zugriff|zugang|acceso|acc[eè]s|acesso|アクセス|访问)"
_ACCESS: Final = (
    (re.compile(rf"(?:{_CLUSTER}).{{0,40}}{_RIGHTS}|{_RIGHTS}.{{0,40}}(?:{_CLUSTER})"),
     "kubectl auth can-i get pods"),
    (re.compile(r"\baws\b.{0,40}\b(?:credential|account|profile|access|role|configured)"),
     "aws sts get-caller-identity"),
    (re.compile(r"\b(?:gcloud|gcp|google cloud)\b.{0,40}\b(?:credential|account|access|auth)"),
     "gcloud auth list"),
    (re.compile(r"\b(?:az|azure)\b.{0,40}\b(?:login|account|subscription|access)"), "az account show"),
    (re.compile(r"\b(?:sudo|root)\b.{0,20}\b(?:right|access|permission|privilege)"), "sudo -n true"),
    (re.compile(r"\bpsql\b"), "psql --version"),
)  # fmt: skip
# What shows that the other end answers; the options are those of the command that led to it.
_ANSWERS: Final = {
    "aws": ("aws sts get-caller-identity", ("--profile", "--region")),
    "gcloud": ("gcloud auth list", ()),
    "az": ("az account show", ()),
    "psql": ("psql -X -c 'select 1'", ("-h", "-p", "-U", "-d")),
    "pg_dump": ("pg_isready", ("-h", "-p")),
    "mysql": ("mysqladmin ping", ("-h", "-P")),
    "redis-cli": ("redis-cli ping", ("-h", "-p")),
    "docker": ("docker info", ()),
    "etcdctl": ("etcdctl endpoint health", ()),
    "rabbitmqctl": ("rabbitmq-diagnostics ping", ()),
    "systemctl": ("systemctl --version", ()),
    "vault": ("vault status", ()),
    "gh": ("gh auth status", ()),
    "terraform": ("terraform version", ()),
    "oc": ("oc whoami", ()),
}
_VERBS: Final = {
    "get": ("get", ""),
    "describe": ("get", ""),
    "delete": ("delete", ""),
    "edit": ("patch", ""),
    "patch": ("patch", ""),
    "label": ("patch", ""),
    "annotate": ("patch", ""),
    "scale": ("patch", "scale"),
}
_ON_PODS: Final = {
    "logs": ("get", "log"),
    "exec": ("create", "exec"),
    "port-forward": ("create", "portforward"),
}
_ON_NODES: Final = frozenset({"cordon", "uncordon"})
_RESOURCE: Final = re.compile(r"[a-z]+(?:\.[a-z0-9.]+)?")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_VALUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_FLAGS_WITH_VALUE: Final = frozenset({"--context", "--kubeconfig", "--cluster", "--user", "-l", "-o"})


def probes_of(prerequisites: Iterable[Prerequisite], steps: Iterable[ParsedStep]) -> tuple[Probe, ...]:
    """Each command once: first for what the text asks, then for what the commands use."""
    probes: dict[str, Probe] = {}
    for probe in (*_asked(prerequisites), *_used(steps)):
        probes.setdefault(probe.command, probe)
    return tuple(probes.values())[:_MOST]


def _asked(prerequisites: Iterable[Prerequisite]) -> Iterator[Probe]:
    for need in prerequisites:
        said = need.text.casefold()
        words = [word.strip(".") for word in re.findall(r"[a-z][a-z0-9.-]*", said)]
        tools = [word for word in words if word in TOOLS]
        tools += [tool for phrase, tool in _SPOKEN.items() if phrase in said and tool not in tools]
        for tool in dict.fromkeys(tools):
            yield Probe(need.text, f"command -v {tool}", need.span)
        for pattern, command in _ACCESS:
            if pattern.search(said):
                yield Probe(need.text, command, need.span)


def _used(steps: Iterable[ParsedStep]) -> Iterator[Probe]:
    for step in steps:
        for command in _shell(step.commands):
            for one in started_by(command.text):
                if one.root:
                    yield Probe(f"sudo, which step {step.number} uses", "command -v sudo", command.span)
                if one.program in TOOLS:
                    need = f"{one.program}, which step {step.number} uses"
                    yield Probe(need, f"command -v {one.program}", command.span)
                yield from (Probe(need, drafted, command.span) for need, drafted in _shown(one, step.number))


def _shell(commands: Iterable[ParsedCommand]) -> Iterator[ParsedCommand]:
    return (command for command in commands if command.language is Language.SHELL)


def _shown(one: Started, step: int) -> Iterator[tuple[str, str]]:
    """What shows that the program may do, or reach, what the step asks of it."""
    if one.program in ("kubectl", "oc"):
        allowed = _allowed(one)
        if allowed:
            yield f"the right to {allowed.partition(' can-i ')[2]}, for step {step}", allowed
    if one.program in _ANSWERS:
        begins, options = _ANSWERS[one.program]
        values = ((option, one.option(option)) for option in options)
        given = "".join(f" {option} {value}" for option, value in values if _VALUE.fullmatch(value))
        program, _, rest = begins.partition(" ")
        ahead = one.program in SERVERS
        drafted = f"{program}{given} {rest}".rstrip() if ahead else f"{begins}{given}"
        yield f"{SERVERS.get(one.program, one.program)} answers, for step {step}", drafted


def _allowed(one: Started) -> str:
    """`kubectl auth can-i …` for what a `kubectl` command does; empty where that cannot be said."""
    namespace, plain = _namespace_and_words(one.words)
    if not plain:
        return ""
    verb, below, resource = plain[0], "", ""
    if verb in _ON_PODS:
        (verb, below), resource = _ON_PODS[verb], "pods"
    elif verb in _ON_NODES:
        verb, resource, namespace = "patch", "nodes", ""
    else:
        if plain[:1] == ["rollout"] and plain[1:2] in (["restart"], ["undo"], ["pause"], ["resume"]):
            verb, plain = "patch", plain[1:]
        elif verb in _VERBS:
            verb, below = _VERBS[verb]
        else:
            return ""
        resource = plain[1].partition("/")[0].partition(",")[0] if len(plain) > 1 else ""
    if not _RESOURCE.fullmatch(resource) or resource == "all":
        return ""
    context = one.option("--context")
    parts = [f"{one.program} auth can-i {verb} {resource}"]
    parts += [f"--subresource={below}"] if below else []
    parts += [f"-n {namespace}"] if namespace else []
    parts += [f"--context {context}"] if _VALUE.fullmatch(context) else []
    return " ".join(parts)


def _namespace_and_words(words: Iterable[str]) -> tuple[str, list[str]]:
    """The namespace, where it is a name and no placeholder, and the words that are no options."""
    namespace, plain = "", []
    rest = iter(words)
    for word in rest:
        name, _, value = word.partition("=")
        if name in ("-n", "--namespace"):
            namespace = value or next(rest, "")
        elif word in _FLAGS_WITH_VALUE:
            next(rest, "")
        elif not word.startswith("-"):
            plain.append(word)
    return (namespace if _NAME.fullmatch(namespace) else ""), plain
