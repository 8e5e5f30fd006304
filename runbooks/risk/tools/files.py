"""Files and archives: what writes, moves, deletes; `find` and `tar` with their many doors."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.globs import reaches
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, green, red, worst, yellow
from runbooks.risk.secrets import PRINTS_FILES, SECRET_NAMES, names_secret
from runbooks.risk.words import Call, Word, listed

FIND_FLAGS: Final = listed(
    "-H -L -P -x -s -E -X -d -f -O0 -O1 -O2 -O3 -depth -xdev -mount -follow -noleaf -warn -nowarn "
    "-daystart -ignore_readdir_race -empty -executable -readable -writable -false -true -nogroup "
    "-nouser -print -print0 -ls -prune -quit -not -a -and -o -or ! ( ) , --help --version -help "
    "-version"
)
FIND_VALUES: Final = listed(
    "-D -maxdepth -mindepth -regextype -amin -anewer -atime -cmin -cnewer -ctime -fstype -gid "
    "-group -ilname -iname -inum -ipath -iregex -iwholename -links -lname -mmin -mtime -name "
    "-newer -newermt -newerat -newerct -newermm -path -perm -regex -samefile -size -type -uid "
    "-used -user -wholename -xtype -context -printf -Bmin -Bnewer -Btime -flags"
)
FIND_RUNS: Final = frozenset(("-exec", "-execdir", "-ok", "-okdir"))
FIND_WRITES: Final = frozenset(("-fprint", "-fprint0", "-fprintf", "-fls"))


def find(call: Call, desk: Desk) -> Ruling:
    """`find`: lists, unless it deletes, writes, or runs something that does."""
    words = call.arguments
    rulings: list[Ruling] = []
    place = 0
    while place < len(words):
        word = words[place]
        text = word.text
        place += 1
        if text in FIND_RUNS:
            place, ruling = _executed(call, desk, place)
            rulings.append(ruling)
        elif text == "-delete":
            rulings.append(red("It deletes what it finds.", word))
        elif text in FIND_WRITES:
            rulings.append(yellow("It writes a file.", word))
        elif text in FIND_VALUES:
            if (
                place < len(words)
                and words[place].many
                and not re.fullmatch(r"[\w./*?-]*\.[\w*?]+", words[place].text)
            ):
                rulings.append(yellow("A value may become more words.", words[place]))
            place += 1
        elif text in FIND_FLAGS and word.plain:
            continue
        elif word.dash or text.startswith("-") or text in ("(", ")"):
            rulings.append(yellow(f"`{text[:30]}` is not a known test of `find`.", word))
    named = next((word for word in words if names_secret(word) or reaches(word.text, SECRET_NAMES)), None)
    if named and any(word.text in PRINTS_FILES for word in words):
        rulings.append(yellow("It may print a secret.", named))
    return worst(rulings or [green("`find` only lists.")])


def _executed(call: Call, desk: Desk, place: int) -> tuple[int, Ruling]:
    """The command that `find` runs, which ends at `;` or `{} +`."""
    words = call.arguments
    start = place
    while (
        place < len(words)
        and words[place].text != ";"
        and not (words[place].text == "+" and words[place - 1].text == "{}")
    ):
        place += 1
    many = place < len(words) and words[place].text == "+"
    inner = [
        Word(word.text.replace("{}", "\ufffc"), word.start, word.end, True, word.many or many, word.dash)
        if "{}" in word.text
        else word
        for word in words[start:place]
    ]
    if place >= len(words):
        return place, yellow("The command it runs has no end.", words[-1])
    return place + 1, desk.wrapped(call, inner)


def remove(call: Call, desk: Desk) -> Ruling:
    """`rm`: deletes; what it deletes is said."""
    line = read_options(
        call.arguments,
        arity(
            "rRfidIvx --recursive --force --interactive=? --one-file-system --verbose "
            "--preserve-root=? --dir --no-preserve-root"
        ),
    )
    names = ", ".join(word.text.replace("\ufffc", "…") for word in line.operands[:3]) or "files"
    why = f"`{call.name}` deletes {names}; it cannot be undone."
    if line.has("-r", "-R", "--recursive") and any(word.opaque for word in line.operands):
        why = "`rm` deletes everything below a path with a variable that may be empty."
    elif any(word.many for word in line.operands):
        why = f"`{call.name}` deletes everything that matches {names}."
    return red(why, *line.operands[:3] or call.words[:1])


def move(call: Call, desk: Desk) -> Ruling:
    """`mv`: renames; into nowhere it destroys."""
    names = [word.text for word in call.arguments]
    if names and names[-1].startswith("/dev/"):
        return red("It moves a file into a device, which destroys it.", call.arguments[-1])
    return yellow("It moves or overwrites files.", call.words[0])


def dd(call: Call, desk: Desk) -> Ruling:
    """`dd`: copies bytes, onto a device it destroys."""
    target = next((word for word in call.arguments if word.text.startswith("of=")), None)
    known = re.compile(r"(if|bs|ibs|obs|count|skip|seek|conv|iflag|oflag|status|cbs)=.*", re.S)
    if target is None or target.text in ("of=/dev/null", "of=/dev/stdout"):
        if all(
            known.fullmatch(word.text) and not word.loose for word in call.arguments if word is not target
        ):
            return green("`dd` only reads.")
        return yellow("An operand is not known.", call.words[0])
    if target.text.startswith("of=/dev/") or target.opaque:
        return red("It overwrites a device.", target)
    return yellow("It writes a file.", target)


def mode(call: Call, desk: Desk) -> Ruling:
    """`chmod`, `chown`: bounded, but not over a whole tree of the system."""
    words = [word.text for word in call.arguments]
    recursive = any(re.match(r"-\w*R|--recursive", text) for text in words)
    broad = any(
        re.fullmatch(
            r"/|/\*|/(usr|etc|bin|lib|lib64|sbin|var|boot|home|root|opt|dev)/?\*?|~|\.{1,3}/?|\*", text
        )
        for text in words
    )
    wide = any(text in ("777", "0777", "a+rwx", "000", "0000") for text in words)
    if recursive and (broad or wide):
        return red("It changes the access to a whole tree.", call.words[0])
    return yellow("It changes who may read or write.", call.words[0])


def truncate(call: Call, desk: Desk) -> Ruling:
    """`truncate` cuts a file's content off."""
    return red("It cuts off the content of a file.", call.words[0])


def copy(call: Call, desk: Desk) -> Ruling:
    """`cp`: onto a device it destroys."""
    if any(re.match(r"/dev/(?!null|stdout|stderr|stdin)", word.text) for word in call.arguments[-1:]):
        return red("It overwrites a device.", call.arguments[-1])
    return yellow("It writes files.", call.words[0])


def rsync(call: Call, desk: Desk) -> Ruling:
    """`rsync`: copies; green only when dry and plain."""
    line = read_options(
        call.arguments,
        arity(
            "avnrlptgoDzuhcxWHSAXPiqR8 --dry-run --delete --archive --verbose --progress --stats "
            "--itemize-changes --human-readable --exclude= --include= --delete-after "
            "--delete-before --delete-during --delete-excluded --checksum --compress --recursive "
            "--list-only --numeric-ids --bwlimit= --partial --update --size-only --times --links "
            "--perms --force --info="
        ),
    )
    deletes = any(
        word.text.startswith(("--delete", "--del", "--remove-source", "--force")) for word in call.arguments
    )
    if (
        line.has("-n", "--dry-run", "--list-only")
        and not line.strange
        and not line.loose
        and len(line.operands) <= 8
    ):
        return green("A dry run of `rsync` changes nothing.", pins=(("RSYNC_RSH", "ssh"),))
    if deletes:
        return red("It deletes files at the target.", call.words[0])
    return yellow("It copies files.", call.words[0])


def _rmdir(call: Call, desk: Desk) -> Ruling:
    if any(re.match("-\\w*p|--parents", word.text) for word in call.arguments):
        return red("It deletes directories and their parents.", call.words[0])
    return yellow("It deletes empty directories.", call.words[0])


def patch(call: Call, desk: Desk) -> Ruling:
    """`patch --dry-run` only checks."""
    line = read_options(
        call.arguments, arity("p: i: R d: s --dry-run --strip= --input= --reverse --directory=")
    )
    if line.has("--dry-run") and not line.strange and not line.loose:
        return green("A dry run of `patch` changes nothing.")
    return yellow("It changes files.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "find": find,
    "patch": patch,
    "rm": remove,
    "unlink": remove,
    "mv": move,
    "cp": copy,
    "dd": dd,
    "chmod": mode,
    "chown": mode,
    "chgrp": mode,
    "truncate": truncate,
    "rsync": rsync,
    "rmdir": _rmdir,
}
