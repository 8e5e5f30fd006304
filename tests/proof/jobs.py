"""Jobs from green commands: started as the agent starts them, allowed what their tools do by design."""

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from execution.agent.configuration import PATH
from execution.agent.surroundings import environment
from runbooks.risk.words import listed
from tests.proof.corpus import Green
from tests.proof.tree import HOME, NAMESERVER, ORIGIN, WORK, addresses
from tests.proof.understood import programs_for
from tests.proof.world import Job

INTERPRETER: Final = ("bash", "--noprofile", "--norc", "-c")
SHELL_TEMPORARY: Final = r"/tmp/sh-thd\.\w+"
JAVA: Final = listed("java javac jps jstat jstack jcmd jmap jinfo keytool mvn jshell")
SOCKET: Final = re.compile(r"/[\w./-]+\.sock(?:et)?\b")  # named in the command
NUMBER: Final = re.compile(r"(?<![\w.])\d{1,9}(?![\w.])")
APT: Final = r"/tmp|/tmp/[\w.#]+|/var/cache/apt/(src)?pkgcache\.bin(\.\w+)?|/var/log/apt/eipp\.log\.xz"
# A tool's own file that it makes and takes away, or keeps to be faster: nothing a person put there.
OWN_FILES: Final = {
    "sort": r"/tmp/sort\w+",
    "kubectl": rf"{HOME}/\.kube(/cache(/.*)?)?|/tmp/(LIVE|MERGED)-\d+(/.*)?",
    "git": r"/tmp/git-blob-\w+(/[^/]+)?|.*/\.git/index\.lock",
    "apt": APT,
    "apt-get": APT,
    "apt-cache": APT,
    **dict.fromkeys(
        JAVA,
        r"/tmp/hsperfdata_\w+(/\d+)?|/proc/self/coredump_filter|.*/\.(java_pid|attach_pid)\d+",
    ),
    **dict.fromkeys(
        ("gcloud", "gsutil", "bq"),
        rf"{HOME}/(\.config(/gcloud(/.*)?)?|\.gsutil(/.*)?)|/dev/shm/(pym-|sem\.).*",
    ),
    **dict.fromkeys(("npm", "npx"), rf"{HOME}/\.npm(/.*)?"),
    "terraform": rf"{HOME}/\.terraform\.d",
    "pidof": r"/dev/console",
    **dict.fromkeys(("zgrep", "zegrep", "zfgrep"), r"/tmp/zgrep\w+"),
    "lslogins": r"/etc/\.pwd\.lock",
    "sqlite3": rf"{WORK}/[\w./-]+",
    "top": rf"{HOME}/\.config(/procps)?",
}
OWN_SOCKETS: Final = {
    "psql": r".*/\.s\.PGSQL\.\d+",
    "pg_isready": r".*/\.s\.PGSQL\.\d+",
    "pidof": r"/dev/log",  # where it says that an option is not known
    "ss": r"/(var/)?run/rpcbind\.sock",
    "docker": r"/var/run/docker\.sock",
    **dict.fromkeys(
        listed(
            "systemctl journalctl loginctl hostnamectl timedatectl localectl networkctl systemd- "
            "analyze systemd-cgls systemd-cgtop"
        ),
        r"/run/systemd/(private|journal/io\.systemd\.journal|userdb/.*)|/(var/)?run/dbus/system_bus_socket",
    ),
}
SLOW: Final = listed(
    "apt apt-get kubectl gcloud gsutil bq terraform npm java jcmd jps jstat jstack docker npx pip pip3"
)


def jobs_for(greens: Iterable[Green]) -> list[Job]:
    """A job for each command, with the variables its verdict pins."""
    listed = list(greens)
    hosts = addresses(each.command for each in listed)
    return [_job(green, hosts) for green in listed]


def _job(green: Green, hosts: dict[str, str]) -> Job:
    names = green.names
    return Job(
        command=green.command,
        arguments=(shutil.which(INTERPRETER[0], path=PATH) or "/bin/bash", *INTERPRETER[1:], green.command),
        environment=environment(dict(green.verdict.pins), {}, path=PATH, home=Path(HOME)),
        directory=WORK,
        programs=programs_for(("bash", *names)),
        writes="|".join((SHELL_TEMPORARY, *_of(OWN_FILES, names))),
        sockets="|".join((*_of(OWN_SOCKETS, names), *map(re.escape, SOCKET.findall(green.command)))),
        asks_to_dump=bool(names & JAVA),
        addresses=(NAMESERVER, "127.0.0.1", "::1", *_named(green.command, hosts), *_origin(names)),
        limit_seconds=12.0 if names & SLOW else 2.0,
    )


def _of(table: dict[str, str], names: Iterable[str]) -> Sequence[str]:
    return sorted({table[name] for name in names if name in table})


def _origin(names: Iterable[str]) -> list[str]:
    return [*addresses([ORIGIN]).values()] if "git" in names else []


def _named(command: str, hosts: dict[str, str]) -> list[str]:
    """The addresses of the hosts that a command names, and those it names as they are."""
    own = addresses([command])
    plain = re.findall(r"\d+\.\d+\.\d+\.\d+", command)
    # A bare number is an address too.
    numbers = [
        f"{n >> 24}.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in map(int, NUMBER.findall(command))
    ]
    return sorted({hosts[name] for name in own if name in hosts} | {*plain, *numbers})
