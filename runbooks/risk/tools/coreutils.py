"""The small tools of every system: readers, printers, and the few options of theirs that write or run."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import harmless, reads
from runbooks.risk.words import Call, listed

# No option or operand of these writes a file, runs a program or changes the system.
HARMLESS: Final = listed(
    "ls dir vdir cat tac nl head tail wc cut tr rev fold fmt pr expand unexpand paste join comm "
    "column colrm basename dirname realpath readlink stat du df free uptime whoami id groups "
    "users who w last lastb pgrep pidof nproc arch uname lscpu lsblk lsusb lsmod lsmem lsns "
    "lslocks lsipc lslogins modinfo grep egrep fgrep zgrep zegrep zfgrep zcat bzcat xzcat bzgrep "
    "xzgrep cksum sum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum md5 shasum od "
    "hexdump hd strings cmp diff echo true false : pwd sleep seq numfmt factor tsort getconf "
    "locale logname tty readelf cal ncal which whereis namei mountpoint vmstat mpstat "
    "slabtop numastat pstree zipinfo lsattr getfacl getcap findmnt exit return break continue cd "
    "pushd popd type uuidgen pwdx ipcs lsscsi lastcomm hostid iostat nfsiostat "
    "cifsiostat prtstat systool smem toe"
)


# How fine the time is follows the letter; words may be cut short.
ISO: Final = re.compile(r"-[uR]*I(d(ate?)?|h(ours?)?|m(inutes?)?|s(econds?)?|n(s)?)")


def date(call: Call, desk: Desk) -> Ruling:
    """`date`: prints, unless it sets the clock."""
    line = read_options(
        call.arguments,
        arity(
            "uRjn d: f: r: v: I --utc --universal --rfc-email --date= --reference= --iso-8601=? "
            "--rfc-3339= --debug --file= --resolution --help --version"
        ),
    )
    short = [word for word in line.strange if ISO.fullmatch(word.text)]
    if any(option.name in ("-s", "--set") and option.word not in short for option in line.options):
        return red("It sets the clock.", call.words[0])
    if len(short) != len(line.strange):
        return yellow("It may set the clock.", *line.strange[:1])
    if any(word.loose or not word.text.startswith("+") for word in line.operands) and not line.has("-j"):
        return yellow("It may set the clock.", *line.operands[:1])
    return green("`date` only prints.")


def hostname(call: Call, desk: Desk) -> Ruling:
    """`hostname`: prints, unless a name is given."""
    line = read_options(
        call.arguments,
        arity("fsidIAay --fqdn --short --ip-address --domain --all-fqdns --all-ip-addresses --long --alias"),
    )
    if line.operands or line.strange:
        return yellow("It sets the host's name.", call.words[0])
    return green("`hostname` only prints.")


def uniq(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`uniq IN OUT` writes its second operand."""
    if len(line.operands) > 1 or line.loose:
        return yellow("Its second operand is a file that it overwrites.", line.operands[-1])
    return None


def sort(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`sort -o` writes a file, `--compress-program` runs one."""
    if found := line.last("-o", "--output", "--compress-program"):
        return yellow("It writes a file or runs a program.", found.word)
    return None


def xxd(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`xxd IN OUT` writes its second operand."""
    if len(line.operands) > 1 or line.loose:
        return yellow("Its second operand is a file that it writes.", line.operands[-1])
    return None


def printf(call: Call, desk: Desk) -> Ruling:
    """`printf`: prints, unless `-v` sets a variable."""
    first = call.arguments[:1]
    if first and (first[0].loose or (first[0].text.startswith("-") and first[0].text not in ("--", "-"))):
        return yellow("It may set a variable.", *first)
    if any(re.search(r"%[-+ #0-9.*']*n", word.text) for word in call.arguments[:2]):
        return yellow("`%n` sets a variable.", *first)
    return green("`printf` only prints.")


def tee(call: Call, desk: Desk) -> Ruling:
    """`tee` writes its operands."""
    line = read_options(call.arguments, arity("aip --append --ignore-interrupts --output-error=?"))
    names = [word.text for word in line.operands]
    if not line.strange and all(
        name in ("/dev/null", "/dev/stderr", "/dev/stdout", "/dev/tty") for name in names
    ):
        return green("`tee` writes nowhere.")
    if any(re.match(r"/dev/(sd|nvme|vd|xvd|mmcblk)|/proc/sysrq", name) for name in names):
        return red("It overwrites a device.", *line.operands[:1])
    return yellow("It writes a file.", *line.operands[:1])


def pages(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """A pager's `+command` runs when it starts."""
    for word in line.operands:
        if word.text.startswith("+") and not re.fullmatch(r"\+(\d*[gGF]?)", word.text):
            return yellow("It gives the pager a command.", word)
    return None


def printenv(call: Call, desk: Desk) -> Ruling:
    """`printenv`: prints variables, secrets among them."""
    names = [word.text for word in call.arguments]
    secret = re.compile(r"(?i).*(pass|secret|token|key|credential|auth).*")
    if not names or any(secret.fullmatch(name) or "\ufffc" in name for name in names):
        return yellow("It prints the environment, which may hold secrets.", call.words[0])
    return green("It prints variables.")


def _files(call: Call, line: Line, desk: Desk) -> Ruling | None:
    for option in ("-o", "--output", "-O"):
        if found := line.last(option):
            return yellow("It writes a file.", found.word)
    return None


SORT: Final = (
    "bdfghinMRrVcCmsuz k: t: S: T: o: --ignore-leading-blanks --dictionary-order --ignore-case "
    "--general-numeric-sort --human-numeric-sort --ignore-nonprinting --numeric-sort --month-sort "
    "--random-sort --reverse --version-sort --sort= --check=? --merge --stable --unique "
    "--zero-terminated --key= --field-separator= --buffer-size= --parallel= --debug --batch-size= "
    "--files0-from= --output= --compress-program= --temporary-directory= --help --version "
    "--random-source="
)


HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(HARMLESS, harmless),
    "date": date,
    "hostname": hostname,
    "printf": printf,
    "tee": tee,
    "printenv": printenv,
    "uniq": reads(
        "cdDiuz f: s: w: --count --repeated --all-repeated=? --skip-fields= --group=? --ignore-case "
        "--skip-chars= --unique --zero-terminated --check-chars=",
        uniq,
    ),
    "sort": reads(SORT, sort),
    "shuf": reads(
        "erz i: n: o: --echo --input-range= --head-count= --output= --random-source= --repeat", _files
    ),
    "xxd": reads("abeiupEdR c: g: l: o: s: n:", xxd),
    "tree": reads(
        "adflxCNQpusghDFqvtcUrSniAJXq L: P: I: o: T: --dirsfirst --noreport --charset= --filelimit= --du "
        "--prune --si --timefmt= --inodes --device --matchdirs --ignore-case --filesfirst --sort=",
        _files,
    ),
    "base64": reads(
        "dDi w: b: n --decode --ignore-garbage --wrap= --break= --noerrcheck --help --version", None
    ),
    "base32": reads("di w: --decode --ignore-garbage --wrap=", None),
    "less": reads(
        (
            "NSRFXEeiIMnrsmfGg~Bc x: b: j: P: p: z: --chop-long-lines --quit-if-one-screen --no-init "
            "--RAW-CONTROL-CHARS --LINE-NUMBERS"
        ),
        pages,
        pins=(("LESSSECURE", "1"), ("LESSOPEN", ""), ("LESS", ""), ("LESSHISTFILE", "-")),
    ),
    "more": reads("dlfpcsu n: --squeeze --plain", pages, pins=(("PAGER", "cat"), ("MORESECURE", "1"))),
    "man": reads(
        "kfwaW s: --where --apropos --whatis", pins=(("MANPAGER", "cat"), ("PAGER", "cat"), ("MANOPT", ""))
    ),
}
