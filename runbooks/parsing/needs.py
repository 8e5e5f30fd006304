"""What the commands of a runbook need though its text may not say so: tools, access, credentials, roles."""

from collections.abc import Iterable, Iterator
from re import compile
from typing import Final

from runbooks.parsing.programs import (
    CLOUDS,
    CLUSTER,
    ENGINES,
    MACHINE,
    PLAIN,
    SERVERS,
    TOOLS,
    Started,
    started_by,
)
from runbooks.types import Language, ParsedCommand, ParsedStep, Span
from runbooks.types.variables import Need

_MOST: Final = 40
_LANGUAGES: Final = {
    Language.SQL: "a SQL client with access to the database",
    Language.PROMQL: "Prometheus, or a dashboard that asks it",
    Language.LOGQL: "Loki, or a dashboard that asks it",
    Language.REDIS: "access to Redis",
}
_URL: Final = compile(
    r"https?://(?:[^/\s@]*@)?([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})(?::\d+)?(?=[/\s\"'?]|$)"
)
_NEAR: Final = frozenset(("localhost", "localhost.localdomain"))


def needs_of(steps: Iterable[ParsedStep]) -> tuple[Need, ...]:
    """Each need once, in the order in which the commands first ask for it, with the steps that do."""
    found: dict[tuple[str, str], tuple[Span, dict[int, None]]] = {}
    for step in steps:
        for command in step.commands:
            for asked in _asked(command):
                if asked in found:
                    found[asked][1][step.number] = None
                elif len(found) < _MOST:
                    found[asked] = command.span, {step.number: None}
    return tuple(Need(text, what, span, tuple(numbers)) for (what, text), (span, numbers) in found.items())


def _asked(command: ParsedCommand) -> Iterator[tuple[str, str]]:
    if command.language is not Language.SHELL:
        if command.language in _LANGUAGES:
            yield "access", _LANGUAGES[command.language]
        return
    for one in started_by(command.text):
        if one.root:
            yield "role", "root rights (sudo) on the machine"
        if one.program in TOOLS:
            yield "tool", one.program
        yield from _reached(one)


def _reached(one: Started) -> Iterator[tuple[str, str]]:
    program = one.program
    if program in CLUSTER:
        context, namespace = one.option("--context", "--kube-context"), one.option("-n", "--namespace")
        where = f" (context {context})" if context else ""
        yield "access", f"access to the Kubernetes cluster{where}"
        if namespace:
            yield "role", f"rights in the namespace {namespace}"
    elif program in CLOUDS:
        profile = one.option("--profile", "--project", "--subscription")
        yield "credentials", CLOUDS[program] + (f" ({profile})" if profile else "")
    elif program in SERVERS:
        host = one.option("-h", "--host", "-H", "--bootstrap-server", "--endpoints")
        yield "reach", SERVERS[program] + (f" at {host}" if host else "")
    elif program in ENGINES:
        yield "access", "access to the container engine of the machine"
    elif program in MACHINE:
        yield "access", "a shell on the machine"
    elif program in ("ssh", "scp", "rsync", "sftp"):
        if host := _host(one):
            yield "access", f"SSH access to {host}"
        elif program == "ssh":
            yield "access", "SSH access to the machine"
    elif program in ("curl", "wget"):
        for word in one.words:
            match = _URL.search(word)
            if match and match[1] not in _NEAR:
                yield "reach", match[1]


_WITH_VALUE: Final = frozenset("-" + letter for letter in "BbcDEeFIiJLlmOopQRSWw")


def _host(one: Started) -> str:
    """Where ssh goes, or a copy comes from or goes to; "" where that is not written as a plain name."""
    if one.program == "ssh":
        skip = False
        for word in one.words:
            if skip or word.startswith("-"):
                skip = not skip and word in _WITH_VALUE
                continue
            host = word.rpartition("@")[2]
            return host if PLAIN.fullmatch(host) and not host.isupper() else ""
        return ""
    places = (
        word.partition(":")[0].rpartition("@")[2] for word in one.words if ":" in word and word[0] != "-"
    )
    return next((host for host in places if PLAIN.fullmatch(host)), "")
