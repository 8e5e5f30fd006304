"""Interfaces, firewalls and disks of the machine."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import destroys, reads
from runbooks.risk.words import Call, listed

IP_READS: Final = listed("show list ls lst get help s sh sho l li lis h")


IP_OBJECTS: Final = listed(
    "address addr a add-x link l route r ro neigh neighbor neighbour n nei rule ru maddress maddr "
    "m tunnel t tuntap netns monitor mo vrf mptcp stats nexthop token ntable fou mroute "
    "tcp_metrics ioam addrlabel"
)


IP_OPTION: Final = re.compile(
    r"-(4|6|0|B|M|s|stats|statistics|d|details|o|oneline|r|resolve|c|color|br|brief|j|json|p|"
    r"pretty|t|timestamp|ts|h|human|iec|N|Numeric|a|all|echo|V|Version|rc|rcvbuf|color=\w+|c=\w+)"
)
IP_ROUTES: Final = ("a", "addr", "address", "r", "route", "ro")


def ip(call: Call, desk: Desk) -> Ruling:
    """`ip`: shows, unless a verb changes."""
    words = call.arguments
    place = 0
    while place < len(words) and words[place].text.startswith("-"):
        if words[place].text in ("-n", "-netns", "-f", "-family", "-l", "-loops"):
            place += 1
        elif not IP_OPTION.fullmatch(words[place].text):
            return yellow(f"`{words[place].text[:20]}` is not a known option of `ip`.", words[place])
        place += 1
    rest = words[place:]
    texts = [word.text for word in rest]
    if any(word.loose for word in rest):
        return yellow("A word of `ip` is only known when it runs.", *rest[:1])
    if texts[:2] == ["netns", "exec"] and len(rest) > 3 and place == 0:
        return desk.wrapped(call, rest[3:])
    return _ip_verb(texts, call)


def _ip_verb(texts: list[str], call: Call) -> Ruling:
    if not texts:
        return green("It prints a text.")
    if texts[0] not in IP_OBJECTS:
        return yellow(f"`ip {texts[0][:20]}` is not known.", call.words[0])
    if texts[1:2] == ["s"] and texts[0] not in listed("a addr address r route ro n neigh ru rule"):
        return yellow("`s` is short for `set` here.", call.words[0])
    listens = texts[0] in ("monitor", "mo") and not any(text.startswith("file") for text in texts)
    if (
        len(texts) == 1
        or texts[1] in IP_READS
        or listens
        or texts[:2] in (["netns", "identify"], ["netns", "pids"])
    ):
        return green("`ip` only shows.")
    drops = texts[0] in IP_ROUTES and texts[1].startswith("d")
    if "flush" in texts[1:3] or drops or texts[-1] == "down":
        return red("It cuts the machine off from part of its network.", call.words[0])
    return yellow("It changes the network of the machine.", call.words[0])


def sysctl(call: Call, desk: Desk) -> Ruling:
    """`sysctl`: prints; `-w`, `-p` and `name=value` set."""
    line = read_options(
        call.arguments,
        arity(
            "aAnNbehdVqxX r: --all --names --values --binary --ignore --help --version --pattern= "
            "--deprecated"
        ),
    )
    bad = [*line.strange, *(word for word in line.operands if "=" in word.text or word.loose)]
    return yellow("It sets a kernel parameter.", *bad[:1]) if bad else green("`sysctl` only prints.")


def mount(call: Call, desk: Desk) -> Ruling:
    """`mount` alone lists."""
    line = read_options(call.arguments, arity("lv t: V h --version --help"))
    if not line.operands and not line.strange:
        return green("`mount` only lists.")
    if any("remount" in word.text for word in call.arguments):
        return red("It remounts a file system.", call.words[0])
    return yellow("It mounts a file system.", call.words[0])


def disk(read_flags: str) -> Handler:
    """Partitioners: green with these options alone, else red."""

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, arity(read_flags))
        if not line.strange and not line.loose and line.options:
            return green(f"`{call.name}` only lists.")
        return red(f"`{call.name}` changes a disk; data can be lost.", call.words[0])

    return handler


def parted(call: Call, desk: Desk) -> Ruling:
    """`parted`: prints with `-l` or as the command `print`."""
    line = read_options(call.arguments, arity("lsmh --list --script --machine --help"))
    texts = [word.text for word in line.operands]
    if not line.strange and (
        (line.has("-l", "--list") and not texts)
        or (
            texts[1:]
            and texts[1] in ("print", "unit")
            and not listed(
                "rm mklabel mkpart resizepart set toggle name mktable rescue move disk_set disk_toggle type"
            )
            & set(texts[1:])
        )
    ):
        return green("`parted` only prints.")
    return red("`parted` changes a disk; data can be lost.", call.words[0])


def iptables(call: Call, desk: Desk) -> Ruling:
    """`iptables`: lists with -L and -S."""
    line = read_options(
        call.arguments,
        arity(
            "nvx46w t: L S --list --list-rules --line-numbers --numeric --verbose --table= "
            "--exact --wait=? V --version C:"
        ),
    )
    if line.has("-C"):
        return yellow("It was not understood.", call.words[0])
    listing = line.has("-L", "-S", "--list", "--list-rules", "-V", "--version")
    if listing and not line.strange and not line.loose and not line.has("-Z"):
        return green(f"`{call.name}` only lists.")
    if any(
        word.text in ("-F", "-X", "-P", "--flush", "--delete-chain", "--policy") for word in call.arguments
    ):
        return red("It drops firewall rules or shuts the machine off.", call.words[0])
    return yellow("It changes the firewall.", call.words[0])


def ifconfig(call: Call, desk: Desk) -> Ruling:
    """`ifconfig` and `iwconfig` with at most an interface show."""
    texts = [word.text for word in call.arguments]
    if (
        all(t in ("-a", "-s", "-v") for t in texts if t.startswith("-"))
        and len([t for t in texts if not t.startswith("-")]) <= 1
        and not any(w.loose for w in call.arguments)
    ):
        return green(f"`{call.name}` only shows.")
    return (
        red("It takes an interface down.", call.words[0])
        if "down" in texts
        else yellow("It changes an interface.", call.words[0])
    )


FORMATS: Final = listed(
    "mkfs mke2fs mkswap mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat "
    "mkfs.ntfs mkfs.exfat mkfs.f2fs mkfs.msdos wipefs blkdiscard pvremove vgremove lvremove "
    "lvreduce vgreduce xfs_repair fsck e2fsck fsck.ext3 fsck.ext4 fsck.xfs "
    "zpool-destroy cryptsetup-x resize2fs badblocks hdparm sgdisk sfdisk cfdisk gdisk tune2fs dump "
    "restore mdadm-x debugfs swapoff umount"
)


LVM: Final = (
    "avPqoshm o: O: S: C --all --units= --noheadings --options= --sort= --separator= --nosuffix "
    "--reportformat= --select= --verbose --segments --aligned --segments --unbuffered --readonly"
)


ETHTOOL: Final = (
    "--driver --statistics --phy-statistics --show-features --show-offload --show-ring --show-pause "
    "--show-coalesce --show-channels --show-nfc --show-ntuple --show-rxfh --show-rxfh-indir --register-dump "
    "--show-time-stamping --show-permaddr --module-info --dump-module-eeprom --show-module --show-eee "
    "--show-fec --show-priv-flags --json"
)


def _ethtool(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if len(line.operands) > 1 or line.loose or line.has("-K"):
        return yellow("It may change the interface.", call.words[0])
    return None


def _swapon(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-s", "--show", "--summary") and (not line.operands):
        return None
    return yellow("It changes the swap.", call.words[0])


def _losetup(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.operands:
        return yellow("It sets up a device.", call.words[0])
    return None


def _mdadm(call: Call, desk: Desk) -> Ruling:
    if (
        call.arguments
        and all(w.plain for w in call.arguments)
        and (call.arguments[0].text in ("--detail", "-D", "--examine", "-E", "--query", "-Q"))
        and (
            not any(
                w.text.startswith("-")
                for w in call.arguments[1:]
                if w.text not in ("--scan", "-s", "-v", "--brief", "-b", "--export", "-Y", "--verbose")
            )
        )
    ):
        return green("`mdadm` only shows.")
    return red("It changes a disk array.", call.words[0])


def _multipath(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if any(w.text in ("-l", "-ll") for w in call.arguments):
        return None
    return yellow("It changes paths.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "ip": ip,
    "sysctl": sysctl,
    "mount": mount,
    **dict.fromkeys(("iptables", "ip6tables", "iptables-legacy", "iptables-nft"), iptables),
    "ifconfig": ifconfig,
    "iwconfig": ifconfig,
    "parted": parted,
    "fdisk": disk("l --list x u o: --output= --bytes --color=?"),
    **{name: destroys(f"`{name}` can destroy what is on a disk.") for name in FORMATS},
    **{name: reads(LVM) for name in listed("pvs vgs lvs pvdisplay vgdisplay lvdisplay pvscan-x lvmdiskscan")},
    "ethtool": reads("i S k g a c n x d P T l m u " + ETHTOOL, _ethtool),
    "swapon": reads("s --show=? --noheadings --bytes --summary", _swapon),
    "losetup": reads("a l j: n O: J --list --all --json", _losetup),
    "mdadm": _mdadm,
    "multipath": reads("l v:", _multipath),
}
