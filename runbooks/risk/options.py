"""Options of a command line, read with the arity each tool gives them.

An arity is written as one line: `a` a short flag, `n:` a short option with a value, `--all` a flag,
`--name=` an option with a value, `--color=?` a value only when attached, `-name=` for single-dash tools.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from runbooks.risk.words import OPAQUE, Word


@dataclass(frozen=True)
class Arity:
    """Which options a tool has, by how they take a value."""

    flags: frozenset[str]
    values: frozenset[str]
    optional: frozenset[str]

    def __or__(self, other: "Arity") -> "Arity":
        """Both; the right side wins where they differ."""
        return _joined(self, other)

    def joined(self, other: "Arity") -> "Arity":
        """Both, made anew."""
        mine = (
            dict.fromkeys(self.flags, "f")
            | dict.fromkeys(self.values, "v")
            | dict.fromkeys(self.optional, "o")
        )
        mine |= (
            dict.fromkeys(other.flags, "f")
            | dict.fromkeys(other.values, "v")
            | dict.fromkeys(other.optional, "o")
        )
        kinds = {kind: frozenset(n for n, k in mine.items() if k == kind) for kind in "fvo"}
        return Arity(kinds["f"], kinds["v"], kinds["o"])


@cache
def _joined(left: Arity, right: Arity) -> Arity:
    return left.joined(right)


@cache
def arity(text: str) -> Arity:
    """The arity written in `text`."""
    flags: set[str] = set()
    values: set[str] = set()
    optional: set[str] = set()
    for token in text.split():
        if not token.startswith("-"):
            letters = iter(enumerate(token))
            for place, letter in letters:
                if letter == ":":
                    continue
                (values if token[place + 1 : place + 2] == ":" else flags).add("-" + letter)
        elif token.endswith("=?"):
            optional.add(token[:-2])
        elif token.endswith("="):
            values.add(token[:-1])
        else:
            flags.add(token)
    return Arity(frozenset(flags), frozenset(values), frozenset(optional))


class Option(NamedTuple):
    """One option as it was given."""

    name: str
    word: Word
    value: Word | None = None

    @property
    def text(self) -> str:
        """The value's text, empty without one."""
        return self.value.text if self.value else ""


@dataclass(frozen=True)
class Line:
    """A command line taken apart. `strange` are words that no rule explains."""

    options: tuple[Option, ...]
    operands: tuple[Word, ...]
    strange: tuple[Word, ...]
    rest: tuple[Word, ...] = ()  # from the first operand on, where reading stopped there
    dashes: int | None = None  # how many operands stood before "--"

    def has(self, *names: str) -> bool:
        """True when one of the options was given."""
        return any(option.name in names for option in self.options)

    def asks(self, *names: str) -> bool:
        """True when the last of these flags is given, and not switched off as in `--help=false`."""
        found = self.last(*names)
        return found is not None and (found.value is None or found.text == "true")

    def last(self, *names: str) -> Option | None:
        """The last of these options, which is the one that counts."""
        found = [option for option in self.options if option.name in names]
        return found[-1] if found else None

    def all(self, *names: str) -> list[Option]:
        """All of these options, in order."""
        return [option for option in self.options if option.name in names]

    @property
    def loose(self) -> tuple[Word, ...]:
        """Operands that may become options or several words."""
        return tuple(word for word in self.operands if word.loose)


class _Reader:
    def __init__(self, words: Sequence[Word], known: Arity, single_dash: bool) -> None:
        self.words, self.known, self.single_dash = words, known, single_dash
        self.place = 0
        self.options: list[Option] = []
        self.operands: list[Word] = []
        self.strange: list[Word] = []

    def value(self) -> Word | None:
        """The next word as an option's value; a loose one may be no value at all."""
        if self.place >= len(self.words):
            return None
        word = self.words[self.place]
        self.place += 1
        if word.many:
            self.strange.append(word)
        return word

    def option(self, word: Word) -> None:
        text = word.text
        name, attached = (text, None)
        if "=" in text:
            name, _, tail = text.partition("=")
            attached = Word(tail, word.start, word.end, word.opaque)
        if OPAQUE in name or word.many:
            self.strange.append(word)
        elif text.startswith("--") or self.single_dash:
            self.long(word, name, attached)
        else:
            self.cluster(word)

    def long(self, word: Word, name: str, attached: Word | None) -> None:
        known = self.known
        if (
            self.single_dash
            and name.startswith("--")
            and name not in known.flags | known.values | known.optional
        ):
            name = name[1:]
        if name in known.values:
            value = attached or self.value()
            self.options.append(Option(name, word, value))
            if value is None:
                self.strange.append(word)
        elif name in known.optional or (
            name in known.flags and (attached is None or attached.text in ("true", "false"))
        ):
            self.options.append(Option(name, word, attached))
        elif self.single_dash and not name.startswith("--") and len(name) > 1 and name[:2] in known.values:
            self.cluster(word)
        else:
            self.options.append(Option(name, word, attached))
            self.strange.append(word)

    def cluster(self, word: Word) -> None:
        text = word.text
        for place in range(1, len(text)):
            name = "-" + text[place]
            if name in self.known.values:
                tail = text[place + 1 :].removeprefix("=")
                value = Word(tail, word.start, word.end, word.opaque) if tail else self.value()
                self.options.append(Option(name, word, value))
                if value is None:
                    self.strange.append(word)
                return
            if name in self.known.optional:
                self.options.append(
                    Option(name, word, Word(text[place + 1 :], word.start, word.end, word.opaque))
                )
                return
            self.options.append(Option(name, word))
            if name not in self.known.flags:
                self.strange.append(word)
                return


def read_options(
    words: Sequence[Word], known: Arity, *, stop: bool = False, single_dash: bool = False
) -> Line:
    """The words after the name, as options and operands; with `stop` only up to the first operand."""
    reader = _Reader(words, known, single_dash)
    while reader.place < len(words):
        word = words[reader.place]
        if word.text == "--" and word.plain:
            dashes = len(reader.operands)
            tail = tuple(words[reader.place + 1 :])
            if stop:
                return _line(reader, rest=tail, dashes=dashes)
            reader.operands += tail
            return _line(reader, dashes=dashes)
        if word.text.startswith("-") and word.text != "-" and not word.dash:
            reader.place += 1
            reader.option(word)
            continue
        if stop:
            return _line(reader, rest=tuple(words[reader.place :]))
        reader.place += 1
        reader.operands.append(word)
    return _line(reader)


def _line(reader: _Reader, rest: tuple[Word, ...] = (), dashes: int | None = None) -> Line:
    return Line(tuple(reader.options), tuple(reader.operands), tuple(reader.strange), rest, dashes)
