"""The machine: services, journal, network interfaces, kernel settings, disks, processes."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.kit import by_table, changes, destroys, doubtful, entries, harmless, reads, settled
from runbooks.risk.words import OPAQUE, Call
from runbooks.types import Risk

SYSTEMD_PINS: Final = (("SYSTEMD_PAGER", "cat"), ("PAGER", "cat"), ("SYSTEMD_LESS", ""), ("SYSTEMD_PAGERSECURE", "1"))
SYSTEMCTL: Final = entries("""
green: status show cat list-units list-unit-files list-timers list-sockets list-dependencies list-jobs list-machines list-automounts list-paths is-active is-enabled
green: is-failed is-system-running get-default help whoami
yellow: start restart reload try-restart reload-or-restart condrestart enable disable daemon-reload daemon-reexec reset-failed set-property link edit unmask
yellow: preset revert set-default set-environment unset-environment import-environment freeze thaw clean add-wants add-requires show-environment | changes a unit
yellow: stop | stops a unit
red: kill mask isolate poweroff reboot halt kexec suspend hibernate emergency rescue exit switch-root default soft-reboot cancel | ends service
""")


def systemctl(call: Call, desk: Desk) -> Ruling:
    """`systemctl`: by verb."""
    line = read_options(call.arguments, arity(
        "t: p: P: n: o: H: M: s: alqTrf --type= --state= --property= --value --all --full --no-pager --no-legend --plain --lines= --output= --user --system --recursive --reverse "
        "--after --before --failed --quiet --no-block --now --force --host= --machine= --job-mode= --runtime --signal= --kill-who= --kill-whom= --legend=? --with-dependencies --global "
        "--no-ask-password --wait --show-types --timestamp= --dry-run -h --help --version --no-wall --root= --image= --check-inhibitors= --message= --what= --show-transaction"))  # fmt: skip
    if not line.operands:
        if line.has("--root", "--image"):
            return yellow("It looks into another system.", call.words[0])
        return doubtful(call, line) or green("`systemctl` only lists.", pins=SYSTEMD_PINS)
    path, ruling = by_table(call, line, SYSTEMCTL)
    if ruling.risk is Risk.GREEN:
        loose_ok = all(not w.dash for w in line.loose)
        found = settled(call, line, ruling, loose_ok=loose_ok)
        return green(ruling.why, pins=SYSTEMD_PINS) if found.risk is Risk.GREEN else found
    unit = " ".join(word.text for word in line.operands[1:])
    if path == "stop" or (path == "disable" and line.has("--now")):
        undo = f"systemctl start {unit}"
        if any(w.many for w in line.operands[1:]):
            return red("It stops every unit that matches.", call.words[0], undo=undo)
        return red(f"It stops {unit.replace(OPAQUE, '…')}, which ends its service.", call.words[0], undo=undo)
    undo = {"start": "stop", "enable": "disable", "disable": "enable", "mask": "unmask"}.get(path)
    if undo and ruling.risk is Risk.YELLOW:
        ruling = yellow(ruling.why, call.words[0], undo=f"systemctl {undo} {unit}")
    return settled(call, line, ruling)


def journalctl(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`journalctl`: vacuum deletes, rotate and flush change."""
    vacuum = next((option for option in line.options if option.name.startswith("--vacuum")), None)
    if vacuum:
        return red("It deletes old log entries for good.", vacuum.word)
    for option in line.options:
        if option.name in ("--rotate", "--flush", "--sync", "--relinquish-var", "--smart-relinquish-var", "--setup-keys", "--update-catalog", "--cursor-file"):
            return yellow("It changes the journal.", option.word)
    return None


JOURNAL: Final = (
    "afexqmrkNFW n: u: t: p: o: S: U: b c: g: D: M: i: I: T: --unit= --user-unit= --identifier= --priority= --output= --since= --until= --boot=? --lines=? --follow --no-pager --reverse "
    "--dmesg --catalog --quiet --merge --all --no-tail --list-boots --disk-usage --header --grep= --case-sensitive=? --cursor= --after-cursor= --show-cursor --utc --no-hostname --no-full "
    "--full --pager-end --system --user --machine= --directory= --file= --fields --field= --facility= --output-fields= --verify --list-catalog --dump-catalog --help --version --truncate-newline "
    "--invocation= --list-invocations --exclude-identifier= h --rotate --flush --sync --relinquish-var --smart-relinquish-var --vacuum-size= --vacuum-time= --vacuum-files= --cursor-file="
)
IP_READS: Final = frozenset(["show", "list", "ls", "lst", "get", "help", "s", "sh", "sho", "l", "li", "lis", "h"])
IP_OBJECTS: Final = frozenset(
    ["address", "addr", "a", "add-x", "link", "l", "route", "r", "ro", "neigh", "neighbor", "neighbour", "n", "nei", "rule", "ru", "maddress", "maddr", "m", "tunnel", "t", "tuntap", "netns", "monitor", "mo", "vrf", "mptcp", "stats", "nexthop", "token", "ntable", "fou", "mroute", "tcp_metrics", "ioam", "addrlabel"]
)


def ip(call: Call, desk: Desk) -> Ruling:
    """`ip`: shows, unless a verb changes."""
    words = list(call.arguments)
    place = 0
    while place < len(words) and words[place].text.startswith("-"):
        text = words[place].text
        if text in ("-n", "-netns", "-f", "-family", "-l", "-loops", "-rc", "-rcvbuf"):
            place += 1 if text in ("-n", "-netns", "-f", "-family", "-l", "-loops") else (2 if place + 1 < len(words) and words[place + 1].text.isdigit() else 1) - 1
        elif not re.fullmatch(r"-(4|6|0|B|M|s|stats|statistics|d|details|o|oneline|r|resolve|c|color|br|brief|j|json|p|pretty|t|timestamp|ts|h|human|iec|N|Numeric|a|all|echo|V|Version|color=\w+|c=\w+)", text):
            return yellow(f"`{text[:20]}` is not a known option of `ip`.", words[place])
        place += 1
    rest = words[place:]
    if any(word.loose for word in rest):
        return yellow("A word of `ip` is only known when it runs.", *rest[:1])
    texts = [word.text for word in rest]
    if not texts:
        return green("It prints a text.")
    if texts[0] not in IP_OBJECTS:
        return yellow(f"`ip {texts[0][:20]}` is not known.", rest[0])
    if texts[1:2] == ["s"] and texts[0] not in ("a", "addr", "address", "r", "route", "ro", "n", "neigh", "ru", "rule"):
        return yellow("`s` is short for `set` here.", rest[1])
    if len(texts) == 1 or texts[1] in IP_READS or (texts[0] in ("monitor", "mo") and not any(t.startswith("file") for t in texts)):
        return green("`ip` only shows.")
    if texts[0] == "netns" and texts[1] == "exec" and len(rest) > 3 and place == 0:
        return desk.wrapped(call, rest[3:])
    if texts[0] == "netns" and texts[1] in ("identify", "pids", "list-id"):
        return green("`ip` only shows.")
    if "flush" in texts[1:3] or (texts[0] in ("a", "addr", "address", "r", "route", "ro") and texts[1].startswith("d")) or texts[-1] == "down":
        return red("It cuts the machine off from part of its network.", rest[0])
    return yellow("It changes the network of the machine.", rest[0])


def sysctl(call: Call, desk: Desk) -> Ruling:
    """`sysctl`: prints; `-w`, `-p` and `name=value` set."""
    line = read_options(call.arguments, arity("aAnNbehdVqxX r: --all --names --values --binary --ignore --help --version --pattern= --deprecated"))
    bad = [*line.strange, *(word for word in line.operands if "=" in word.text or word.loose)]
    return yellow("It sets a kernel parameter.", *bad[:1]) if bad else green("`sysctl` only prints.")


def mount(call: Call, desk: Desk) -> Ruling:
    """`mount` alone lists."""
    line = read_options(call.arguments, arity("lv t: V h --version --help"))
    if not line.operands and not line.strange:
        return green("`mount` only lists.")
    if any("remount" in word.text for word in call.arguments):
        return red("It remounts a file system.", call.words[0])
    return yellow("It mounts a file system.", call.words[0], undo="umount …")


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
    if not line.strange and ((line.has("-l", "--list") and not texts) or (texts[1:] and texts[1] in ("print", "unit") and not {"rm", "mklabel", "mkpart", "resizepart", "set", "toggle", "name", "mktable", "rescue", "move", "disk_set", "disk_toggle", "type"} & set(texts[1:]))):
        return green("`parted` only prints.")
    return red("`parted` changes a disk; data can be lost.", call.words[0])


def kill(call: Call, desk: Desk) -> Ruling:
    """`kill`: `-0` and `-l` only ask."""
    texts = [word.text for word in call.arguments]
    if (texts[:1] in (["-0"], ["-l"], ["-L"]) and not any(word.loose and word.dash and word.text == OPAQUE and not word.quoted for word in call.arguments)) or texts[:2] == ["-s", "0"]:
        return green("It only asks whether the process is there.")
    hard = any(text in ("-9", "-KILL", "-SIGKILL", "-s9", "--signal=9") for text in texts) or texts[:2] in (["-s", "9"], ["-s", "KILL"], ["-s", "SIGKILL"])
    reload = texts[:1] in (["-HUP"], ["-1"], ["-SIGHUP"], ["-USR1"], ["-USR2"], ["-QUIT"], ["-3"]) or texts[:2] in (["-s", "HUP"],)
    if reload:
        return yellow("It signals a process.", call.words[0])
    if hard or call.name in ("killall", "pkill", "skill"):
        return red("It ends processes.", call.words[0])
    return yellow("It asks a process to end.", call.words[0])


def iptables(call: Call, desk: Desk) -> Ruling:
    """`iptables`: lists with -L and -S."""
    line = read_options(call.arguments, arity("nvx46w t: L S --list --list-rules --line-numbers --numeric --verbose --table= --exact --wait=? V --version C:"))
    if line.has("-C"):
        return yellow("It was not understood.", call.words[0])
    listing = line.has("-L", "-S", "--list", "--list-rules", "-V", "--version")
    if listing and not line.strange and not line.loose and not line.has("-Z"):
        return green(f"`{call.name}` only lists.")
    if any(word.text in ("-F", "-X", "-P", "--flush", "--delete-chain", "--policy") for word in call.arguments):
        return red("It drops firewall rules or shuts the machine off.", call.words[0])
    return yellow("It changes the firewall.", call.words[0])


def crontab(call: Call, desk: Desk) -> Ruling:
    """`crontab -l` lists."""
    line = read_options(call.arguments, arity("l u:"))
    if line.has("-l") and not line.strange and not line.operands:
        return green("`crontab` only lists.")
    if any(w.text == "-r" for w in call.arguments):
        return red("It deletes the table of jobs.", call.words[0])
    return yellow("It changes the table of jobs.", call.words[0])


def dmesg(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`dmesg -c` clears."""
    if line.has("-c", "-C", "--clear", "--read-clear"):
        return red("It clears the kernel's log.", call.words[0])
    return None


def verbs(readonly: str, red_ones: str = "", *, options: str = "") -> Handler:
    """A tool by its first operand; every option is in `options` or not known."""
    table = entries("green: " + readonly + ("\nred: " + red_ones + " | ends service or deletes" if red_ones else ""))

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, arity(options + " --help --no-pager --version"))
        if not line.operands and line.options and not line.strange:
            return green(f"`{call.name}` only prints.")
        if not line.operands and "-" in table:
            return doubtful(call, line) or green(f"`{call.name}` only prints.")
        path, ruling = by_table(call, line, table)
        return settled(call, line, ruling if path else yellow(f"`{call.name}` changes something here, or is not known.", call.words[0]))

    return handler


def service(call: Call, desk: Desk) -> Ruling:
    """`service name verb`."""
    texts = [word.text for word in call.arguments]
    if texts in (["--status-all"],) or (len(texts) == 2 and texts[1] == "status" and not call.arguments[0].loose and not texts[0].startswith("-")):
        return yellow("The service's own script runs, whatever it does.", call.words[0]) if texts != ["--status-all"] else yellow("It runs every service's own script.", call.words[0])
    if texts[1:2] == ["stop"]:
        return red("It stops a service.", call.words[0], undo="service … start")
    return yellow("It changes a service.", call.words[0])


def ifconfig(call: Call, desk: Desk) -> Ruling:
    """`ifconfig` with at most an interface shows."""
    texts = [word.text for word in call.arguments]
    if all(t in ("-a", "-s", "-v") for t in texts if t.startswith("-")) and len([t for t in texts if not t.startswith("-")]) <= 1 and not any(w.loose for w in call.arguments):
        return green("`ifconfig` only shows.")
    return red("It takes an interface down.", call.words[0]) if "down" in texts else yellow("It changes an interface.", call.words[0])


def fuser(call: Call, desk: Desk) -> Ruling:
    """`fuser -k` kills."""
    line = read_options(call.arguments, arity("amsuvcfl n: 46 M --all --mount --silent --user --verbose --namespace="))
    if any(re.match(r"-\w*k|--kill", w.text) for w in call.arguments):
        return red("It kills every process that uses the file.", call.words[0])
    return doubtful(call, line) or green("`fuser` only lists.")


FORMATS: Final = ["mkfs", "mke2fs", "mkswap", "mkfs.ext2", "mkfs.ext3", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "mkfs.vfat", "mkfs.fat", "mkfs.ntfs", "mkfs.exfat", "mkfs.f2fs", "mkfs.msdos", "wipefs", "blkdiscard", "pvremove", "vgremove", "lvremove", "lvreduce", "vgreduce", "zpool-destroy", "cryptsetup-x", "resize2fs", "xfs_repair", "fsck", "e2fsck", "fsck.ext4", "fsck.xfs", "badblocks", "hdparm", "sgdisk", "sfdisk", "cfdisk", "gdisk", "tune2fs", "dump", "restore", "mdadm-x", "debugfs", "swapoff", "umount"]  # fmt: skip
LVM: Final = "avPqoshm o: O: S: C --all --units= --noheadings --options= --sort= --separator= --nosuffix --reportformat= --select= --verbose --segments --aligned --segments --unbuffered --readonly"
HANDLERS: Final[dict[str, Handler]] = {
    "systemctl": systemctl, "journalctl": reads(JOURNAL, journalctl, pins=SYSTEMD_PINS), "ip": ip, "sysctl": sysctl, "mount": mount, "kill": kill, "killall": kill,
    "pkill": kill, "skill": kill, **dict.fromkeys(("iptables", "ip6tables", "iptables-legacy", "iptables-nft"), iptables), "crontab": crontab, "iptables-save": reads("ct: -t"), "ip6tables-save": reads("c t:"), "service": service,
    "dmesg": reads("cCTHLPWdefklrStuwx l: f: s: --ctime --human --follow --follow-new --level= --facility= --time-format= --reltime --decode --color=? --nopager --notime --kernel --userspace "
                   "--raw --show-delta --json --since= --until= --clear --read-clear --version --help h V", dmesg, pins=(("PAGER", "cat"),)),
    "ifconfig": ifconfig, "fuser": fuser, "parted": parted,
    "fdisk": disk("l --list x u o: --output= --bytes --color=?"),
    **{name: destroys(f"`{name}` can destroy what is on a disk.") for name in FORMATS},
    "blockdev": reads("v q --getsize64 --getsz --getss --getbsz --getra --getro --getsize --getpbsz"),
    "cryptsetup": verbs("luksDump isLuks status luksUUID", "erase luksErase luksFormat luksKillSlot luksRemoveKey remove close"),
    **{name: reads(LVM) for name in ("pvs", "vgs", "lvs", "pvdisplay", "vgdisplay", "lvdisplay", "pvscan-x", "lvmdiskscan")},
    "hostnamectl": verbs("status - hostname-x", options="a"), "timedatectl": verbs("status show list-timezones timesync-status show-timesync -", options="a p: --property="),
    "localectl": verbs("status list-locales list-keymaps -"), "loginctl": verbs("list-sessions list-users list-seats session-status user-status show-session show-user -", "terminate-session kill-session terminate-user kill-user", options="p: a l"),
    "resolvectl": verbs("status query statistics dns domain-x -", options="4 6 t: i: --type= --interface="), "networkctl": verbs("status list lldp -", options="a l"),
    "systemd-analyze": verbs("time blame critical-chain plot dot dump-x verify-x security calendar timestamp timespan unit-paths -", options="p: --user --system"),
    "systemd-cgtop": reads("bn: d: p c t m i 1 --batch --iterations= --depth="), "systemd-cgls": reads("al u: --all --full --unit="),
    "systemd-resolve": reads("--status --statistics t: 4 6 i:"), "coredumpctl": verbs("list info -", options="n: r 1 S: U: o: --since= --until= --reverse"),
    "rc-service": verbs("-x"), "rc-status": harmless, "supervisorctl": verbs("status tail avail pid version", "stop shutdown", options="c:"),
    "monit": verbs("status summary report", "stop quit"), "pm2": verbs("list ls status show describe info jlist prettylist", "delete kill", options="s"),
    "lldpcli": verbs("show"), "ethtool": reads("i S k g a c n x d P T l m u", lambda call, line, desk: yellow("It may change the interface.", call.words[0]) if len(line.operands) > 1 or line.loose or line.has("-K") else None),
    "swapon": reads("s --show=? --noheadings --bytes --summary", lambda call, line, desk: None if line.has("-s", "--show", "--summary") and not line.operands else yellow("It changes the swap.", call.words[0])),
    "losetup": reads("a l j: n O: J --list --all --json", lambda call, line, desk: yellow("It sets up a device.", call.words[0]) if line.operands else None),
    "mdadm": lambda call, desk: green("`mdadm` only shows.") if call.arguments and all(w.plain for w in call.arguments) and call.arguments[0].text in ("--detail", "-D", "--examine", "-E", "--query", "-Q") and not any(w.text.startswith("-") for w in call.arguments[1:] if w.text not in ("--scan", "-s", "-v", "--brief")) else red("It changes a disk array.", call.words[0]),
    "multipath": reads("l v:", lambda call, line, desk: None if any(w.text in ("-l", "-ll") for w in call.arguments) else yellow("It changes paths.", call.words[0])),
    "smartctl": reads("aixHAcg l: d: T: n: r: --all --info --xall --health --attributes --capabilities --log= --device= --scan --scan-open --json=? j q:"),
    "iotop": reads("boPaktq n: d: p: u:"), "iftop": changes("It shows traffic until it is stopped."), "nethogs": changes("It shows traffic until it is stopped."),
    "dstat": reads("tcdngmysrpil D: N: C: --top-cpu --top-io --top-mem --nocolor --noheaders"), "atop": reads("aPbrM1 L:"), "uptime": harmless, "nvidia-smi": reads("Lqx l: i: d: --query-gpu= --format= --list-gpus --query-compute-apps= --loop= --query --display= --id="),
    "chage": reads("l", lambda call, line, desk: None if line.has("-l") else yellow("It changes an account.", call.words[0])), "passwd": reads("S", lambda call, line, desk: None if line.has("-S") else yellow("It changes an account.", call.words[0])), "faillock": reads("--user="), "last": harmless, "aureport": reads("auflmnsti --summary --failed --login --auth --start= --end="), "ausearch": reads("i m: k: ts: ua: --message= --key= --start= --end= --interpret"),
    "getenforce": harmless, "sestatus": harmless, "aa-status": harmless, "apparmor_status": harmless, "ufw": verbs("status version show", "disable reset delete", options=""),
    "firewall-cmd": reads("--state --list-all --list-services --list-ports --get-active-zones --get-zones --get-default-zone --list-rich-rules --list-all-zones --zone= --permanent --query-service= --query-port= --info-zone= --info-service="),
    "nft": verbs("list", "flush delete destroy", options="a n j s --handle --numeric --json --stateless"), "ipset": verbs("list save-x", "flush destroy", options="n: t"), "ipvsadm": reads("LlnS --list --numeric --stats --rate"), "conntrack": reads("LGCES p: s: d: --list --count --proto= --src= --dst= --dport= --stats"),
    "tc": lambda call, desk: green("`tc` only shows.") if any(w.text in ("show", "ls", "list") for w in call.arguments) and not {"add", "del", "change", "replace"} & {w.text for w in call.arguments} and not any(w.loose or w.text in ("-b", "-batch", "-force") for w in call.arguments) else yellow("It changes traffic control.", call.words[0]),
    "zpool": verbs("status list iostat history get", "destroy offline detach remove export labelclear", options="v x H p o: L P T: y"), "zfs": verbs("list get holds", "destroy rollback", options="t: o: r H p s: d: S:"),
    "btrfs": verbs("filesystem/show filesystem/df filesystem/usage subvolume/list scrub/status device/stats balance/status"), "xfs_info": harmless, "dumpe2fs": reads("h"), "quota": reads("usgvpl"), "repquota": reads("augsv"),
    **{n: changes("It changes users or groups.") for n in ("useradd", "usermod", "groupadd", "adduser", "addgroup", "gpasswd", "visudo", "chsh", "chpasswd", "groupmod", "newgrp")},
    **{n: destroys("It deletes a user or group.") for n in ("userdel", "groupdel", "deluser", "delgroup")},
    **{n: changes("It changes the kernel or its devices.") for n in ("modprobe", "insmod", "rmmod", "udevadm", "depmod", "renice", "setenforce", "update-alternatives", "hwclock", "ntpdate", "depmod", "lvextend", "lvcreate", "vgcreate", "pvcreate", "vgextend", "growpart", "xfs_growfs", "partprobe", "ldconfig", "update-grub", "dracut", "mkinitramfs", "gcore", "wall", "write", "mesg", "logger")},
}  # fmt: skip


def _unused() -> tuple[object, ...]:
    return (at_least,)
