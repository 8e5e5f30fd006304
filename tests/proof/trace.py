"""What `strace` wrote, read into acts and judged: which of them a command that only reads would not do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from tests.proof.calls import (
    ASKING_IOCTLS,
    ASKING_NETLINK,
    ASKS,
    CONNECTS,
    ON_FILES,
    OPENS,
    OWN_PROCESS,
    RUNS,
    SIGNALS,
)

LINE: Final = re.compile(r"(?P<pid>\d+) +(?:<\.\.\. )?(?P<name>\w+)(?P<rest>.*)", re.S)
SUPERSEDED: Final = re.compile(r"(\d+) \+\+\+ superseded by execve in pid (\d+) \+\+\+")
BROKEN_OFF: Final = re.compile(r" *<(unfinished|pid changed to \d+) \.\.\.>$")
RESULT: Final = re.compile(r"\) += (?P<result>-?\d+|0x[0-9a-f]+|\?)(?P<after>[^)]*(\([^)]*\))?)$")
# A name, with the directory strace shows for its descriptor; or a descriptor alone.
NAMED: Final = re.compile(r'(?:AT_FDCWD|\d+)<([^>]*)>(?:, "((?:[^"\\]|\\.)*)")?|"((?:[^"\\]|\\.)*)"')
WRITING: Final = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
# Written to by everyone: nowhere, a terminal of the world's own, or what the command was given to write to.
NOWHERE: Final = re.compile(
    r"/dev/(null|tty|full|stdout|stderr|fd/\d+|ptmx|pts/(ptmx|\d+))|/proc/(self|\d+)/fd/\d+|/proc/self/task/\d+/comm"
)
ADDRESS: Final = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"')
# `ip` asks the kernel for an old feature with a change of no device, no flag and no attribute.
EMPTY_NEWLINK: Final = re.compile(
    r"nlmsg_type=RTM_NEWLINK,[^{}]*\}, \{[^{}]*ifi_index=0, ifi_flags=0, ifi_change=0\}\]"
)
UNIX: Final = re.compile(r'sa_family=AF_UNIX(?:, sun_path=(@?)"([^"]*)")?')


@dataclass(frozen=True)
class Act:
    """One system call as it was made: its arguments and result as strace prints them."""

    pid: str
    name: str
    arguments: str
    result: str


@dataclass(frozen=True)
class Allowed:
    """What a command may do beyond reading: programs, files of its own, sockets and addresses."""

    programs: frozenset[str] = frozenset()
    places: tuple[str, ...] = ("/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/")
    writes: re.Pattern[str] = NOWHERE
    asks_to_dump: bool = False  # a Java tool asks a Java program for its threads by a signal
    sockets: re.Pattern[str] = re.compile(r"/var/run/nscd/socket")
    addresses: frozenset[str] = frozenset()


def acts(lines: Iterable[str]) -> Iterator[Act]:
    """The calls of a trace, each whole, in the order in which they ended; those cut short are last."""
    begun: dict[str, tuple[str, str]] = {}
    for line in lines:
        found = LINE.match(line.rstrip("\n"))
        heir = SUPERSEDED.match(line)
        if heir:
            begun[heir[1]] = begun.pop(heir[2], ("execve", "("))
        if not found or line.rstrip().endswith("<detached ...>"):
            continue
        pid, rest = found["pid"], found["rest"]
        if rest.startswith(" resumed>"):
            rest = begun.pop(pid, ("", "("))[1].rstrip() + rest.removeprefix(" resumed>")
        broken_off = BROKEN_OFF.search(rest)
        if broken_off:
            begun[pid] = (found["name"], rest[: broken_off.start()])
            continue
        ended = RESULT.search(rest)
        yield Act(
            pid, found["name"], rest[: ended.start()] if ended else rest, ended["result"] if ended else "?"
        )
    yield from (Act(pid, name, rest, "?") for pid, (name, rest) in begun.items())


def violations(lines: Iterable[str], allowed: Allowed) -> list[str]:
    """A sentence for every act that is not allowed, each once, in order."""
    done = list(acts(lines))
    own = {act.pid for act in done}
    segments = {act.result for act in done if act.name == "shmget"}
    found = (_objection(act, allowed, own) for act in done if not _drops(act, segments))
    return list(dict.fromkeys(sentence for sentence in found if sentence))


def programs_run(lines: Iterable[str]) -> list[str]:
    """The paths of the programs that really started, in order."""
    return [_path(act.arguments) for act in acts(lines) if act.name in RUNS and act.result == "0"]


def _objection(act: Act, allowed: Allowed, own: set[str]) -> str:
    if act.name in OPENS:
        return _on_open(act, allowed)
    if act.name in RUNS:
        return _on_run(act, allowed)
    if act.name in CONNECTS:
        return _on_connection(act, allowed)
    if act.name in SIGNALS:
        asked = allowed.asks_to_dump and act.arguments.endswith("SIGQUIT")
        return "" if asked else _on_signal(act, own)
    if act.name in OWN_PROCESS:
        return _on_process(act, own)
    if act.name == "ioctl":
        return _on_ioctl(act)
    if act.name in ASKS:
        return "" if re.search(ASKS[act.name], act.arguments) else _said(act)
    if act.name in ON_FILES:
        return "" if all(map(allowed.writes.fullmatch, _paths(act.arguments))) else _said(act)
    return _said(act)


def _drops(act: Act, segments: set[str]) -> bool:
    """Whether it only takes away a piece of memory that the command itself shared out."""
    found = re.match(r"\((\d+), IPC_RMID\b", act.arguments)
    return act.name == "shmctl" and found is not None and found[1] in segments


def _said(act: Act) -> str:
    return f"{act.name}{act.arguments[:160]}"


def _path(arguments: str) -> str:
    """The path an act names, made absolute by the directory strace shows, or that of its descriptor."""
    return _paths(arguments)[0]


def _paths(arguments: str) -> list[str]:
    """All paths an act names; at least one, which is empty where it names none."""
    found = NAMED.findall(arguments)
    return [str(PurePosixPath(place) / (name or alone)) for place, name, alone in found] or [""]


def _on_open(act: Act, allowed: Allowed) -> str:
    if act.name != "creat" and not WRITING.search(act.arguments):
        return ""
    return "" if allowed.writes.fullmatch(_path(act.arguments)) else _said(act)


def _on_run(act: Act, allowed: Allowed) -> str:
    path = _path(act.arguments)
    if not path:
        return ""  # an end without its beginning, which is judged where it stands
    if PurePosixPath(path).name not in allowed.programs:
        return f"ran {path}"
    return f"ran {path}" if act.result == "0" and not path.startswith(allowed.places) else ""


def _on_connection(act: Act, allowed: Allowed) -> str:
    arguments = act.arguments
    if "nlmsg_type=" in arguments:
        kinds = re.findall(r"nlmsg_type=(\w+)", EMPTY_NEWLINK.sub("", arguments))
        return "" if all(kind.startswith(ASKING_NETLINK) for kind in kinds) else _said(act)
    if act.name == "bind":
        return "" if re.search(r"AF_NETLINK|htons\(0\)", arguments) else _said(act)
    local = UNIX.search(arguments)
    if local:
        return "" if not local[2] or allowed.sockets.fullmatch(local[1] + local[2]) else _said(act)
    for _, address in ADDRESS.findall(arguments):
        if address not in allowed.addresses:
            return _said(act)
    if "sa_family=" in arguments and not re.search(r"sa_family=AF_(INET6?|NETLINK|UNSPEC)\b", arguments):
        return _said(act)
    return ""


def _on_signal(act: Act, own: set[str]) -> str:
    numbers = re.findall(r"-?\d+", act.arguments)
    target, sign = numbers[0] if numbers else "", act.arguments.rsplit(",", 1)[-1].strip()
    return "" if sign in ("0", "SIG_0") or target == "0" or target.lstrip("-") in own else _said(act)


def _on_process(act: Act, own: set[str]) -> str:
    if act.name == "prlimit64":
        target, _, new, *_ = [*act.arguments[1:].split(", ", 3), ""]
        return "" if target == "0" or target in own or new.startswith("NULL") else _said(act)
    found = re.match(r"\((?:\w+_(?:PROCESS|PGRP), )?(\d+)", act.arguments)
    return "" if found and (found[1] == "0" or found[1] in own) else _said(act)


def _on_ioctl(act: Act) -> str:
    request = re.match(r"\([^,]*, ([^,)]*)", act.arguments)
    names = re.split(r" or ", request[1].strip()) if request else []
    return "" if names and any(name in ASKING_IOCTLS for name in names) else _said(act)
