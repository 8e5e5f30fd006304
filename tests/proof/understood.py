"""Which programs the rules understood in a command, and which others those run by design."""

import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from typing import Final

from execution.agent.configuration import PATH
from runbooks.risk.desk import Desk, Handler
from runbooks.risk.ruling import Ruling
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.risk.words import Call

# A program of the left runs those of the right by its own design, whatever file or variable it finds.
PARTS: Final = {
    "tar": "gzip bzip2 xz zstd",
    "zgrep": "mktemp rm grep gzip sed cat printf expr",
    "zegrep": "zgrep",
    "zfgrep": "zgrep",
    "zcat": "gzip",
    "gunzip": "gzip",
    "xzgrep": "grep xz gzip bzip2 sed expr",
    "bzgrep": "egrep grep bzip2 sed basename",
    "egrep": "grep",
    "fgrep": "grep",
    "psql": "readlink",
    "pg_isready": "readlink",
    "man": "apropos whatis preconv tbl nroff groff troff grotty less cat locale iconv manconv zsoelim",
    "diff": "pr",
    "locale": "gzip",
    "systemctl": "ssh",
    "script": "sh",
    "ssh": "sh",
    "pg_lsclusters": "readlink",
    "bash": "id",
    "sh": "id",
    "git": "sh diff git-remote-https git-remote-http git-submodule basename sed uname gettext "
    "gettext.sh envsubst",
    "dpkg": "dpkg-query",
    "yq": "python3 jq",
    "xargs": "echo",
    "lslogins": "",
    "kubectl": "diff " + " ".join(f"kubectl.1.{minor}" for minor in range(24, 40)),
    "which": "which.debianutils",
    "lsb_release": "python3 getopt tr cut cat",
    "apt": "dpkg http https store gpgv",
    "apt-get": "dpkg http https store gpgv",
    "apt-cache": "dpkg",
    "npm": "node",
    "watch": "sh",
    "gcloud": "python3 dirname readlink uname basename tput git",
    "gsutil": "python3 dirname readlink uname basename tput git",
    "bq": "python3 dirname readlink uname basename tput git",
}


@cache
def understood(command: str) -> frozenset[str]:
    """The names of all calls that were judged, inside wrappers too."""
    desk = _Noting(HANDLERS, PLAIN)
    desk.script(command, 0)
    return frozenset(desk.seen)


class _Noting(Desk):
    """A desk that keeps the names of the calls it rules on."""

    def __init__(self, handlers: dict[str, Handler], plain: frozenset[str]) -> None:
        super().__init__(handlers, plain)
        self.seen: set[str] = set()

    def rule(self, call: Call) -> Ruling:
        """The ruling on one call, whose name is kept."""
        if call.words:
            self.seen.add(call.name)
        return super().rule(call)


def programs_for(names: Iterable[str]) -> tuple[str, ...]:
    """Base names of all programs that commands of these names may start."""
    found: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += PARTS.get(name, "").split()
    return tuple(sorted(found))


def missing(names: Iterable[str]) -> list[str]:
    """Those that are neither installed here nor built into the shell, in order."""
    return sorted(name for name in names if name not in built_in() and not shutil.which(name, path=PATH))


@cache
def built_in() -> frozenset[str]:
    """What bash does itself."""
    listed = subprocess.run(["bash", "-c", "compgen -bk"], capture_output=True, text=True, check=True)
    return frozenset(listed.stdout.split())
