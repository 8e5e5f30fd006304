"""Whether a rule's words fit a command: as every simple command in it is seen, never as a piece of text.

Three things are told apart: it is what the rule names; it may be, because a word is only known when it runs
or because code that cannot be looked into names it; and nothing can be said, because something in it cannot
be looked into. Where it is unclear, a rule fits rather than not: a command that was taken for another can
still be written more plainly or done by hand.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot.errors import SqlglotError

from runbooks.risk.sight import Seen
from runbooks.risk.spellings import is_option, letters, operand_fits, option_fits, passes_by
from runbooks.risk.words import OPAQUE, Call, Word
from runbooks.types import Matches

MOST_WORDS: Final = 12
PROGRAM: Final = re.compile(r"[\w.+@:\[-]+\Z")
LOOSE_SQL: Final = re.compile(r"(?i)\\|/\*!|\$\w*\$|\b(program|execute|prepare|do|call|eval|system|source)\b")
# What of a word may become anything: a value, a pattern of file names, one of several words.
UNKNOWN: Final = re.compile(rf"\{{[^{{}}]*\}}|[{OPAQUE}*?\[]+")
TOKEN: Final = re.compile(r"[^\s'\"`;|&(){}\[\],<>!\\]+")


class Fit(IntEnum):
    """How a rule fits, from not at all to certainly."""

    NO = 0
    UNSEEN = 1
    MAYBE = 2
    IS = 3


class NoPattern(ValueError):
    """The words of a rule cannot be followed; the sentence says why."""


@dataclass(frozen=True)
class Pattern:
    """The words of a rule. A command's first one is its program; a statement of SQL has none."""

    matches: Matches
    words: tuple[str, ...]

    @property
    def program(self) -> str:
        """The program, in lower case."""
        return self.words[0].casefold()


def pattern_of(written: str, matches: Matches) -> Pattern:
    """The rule that was written; raises `NoPattern`."""
    if matches is Matches.SQL:
        words = tuple(re.findall(r"[\w.]+", written.upper()))
        if not words or re.search(r"[^\w.\s]", written):
            raise NoPattern("A rule on SQL is the words a statement has, such as DROP TABLE.")
        return _counted(Pattern(matches, words))
    try:
        given = tuple(shlex.split(written))
    except ValueError as odd:
        raise NoPattern("The quotes of the rule do not close.") from odd
    if not given or re.search(r"[;|&<>$`(){}\n]", written):
        raise NoPattern("A rule is one program and the words after it, such as kubectl delete namespace.")
    program = given[0].rsplit("/", 1)[-1]
    if not PROGRAM.match(program) or is_option(program):
        raise NoPattern(f"“{given[0][:40]}” cannot be the name of a program.")
    return _counted(Pattern(matches, (program, *(word for one in given[1:] for word in letters(one)))))


def fit(pattern: Pattern, seen: Seen) -> tuple[Fit, str]:
    """How the rule fits, and where it does not certainly, why that cannot be said."""
    unseen = [(one.text, one.why) for one in seen.blind]
    unseen += [(sql, "a database may run more than it says") for sql in seen.sql if LOOSE_SQL.search(sql)]
    if pattern.matches is Matches.SQL:
        found = max((_in_sql(pattern.words, sql) for sql in seen.sql), default=Fit.NO)
    else:
        found = max((_in_call(pattern, call) for call in seen.calls), default=Fit.NO)
    if found is Fit.IS:
        return found, ""
    if found is Fit.MAYBE:
        return found, "a word of it is only known when it runs"
    # What cannot be looked into may be handed the rest of the command: a file it writes, a variable it sets.
    named = next((why for text, why in unseen if _names(pattern, text)), "")
    if named or (unseen and _names(pattern, seen.text)):
        return Fit.MAYBE, named or unseen[0][1]
    if unseen:
        return Fit.UNSEEN, unseen[0][1]
    return found, "one of its options is only known when it runs" if found is Fit.UNSEEN else ""


def _counted(pattern: Pattern) -> Pattern:
    if len(pattern.words) > MOST_WORDS:
        raise NoPattern(f"A rule has at most {MOST_WORDS} words.")
    return pattern


def _in_call(pattern: Pattern, call: Call) -> Fit:
    if not call.words or call.name.casefold().removesuffix(".exe") != pattern.program:
        return Fit.NO
    return _follows(pattern.program, pattern.words[1:], call.arguments)


def _follows(program: str, wanted: Sequence[str], words: Sequence[Word]) -> Fit:
    """How the words after the program fit; a word after an option may also be that option's value."""
    place = next((i for i, word in enumerate(wanted) if is_option(word)), None)
    if place is None:
        return _leads(program, wanted, words)
    rest = (*wanted[:place], *wanted[place + 1 :])
    plain = min(_option(wanted[place], None, words), _follows(program, rest, words))
    if place + 1 == len(wanted) or is_option(wanted[place + 1]):
        return plain
    without = (*wanted[:place], *wanted[place + 2 :])
    bound = min(_option(wanted[place], wanted[place + 1], words), _follows(program, without, words))
    return max(plain, bound)


def _option(wanted: str, value: str | None, words: Sequence[Word]) -> Fit:
    name, _, attached = wanted.partition("=")
    value = attached or value
    for word, after in zip(words, [*words[1:], None], strict=True):
        if option_fits(name, value, word.text, after.text if after else ""):
            return Fit.IS
    return Fit.UNSEEN if any(word.dash or word.many for word in words) else Fit.NO


def _leads(program: str, wanted: Sequence[str], words: Sequence[Word]) -> Fit:
    """How the operands begin: each wanted one in order, nothing between but options and their values."""
    # how well the first so many wanted words fit, and whether the word before was an option
    states: dict[tuple[int, bool], Fit] = {(0, False): Fit.IS}
    best = Fit.IS if not wanted else Fit.NO
    for word in words:
        after: dict[tuple[int, bool], Fit] = {}
        for (done, value), how in states.items():
            if done < len(wanted):
                here = operand_fits(program, wanted[done], word.text) if word.plain else None
                fits = Fit.IS if here else Fit.MAYBE if _could_be(wanted[done], word) else Fit.NO
                _keep(after, (done + 1, False), min(how, fits))
                if word.many and fits:
                    _keep(after, (len(wanted), False), min(how, Fit.MAYBE))
            if is_option(word.text) or word.many:
                _keep(after, (done, "=" not in word.text), how)
            elif value or (done and passes_by(program, word.text)):
                _keep(after, (done, False), how)
        states = after
        best = max((best, *(how for (done, _), how in states.items() if done == len(wanted))))
    return best


def _keep(states: dict[tuple[int, bool], Fit], key: tuple[int, bool], how: Fit) -> None:
    if how > Fit.NO:
        states[key] = max(how, states.get(key, Fit.NO))


def _could_be(wanted: str, word: Word) -> bool:
    """Whether a word that is not wholly known may turn out to be the wanted one."""
    if word.plain:
        return False
    first, *parts = UNKNOWN.split(word.text.casefold())
    text = wanted.casefold()
    if not parts or not text.startswith(first):
        return False
    at = len(first)
    for part in parts[:-1]:
        at = text.find(part, at) + len(part)
        if at < len(part):
            return False
    return text.endswith(parts[-1]) and len(text) - len(parts[-1]) >= at


def _in_sql(wanted: Sequence[str], text: str) -> Fit:
    try:
        tokens = sqlglot.tokenize(text.replace(OPAQUE, " ddrun_unknown "), dialect="postgres")
    except SqlglotError:
        return Fit.MAYBE if _in_order(wanted, TOKEN.findall(text.upper())) else Fit.UNSEEN
    words = [
        part
        for token in tokens
        for part in (
            [""] if token.token_type.name in ("STRING", "HEREDOC_STRING") else token.text.upper().split()
        )
    ]
    best = Fit.NO
    for start in range(len(words) - len(wanted) + 1):
        here = words[start : start + len(wanted)]
        if all(one in (want, "DDRUN_UNKNOWN") for one, want in zip(here, wanted, strict=True)):
            best = max(best, Fit.MAYBE if "DDRUN_UNKNOWN" in here else Fit.IS)
    return best


def _names(pattern: Pattern, text: str) -> bool:
    """Whether a text that cannot be looked into names all that the rule does."""
    said = _said(text)
    if pattern.matches is Matches.SQL:
        return _in_order(pattern.words, [one.upper() for one in said])
    bare = _bare(text)
    if pattern.program not in bare:
        return False
    words = [Word(one) for one in said[bare.index(pattern.program) + 1 :]]
    options = [one for one in pattern.words[1:] if is_option(one)]
    operands = [one for one in pattern.words[1:] if not is_option(one)]
    rest = iter(words)
    in_order = all(any(operand_fits(pattern.program, one, word.text) for word in rest) for one in operands)
    return in_order and all(_option(one, None, words) for one in options)


# Every rule of an organisation is held against the same text, one after the other.
@lru_cache(maxsize=64)
def _said(text: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(text))


@lru_cache(maxsize=64)
def _bare(text: str) -> tuple[str, ...]:
    return tuple(re.split("[/=]", one)[-1].casefold() for one in _said(text))


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    rest = iter(words)
    return all(any(word == one for word in rest) for one in wanted)
