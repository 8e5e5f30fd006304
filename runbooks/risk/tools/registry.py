"""Every tool that is known, with its rules."""

from typing import Final

from runbooks.risk.desk import Handler
from runbooks.risk.tools import (
    archives,
    aws,
    azure,
    builtin,
    cloud,
    consoles,
    coreutils,
    databases,
    dialects,
    docker,
    files,
    forms,
    git,
    github,
    helm,
    iac,
    kubernetes,
    looks,
    machine,
    net,
    packages,
    places,
    shells,
    stores,
    system,
    text,
    web,
    wrappers,
)
from runbooks.risk.tools.declared import DECLARED
from runbooks.risk.tools.kit import tried
from runbooks.risk.words import listed

_HANDLERS: Final[dict[str, Handler]] = {
    **DECLARED,
    **iac.HANDLERS,
    **packages.HANDLERS,
    **system.HANDLERS,
    **looks.HANDLERS,
    **consoles.HANDLERS,
    **machine.HANDLERS,
    **net.HANDLERS,
    **web.HANDLERS,
    **cloud.HANDLERS,
    **aws.HANDLERS,
    **azure.HANDLERS,
    **databases.HANDLERS,
    **dialects.HANDLERS,
    **stores.HANDLERS,
    **kubernetes.HANDLERS,
    **helm.HANDLERS,
    **docker.HANDLERS,
    **git.HANDLERS,
    **github.HANDLERS,
    **files.HANDLERS,
    **archives.HANDLERS,
    **text.HANDLERS,
    **coreutils.HANDLERS,
    **forms.HANDLERS,
    **builtin.HANDLERS,
    **wrappers.HANDLERS,
    **places.HANDLERS,
    **shells.HANDLERS,
}
# What tries a tool out that would destroy: its options, by its names.
TRIED: Final = {
    "lvremove vgremove pvremove lvreduce vgreduce": "-t --test",
    "fsck e2fsck fsck.ext3 fsck.ext4 fsck.xfs xfs_repair": "-n",
    "yum dnf microdnf": "--assumeno",
    "zypper": "--dry-run -D",
    "rpm": "--test",
    "repmgr": "--dry-run",
    "dpkg": "--dry-run --simulate --no-act",
    "helm": "--dry-run --dry-run=client --dry-run=server",
}
HANDLERS: Final[dict[str, Handler]] = _HANDLERS | {
    name: tried(_HANDLERS[name], options) for names, options in TRIED.items() for name in names.split()
}
# Tools that obey no environment variable but those of the language, the terminal and the loader.
PLAIN: Final = listed(
    "ls cat head tail wc cut tr grep stat du df free uptime whoami id echo true false pwd sleep "
    "seq uname nproc basename dirname realpath readlink md5sum sha256sum nl tac"
)
