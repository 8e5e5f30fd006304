"""A decision while it is read: its condition and the words of its ways out."""

from dataclasses import dataclass
from typing import Final

from runbooks.parsing.document import Sentence

GO_ON: Final = "go on"
LEAVE: Final = "pass over it"
LONGEST: Final = 200  # characters of a condition


@dataclass(frozen=True, slots=True)
class Fork:
    """A decision before its step and targets are known: the actions are raw text."""

    condition: Sentence
    actions: tuple[str, ...]
    targets: tuple[int | str | None, ...] = ()  # where its first actions lead when their words do not say it


def shortened(condition: Sentence) -> Sentence:
    """At most 200 characters, cut at a word, and at the end of a bracket that opens before it."""
    close = condition.text.find(")")
    if close > 0 and "(" not in condition.text[:close]:
        condition = condition.part(0, close)
    if len(condition.text) <= LONGEST:
        return condition
    cut = condition.text.rfind(" ", 0, LONGEST)
    return condition.part(0, cut if cut > 0 else LONGEST)
