"""What a runbook needs, each with a harmless command that would show whether it is there.

The commands are drafted: they stand in no text, only the need does. Nothing here runs them, and whoever
shows them judges them first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from runbooks.types import Language, ParsedCommand, ParsedRunbook, Span

# Tools that do not come with every machine. A word of the text counts only if it stands here.
_TOOLS: Final = (
    "aws az consul crictl ctr curl dig docker docker-compose etcdctl flux gcloud gh git gsutil helm istioctl"
    " jq kafka-topics.sh kubectl kustomize mongo mongosh mysql nc nomad oc openssl podman psql rabbitmqctl"
    " redis-cli rsync ssh sudo systemctl tcpdump terraform vault velero yq"
)
TOOLS: Final = frozenset(_TOOLS.split())
_SPOKEN: Final = {
    "aws cli": "aws",
    "azure cli": "az",
    "google cloud sdk": "gcloud",
    "gcloud cli": "gcloud",
    "mongo shell": "mongosh",
    "redis cli": "redis-cli",
}
# What shows more than that the tool is there; the words on the left ask for it.
_ACCESS: Final = (
    (re.compile(r"\b(?:kubectl|kubernetes|k8s|cluster)\b.{0,40}\baccess|access.{0,40}\b(?:kubectl|cluster)\b"),
     "kubectl auth can-i get pods"),
    (re.compile(r"\baws\b.{0,40}\b(?:credential|account|profile|access|role|configured)"),
     "aws sts get-caller-identity"),
    (re.compile(r"\b(?:gcloud|gcp|google cloud)\b.{0,40}\b(?:credential|account|access|auth)"),
     "gcloud auth list"),
    (re.compile(r"\b(?:az|azure)\b.{0,40}\b(?:login|account|subscription|access)"), "az account show"),
    (re.compile(r"\b(?:sudo|root)\b.{0,20}\b(?:right|access|permission|privilege)"), "sudo -n true"),
    (re.compile(r"\bpsql\b"), "psql --version"),
)  # fmt: skip
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
_AHEAD: Final = re.compile(r"(?:sudo\s+(?:-[nE]\s+)?|env\s+|time\s+|[A-Za-z_]\w*=\S*\s+)+")
_FLAGS_WITH_VALUE: Final = frozenset({"--context", "--kubeconfig", "--cluster", "--user", "-l", "-o"})


@dataclass(frozen=True)
class Probe:
    """A need in the text's own words, the command that would show it is met, and where the need stands."""

    need: str
    command: str
    span: Span


def preflight(runbook: ParsedRunbook) -> tuple[Probe, ...]:
    """The probes of a runbook, each command once: first for what the text asks, then for what it uses."""
    probes: dict[str, Probe] = {}
    for probe in (*_asked(runbook), *_used(runbook)):
        probes.setdefault(probe.command, probe)
    return tuple(probes.values())


def _asked(runbook: ParsedRunbook) -> Iterator[Probe]:
    for need in runbook.prerequisites:
        said = need.text.casefold()
        words = [word.strip(".") for word in re.findall(r"[a-z][a-z0-9.-]*", said)]
        tools = [word for word in words if word in TOOLS]
        tools += [tool for phrase, tool in _SPOKEN.items() if phrase in said and tool not in tools]
        for tool in dict.fromkeys(tools):
            yield Probe(need.text, f"command -v {tool}", need.span)
        for pattern, command in _ACCESS:
            if pattern.search(said):
                yield Probe(need.text, command, need.span)


def _used(runbook: ParsedRunbook) -> Iterator[Probe]:
    for step in runbook.steps:
        for command in _shell(step.commands):
            for line in _lines(command.text):
                words = line.split()
                if words[0] in TOOLS:
                    need = f"{words[0]}, which step {step.number} uses"
                    yield Probe(need, f"command -v {words[0]}", command.span)
                allowed = _allowed(words) if words[0] == "kubectl" else ""
                if allowed:
                    need = (
                        f"the right to {allowed.removeprefix('kubectl auth can-i ')}, for step {step.number}"
                    )
                    yield Probe(need, allowed, command.span)


def _shell(commands: Iterable[ParsedCommand]) -> Iterator[ParsedCommand]:
    return (command for command in commands if command.language is Language.SHELL)


def _lines(text: str) -> Iterator[str]:
    """The simple commands of a text, roughly: a word cut wrongly is no tool, and gives no probe."""
    for line in re.split(r"&&|\|\|?|;|\n", text.replace("\\\n", " ")):
        bare = line.strip()
        ahead = _AHEAD.match(bare)
        if ahead and ahead[0].startswith("sudo"):
            yield "sudo"
        rest = bare[ahead.end() :] if ahead else bare
        if rest.strip():
            yield rest


def _allowed(words: list[str]) -> str:
    """`kubectl auth can-i …` for what a `kubectl` command does; empty where that cannot be said."""
    namespace, plain = _namespace_and_words(words[1:])
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
    parts = [f"kubectl auth can-i {verb} {resource}"]
    parts += [f"--subresource={below}"] if below else []
    parts += [f"-n {namespace}"] if namespace else []
    return " ".join(parts)


def _namespace_and_words(words: list[str]) -> tuple[str, list[str]]:
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
