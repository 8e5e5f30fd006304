"""What the shell itself offers: tests, variables, and the doors to more code."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.environment import rule_name
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.words import OPAQUE, Call, Word
from runbooks.types import Risk


def test(call: Call, desk: Desk) -> Ruling:
    """`test`, which evaluates the operand of a few operators."""
    for word in call.arguments:
        if word.loose or word.text in ("-v", "-R", "-t"):
            return yellow("It may evaluate its operand.", word)
    return green("It only tests.")


def cap(call: Call, desk: Desk) -> Ruling:
    """Tools that print without operands and change with them."""
    line = read_options(call.arguments, arity("aSHpcdefiklmnqrstuvxPRT --all"))
    if line.operands or line.strange:
        return yellow(f"`{call.name}` with these words changes something.", call.words[0])
    return green(f"`{call.name}` only prints.")


def history(call: Call, desk: Desk) -> Ruling:
    """`history` prints, unless it clears or writes."""
    if all(word.plain and word.text.isdigit() for word in call.arguments):
        return green("`history` only prints.")
    return yellow("It changes the history.", call.words[0])


def shell_set(call: Call, desk: Desk) -> Ruling:
    """`set` with the options that only make a script stricter or louder."""
    fine = re.compile(r"[-+][euxovnCf]*|pipefail|errexit|nounset|xtrace|noglob")
    if call.arguments and all(word.plain and fine.fullmatch(word.text) for word in call.arguments):
        return green("It sets how strict the shell is.")
    return yellow("It changes the shell or prints its variables.", call.words[0])


def _plain_variable(word: Word) -> bool:
    fine = word.plain and re.fullmatch(r"[A-Za-z_]\w*", word.text)
    return bool(fine) and rule_name(word.text, word).risk is Risk.GREEN


def read(call: Call, desk: Desk) -> Ruling:
    """`read` into plain variables."""
    line = read_options(call.arguments, arity("rs d: t: n: N: p: u: a: i: e"))
    names = [*line.operands, *(option.value for option in line.all("-a") if option.value)]
    if line.strange or any(not _plain_variable(word) for word in names):
        return yellow("It reads into something that is not a plain variable.", call.words[0])
    return green("It reads into a variable.")


def mapfile(call: Call, desk: Desk) -> Ruling:
    """`mapfile` without a callback."""
    line = read_options(call.arguments, arity("t d: n: O: s: u:"))
    if line.strange or any(not _plain_variable(word) for word in line.operands):
        return yellow(
            "It runs a callback or reads into something that is not a plain variable.", call.words[0]
        )
    return green("It reads into a variable.")


def command(call: Call, desk: Desk) -> Ruling:
    """`command -v name` looks up; `command name …` runs."""
    rest = call.arguments
    if rest and rest[0].plain and rest[0].text in ("-v", "-V"):
        return green("It only looks a name up.")
    if rest and rest[0].text == "-p":
        rest = rest[1:]
    if rest and rest[0].text.startswith("-"):
        return yellow("Its option is not known.", rest[0])
    return desk.wrapped(call, rest)


def sourced(call: Call, desk: Desk) -> Ruling:
    """`source` runs the code of a file."""
    if any(word.fetched for word in call.arguments):
        return red("It runs code that was fetched or decoded.", call.words[0])
    return yellow("It runs the code of a file.", call.words[0])


def _eval(call: Call, desk: Desk) -> Ruling:
    return _evaluated(call, desk)


def _exec(call: Call, desk: Desk) -> Ruling:
    if call.arguments and (not call.arguments[0].text.startswith("-")):
        return desk.wrapped(call, call.arguments)
    return yellow("It replaces the shell.", call.words[0])


def _builtin(call: Call, desk: Desk) -> Ruling:
    return desk.wrapped(call, call.arguments)


def _evaluated(call: Call, desk: Desk) -> Ruling:
    """`eval`: its words are a script; never green."""
    text = " ".join(word.text for word in call.arguments)
    if OPAQUE in text:
        return red("It evaluates code that is only known when it runs.", call.words[0])
    first, last = call.words[0], call.words[-1]
    inner = desk.inside(Word(text, first.start, last.end), call)
    return at_least(Risk.YELLOW, inner, "It evaluates text as code.", first)


HANDLERS: Final[dict[str, Handler]] = {
    "history": history,
    "set": shell_set,
    "read": read,
    "mapfile": mapfile,
    "readarray": mapfile,
    "command": command,
    "umask": cap,
    "alias": cap,
    "ulimit": cap,
    "test": test,
    "[": test,
    "eval": _eval,
    "source": sourced,
    ".": sourced,
    "exec": _exec,
    "builtin": _builtin,
}
