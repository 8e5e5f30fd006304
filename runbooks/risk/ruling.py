"""What one part of a command was found to do; rulings add up to a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from runbooks.risk.words import Word
from runbooks.types import Risk


@dataclass(frozen=True)
class Ruling:
    """One finding: the label, its sentence and the words that caused it."""

    risk: Risk
    why: str = ""
    words: tuple[Word, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    parts: tuple["Ruling", ...] = field(default=())

    def leaves(self) -> list["Ruling"]:
        """The findings it is made of, in order."""
        if not self.parts:
            return [self]
        return [leaf for part in self.parts for leaf in part.leaves()]


def green(why: str = "It only reads.", *, pins: Sequence[tuple[str, str]] = ()) -> Ruling:
    """Proven to change nothing."""
    return Ruling(Risk.GREEN, why, pins=tuple(pins))


def yellow(why: str, *words: Word) -> Ruling:
    """Changes something in bounds, or is not proven."""
    return Ruling(Risk.YELLOW, why, words)


def red(why: str, *words: Word) -> Ruling:
    """Destroys or cuts off."""
    return Ruling(Risk.RED, why, words)


def worst(rulings: Iterable[Ruling]) -> Ruling:
    """The rulings as one: the highest risk, with all findings kept."""
    parts = tuple(rulings)
    if not parts:
        return green("Nothing runs.")
    if len(parts) == 1:
        return parts[0]
    top = max(parts, key=lambda part: part.risk.rank)
    return Ruling(top.risk, top.why, top.words, _pins(parts), parts)


def at_least(risk: Risk, ruling: Ruling, why: str, *words: Word) -> Ruling:
    """The ruling raised to `risk` where it was lower."""
    if ruling.risk.rank >= risk.rank:
        return ruling
    return replace(ruling, risk=risk, why=why, words=words, parts=())


def _pins(parts: Iterable[Ruling]) -> tuple[tuple[str, str], ...]:
    return tuple(dict(pin for part in parts for pin in part.pins).items())
