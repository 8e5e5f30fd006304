"""The machine: services, journal, network interfaces, kernel settings, disks, processes."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.kit import by_table, doubtful, entries, reads, settled
from runbooks.risk.words import OPAQUE, Call, listed
from runbooks.types import Risk

SYSTEMD_PINS: Final = (
    ("SYSTEMD_PAGER", "cat"),
    ("PAGER", "cat"),
    ("SYSTEMD_LESS", ""),
    ("SYSTEMD_PAGERSECURE", "1"),
)


SYSTEMCTL: Final = entries("""
green: status show cat list-units list-unit-files list-timers list-sockets list-dependencies list-jobs
    list-machines list-automounts list-paths is-active is-enabled
green: is-failed is-system-running get-default help whoami
yellow: start restart reload try-restart reload-or-restart condrestart enable disable daemon-reload
    daemon-reexec reset-failed set-property link edit unmask
yellow: preset revert set-default set-environment unset-environment import-environment freeze thaw clean
    add-wants add-requires show-environment | changes a unit
yellow: stop | stops a unit
red: kill mask isolate poweroff reboot halt kexec suspend hibernate emergency rescue exit switch-root
    default soft-reboot cancel | ends service
""")


ELSEWHERE: Final = "It looks into another system, which it may mount for that."


def systemctl(call: Call, desk: Desk) -> Ruling:
    """`systemctl`: by verb."""
    line = read_options(
        call.arguments,
        arity(
            "t: p: P: n: o: H: M: s: alqTrf --type= --state= --property= --value --all --full "
            "--no-pager --no-legend --plain --lines= --output= --user --system --recursive "
            "--reverse --after --before --failed --quiet --no-block --now --force --host= "
            "--machine= --job-mode= --runtime --signal= --kill-who= --kill-whom= --legend=? "
            "--with-dependencies --global --no-ask-password --wait --show-types --timestamp= "
            "--dry-run -h --help --version --no-wall --root= --image= --check-inhibitors= "
            "--message= --what= --show-transaction"
        ),
    )
    elsewhere = line.last("--root", "--image")
    if not line.operands:
        if elsewhere:
            return yellow(ELSEWHERE, elsewhere.word)
        return doubtful(call, line) or green("`systemctl` only lists.", pins=SYSTEMD_PINS)
    path, ruling = by_table(call, line, SYSTEMCTL)
    if path == "show" and any(
        "environ" in option.text.lower() for option in line.all("-p", "--property", "-P")
    ):
        return yellow("It prints the environment of a unit, which may hold secrets.", call.words[0])
    if ruling.risk is Risk.GREEN and elsewhere:
        return yellow(ELSEWHERE, elsewhere.word)
    if ruling.risk is Risk.GREEN:
        loose_ok = all(not w.dash for w in line.loose)
        found = settled(call, line, ruling, loose_ok=loose_ok)
        return green(ruling.why, pins=SYSTEMD_PINS) if found.risk is Risk.GREEN else found
    unit = " ".join(word.text for word in line.operands[1:])
    if path == "stop" or (path == "disable" and line.has("--now")):
        if any(w.many for w in line.operands[1:]):
            return red("It stops every unit that matches.", call.words[0])
        return red(f"It stops {unit.replace(OPAQUE, '…')}, which ends its service.", call.words[0])
    return settled(call, line, ruling)


def journalctl(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`journalctl`: vacuum deletes, rotate and flush change."""
    vacuum = next((option for option in line.options if option.name.startswith("--vacuum")), None)
    if vacuum:
        return red("It deletes old log entries for good.", vacuum.word)
    for option in line.options:
        if option.name in listed(
            "--rotate --flush --sync --relinquish-var --smart-relinquish-var --setup-keys "
            "--update-catalog --cursor-file"
        ):
            return yellow("It changes the journal.", option.word)
    return None


JOURNAL: Final = (
    "0123456789afexqmrkNFW n: u: t: p: o: S: U: b c: g: D: M: i: I: T: --unit= --user-unit= --identifier= "
    "--priority= --output= --since= --until= --boot=? --lines=? --follow --no-pager --reverse "
    "--dmesg --catalog --quiet --merge --all --no-tail --list-boots --disk-usage --header --grep= "
    "--case-sensitive=? --cursor= --after-cursor= --show-cursor --utc --no-hostname --no-full "
    "--full --pager-end --system --user --machine= --directory= --file= --fields --field= "
    "--facility= --output-fields= --verify --list-catalog --dump-catalog --help --version "
    "--truncate-newline --invocation= --list-invocations --exclude-identifier= h --rotate --flush "
    "--sync --relinquish-var --smart-relinquish-var --vacuum-size= --vacuum-time= --vacuum-files= "
    "--cursor-file= --namespace="
)


def _only_asks(call: Call, texts: list[str]) -> bool:
    if any(w.loose and w.dash and w.text == OPAQUE and not w.quoted for w in call.arguments):
        return False
    lists = texts[:1] == ["-l"] and call.name in ("kill", "killall")
    if lists or (texts[:1] == ["-L"] and call.name == "kill"):
        return True
    rest = texts[1:] if texts[:1] == ["-0"] else texts[2:] if texts[:2] == ["-s", "0"] else None
    options = ("--", "-f", "-x") if call.name == "pkill" else ("--",)
    return rest is not None and all(text in options for text in rest if text.startswith("-"))


def kill(call: Call, desk: Desk) -> Ruling:
    """`kill`: `-0` and `-l` only ask."""
    texts = [word.text for word in call.arguments]
    if _only_asks(call, texts):
        return green("It only asks whether the process is there.")
    hard = any(text in ("-9", "-KILL", "-SIGKILL", "-s9", "--signal=9") for text in texts) or texts[:2] in (
        ["-s", "9"],
        ["-s", "KILL"],
        ["-s", "SIGKILL"],
    )
    reload = texts[:1] in (["-HUP"], ["-1"], ["-SIGHUP"], ["-USR1"], ["-USR2"], ["-QUIT"], ["-3"]) or texts[
        :2
    ] in (["-s", "HUP"],)
    if reload:
        return yellow("It signals a process.", call.words[0])
    if hard or call.name in ("killall", "pkill", "skill"):
        return red("It ends processes.", call.words[0])
    return yellow("It asks a process to end.", call.words[0])


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
    table = entries(
        "green: " + readonly + ("\nred: " + red_ones + " | ends service or deletes" if red_ones else "")
    )

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, arity(options + " --help --no-pager --version"))
        if not line.operands and line.has("--help", "--version") and not line.strange:
            return green(f"`{call.name}` only prints.")
        if not line.operands and "-" in table:
            return doubtful(call, line) or green(f"`{call.name}` only prints.")
        path, ruling = by_table(call, line, table)
        if call.name == "zfs" and path == "destroy" and line.has("-n"):
            return yellow("A dry run names what would be destroyed.", call.words[0])
        return settled(
            call,
            line,
            ruling
            if path
            else yellow(f"`{call.name}` changes something here, or is not known.", call.words[0]),
        )

    return handler


def service(call: Call, desk: Desk) -> Ruling:
    """`service name verb`."""
    texts = [word.text for word in call.arguments]
    if texts in (["--status-all"],) or (
        len(texts) == 2
        and texts[1] == "status"
        and not call.arguments[0].loose
        and not texts[0].startswith("-")
    ):
        return (
            yellow("The service's own script runs, whatever it does.", call.words[0])
            if texts != ["--status-all"]
            else yellow("It runs every service's own script.", call.words[0])
        )
    if texts[1:2] == ["stop"]:
        return red("It stops a service.", call.words[0])
    return yellow("It changes a service.", call.words[0])


def fuser(call: Call, desk: Desk) -> Ruling:
    """`fuser -k` kills."""
    line = read_options(
        call.arguments, arity("amsuvcfl n: 46 M --all --mount --silent --user --verbose --namespace=")
    )
    if any(re.match(r"-\w*k|--kill", w.text) for w in call.arguments):
        return red("It kills every process that uses the file.", call.words[0])
    return doubtful(call, line) or green("`fuser` only lists.")


def _chage(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-l"):
        return None
    return yellow("It changes an account.", call.words[0])


def _passwd(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-S"):
        return None
    return yellow("It changes an account.", call.words[0])


def _unused() -> tuple[object, ...]:
    return (at_least,)


HANDLERS: Final[dict[str, Handler]] = {
    "systemctl": systemctl,
    "journalctl": reads(JOURNAL, journalctl, pins=SYSTEMD_PINS),
    "kill": kill,
    "killall": kill,
    "pkill": kill,
    "skill": kill,
    "crontab": crontab,
    "service": service,
    "dmesg": reads(
        (
            "cCTHLPWdefklrStuwx l: f: s: --ctime --human --follow --follow-new --level= --facility= "
            "--time-format= --reltime --decode --color=? --nopager --notime --kernel --userspace "
            "--raw --show-delta --json --since= --until= --clear --read-clear --version --help h V"
        ),
        dmesg,
        pins=(("PAGER", "cat"),),
    ),
    "fuser": fuser,
    "cryptsetup": verbs(
        "luksDump isLuks status luksUUID",
        "erase luksErase luksFormat luksKillSlot luksRemoveKey remove close",
    ),
    "hostnamectl": verbs("status - hostname-x", options="a"),
    "timedatectl": verbs(
        "status show list-timezones timesync-status show-timesync -",
        options="a p: P: --property= --value --all",
    ),
    "localectl": verbs("status list-locales list-keymaps -"),
    "loginctl": verbs(
        "list-sessions list-users list-seats session-status user-status show-session show-user -",
        "terminate-session kill-session terminate-user kill-user",
        options="p: P: a l n: o: --property= --value --all --full --no-legend --lines= --output=",
    ),
    "networkctl": verbs("status list lldp -", options="a l"),
    "systemd-analyze": verbs(
        (
            "time blame critical-chain plot dot dump-x verify-x security calendar timestamp timespan "
            "unit-paths -"
        ),
        options="p: --user --system",
    ),
    "coredumpctl": verbs("list info -", options="n: r 1 S: U: o: --since= --until= --reverse"),
    "rc-service": verbs("-x"),
    "supervisorctl": verbs("status tail avail pid version", "stop shutdown", options="c: f"),
    "monit": verbs("status summary report", "stop quit"),
    "pm2": verbs(
        "list ls status show describe info logs",
        "delete kill",
        options="s --lines= --nostream --raw --err --out",
    ),
    "lldpcli": verbs("show"),
    "chage": reads("l", _chage),
    "passwd": reads("S", _passwd),
    "ufw": verbs("status version show", "disable reset delete", options=""),
    "ipset": verbs("list save-x", "flush destroy", options="n: t"),
    "zpool": verbs(
        "status list iostat history get events",
        "destroy offline detach remove export labelclear",
        options="v x H p o: L P T: y r l q w",
    ),
    "zfs": verbs("list get holds", "destroy rollback", options="t: o: r H p s: d: S:"),
    "btrfs": verbs(
        "filesystem/show filesystem/df filesystem/usage subvolume/list scrub/status device/stats "
        "balance/status fi/show fi/df fi/usage sub/list subvol/list su/list sub/show subvolume/show "
        "dev/stats dev/usage device/usage scrub/status bal/status qgroup/show",
        options="t p a c g o u q r s d R T b h k m",
    ),
}
