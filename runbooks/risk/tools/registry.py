"""Every tool that is known, with its rules."""

from typing import Final

from runbooks.risk.desk import Handler
from runbooks.risk.tools import cloud, coreutils, databases, docker, files, git, iac, kubernetes, net, system, text, wrappers

HANDLERS: Final[dict[str, Handler]] = {
    **iac.HANDLERS, **system.HANDLERS, **net.HANDLERS, **cloud.HANDLERS, **databases.HANDLERS, **kubernetes.HANDLERS,
    **docker.HANDLERS, **git.HANDLERS, **files.HANDLERS, **text.HANDLERS, **coreutils.HANDLERS, **wrappers.HANDLERS,
}  # fmt: skip
# Tools that obey no environment variable but those of the language, the terminal and the loader.
PLAIN: Final = frozenset(
    "ls cat head tail wc cut tr grep stat du df free uptime whoami id echo true false pwd sleep seq uname nproc basename dirname "
    "realpath readlink md5sum sha256sum nl tac".split()
)
