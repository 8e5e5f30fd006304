"""What the families of tools share: tables of sub-commands, and handlers for tools that only read."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.words import Call, Word, deletes, listed
from runbooks.types import Risk

Check = Callable[[Call, Line, Desk], Ruling | None]
# Words that act where they stand after a sub-command that reads: `yum history undo`, `ceph health mute`.
ACTING: Final = listed(
    "abort add apply archive archive-all attach cancel change clear copy cp create default del delete demote "
    "destroy detach disable drain drop dump edit enable evict exec execute expire export failover fill fix "
    "flush force generate grant import init install join kill leave load lock login logout mark mk modify "
    "mount move mute mv new pause promote prune publish pull purge push put raw redo regenerate reload "
    "remove rename repair replace rerun reset restart restore resume retry revoke rm rollback rotate run "
    "save scrub send set start stop store swap sync thresh trigger truncate umount undo uninstall unlock "
    "unmark unmute unset update upgrade write"
)


@dataclass(frozen=True)
class Entry:
    """What one sub-command does."""

    risk: Risk
    why: str
    alone: bool = False  # only when no further word follows


def entries(text: str) -> dict[str, Entry]:
    """A table of sub-commands: `risk: name name/name | sentence`; other lines go on with the one before.

    A name that ends in `!` stands for the sub-command alone, with no further word.
    """
    found: dict[str, Entry] = {}
    rows: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if re.match(r"(green|yellow|red):", line):
            rows.append(line)
        else:
            rows[-1] += " " + line
    for line in rows:
        risk, _, rest = line.partition(":")
        names, _, why = rest.partition("|")
        for name in names.split():
            found[name.rstrip("!")] = Entry(Risk(risk), why.strip(), name.endswith("!"))
    return found


def harmless(call: Call, desk: Desk) -> Ruling:
    """A tool none of whose options or operands can change anything."""
    return green(f"`{call.name}` only reads.")


def changes(why: str) -> Handler:
    """A tool that always changes something in bounds."""
    return lambda call, _: yellow(why, call.words[0])


def destroys(why: str) -> Handler:
    """A tool that always destroys or cuts off."""
    return lambda call, _: red(why, call.words[0])


def tried(handler: Handler, options: str) -> Handler:
    """The tool by `handler`; with one of the dry-run `options` it is never red."""
    names = options.split()

    def judge(call: Call, desk: Desk) -> Ruling:
        ruling = handler(call, desk)
        if ruling.risk is Risk.RED and any(word.plain and word.text in names for word in call.arguments):
            why = f"`{call.name}` is only tried out; that nothing is changed is its own word."
            return yellow(why, call.words[0])
        return ruling

    return judge


def reads(
    options: str,
    check: Check | None = None,
    *,
    single_dash: bool = False,
    pins: Sequence[tuple[str, str]] = (),
) -> Handler:
    """A tool that only reads with these options; `check` looks at what is special."""
    known = arity(options)

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, known, single_dash=single_dash)
        found = check(call, line, desk) if check else None
        if found is not None and found.risk is Risk.RED:
            return found
        doubt = doubtful(call, line)
        return doubt or found or green(f"`{call.name}` only reads.", pins=pins)

    return handler


def doubtful(call: Call, line: Line) -> Ruling | None:
    """Yellow where an option is unknown or a word may become one."""
    if line.strange:
        word = line.strange[0]
        return yellow(f"`{word.text[:40]}` is not a known option of `{call.name}`.", word)
    loose = [word for word in line.operands if word.dash]
    if loose:
        return yellow(f"A word of `{call.name}` may become an option.", loose[0])
    return None


def path_of(words: Iterable[Word], table: dict[str, Entry]) -> tuple[str, int]:
    """The longest sub-command of the table that the words begin with, and its length."""
    best, length, path = "", 0, ""
    for count, word in enumerate(words, 1):
        if not word.plain or "/" in word.text:
            break
        path = f"{path}/{word.text}" if path else word.text
        if path in table:
            best, length = path, count
        if count == 6:
            break
    return best, length


def said(call: Call, path: str, entry: Entry) -> Ruling:
    """The entry as a ruling."""
    shown = f"`{call.name} {path.replace('/', ' ')}`"
    if entry.risk is Risk.GREEN:
        return green(f"{shown} only reads.")
    make = red if entry.risk is Risk.RED else yellow
    return make(f"{shown} {entry.why or 'changes something'}.", call.words[0])


def by_table(call: Call, line: Line, table: dict[str, Entry]) -> tuple[str, Ruling]:
    """The sub-command and what the table says of it."""
    if not line.operands:
        return "", yellow(f"`{call.name}` without a sub-command is not known.", call.words[0])
    path, length = path_of(line.operands, table)
    deed = deletes(line.operands)
    if not path:
        why = f"`{call.name} {line.operands[0].text[:40]}` is not known"
        return "", red(f"{why}, and it deletes.", deed) if deed else yellow(f"{why}.", line.operands[0])
    entry, after = table[path], line.operands[length:]
    if deed and entry.risk is Risk.YELLOW:
        return path, red(f"`{call.name} {path.replace('/', ' ')}` deletes here.", deed)
    if entry.risk is Risk.GREEN and after and (entry.alone or _acts(path, after) or _joins(after)):
        return path, yellow(f"`{call.name} {path.replace('/', ' ')}` changes something here.", after[0])
    return path, said(call, path, entry)


def _acts(path: str, after: Sequence[Word]) -> bool:
    searches = path.rpartition("/")[2] in ("help", "help-search", "search")
    return after[0].text in ACTING and not searches


def _joins(words: Sequence[Word]) -> bool:
    """True when a word holds what parts commands in a console of the tool's own."""
    return any(";" in word.text or "\n" in word.text for word in words)


def settled(
    call: Call, line: Line, ruling: Ruling, *, loose_ok: bool = False, many_ok: bool = False
) -> Ruling:
    """The ruling, raised to yellow where an option is unknown or a word may become one."""
    doubt = doubtful(call, line)
    if doubt is None or (loose_ok and not line.strange):
        return ruling
    if many_ok and not line.strange and not any(word.dash for word in line.loose):
        return ruling
    return at_least(Risk.YELLOW, ruling, doubt.why, *doubt.words)


def union(*texts: str) -> Arity:
    """The arities together."""
    known = arity("")
    for text in texts:
        known = known | arity(text)
    return known


def by_verbs(rows: str, options: str = "", *, single_dash: bool = False) -> Handler:
    """A tool by a table of its verbs."""
    table = entries(rows)
    known = union("h --help --version", options)  # `-h` is the host of some

    def handler(call: Call, desk: Desk) -> Ruling:
        line = read_options(call.arguments, known, single_dash=single_dash)
        asks = line.last("-h", "--help", "--version", "-help", "-version")
        if asks and asks.value is None and not line.strange and len(line.operands) < 2:
            return green("It prints a text.")
        return settled(call, line, by_table(call, line, table)[1])

    return handler
