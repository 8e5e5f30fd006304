"""Finds quoted words in a source, however its lines are broken."""

import re
from dataclasses import dataclass
from typing import Final

from runbooks.types import Span

# Shorter quotes ("restart", "it") stand anywhere and prove nothing.
_LEAST_QUOTE: Final = 8
_LONGEST_TITLE: Final = 120
_BLANK: Final = re.compile(r"\s+")


def as_title(words: str) -> str:
    """The words on one line, as long as a title may be."""
    return _BLANK.sub(" ", words)[:_LONGEST_TITLE]


@dataclass(frozen=True)
class Folded:
    """A text with every run of white space as one blank, and where each character came from."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> "Folded":
        """The source, folded."""
        characters: list[str] = []
        places: list[int] = []
        for place, character in enumerate(source):
            kept = " " if character.isspace() else character
            if kept == " " and characters and characters[-1] == " ":
                continue
            characters.append(kept)
            places.append(place)
        return cls("".join(characters), tuple(places))

    def find(self, quote: str) -> Span | None:
        """Where the quote's words stand in the source, in this order and spelling; None when nowhere."""
        wanted = _BLANK.sub(" ", quote).strip()
        if len(wanted) < _LEAST_QUOTE:
            return None
        at = self.text.find(wanted)
        return None if at < 0 else Span(self.places[at], self.places[at + len(wanted) - 1] + 1)
