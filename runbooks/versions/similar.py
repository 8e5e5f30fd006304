"""How much two texts say the same, and what differs, so that four copies of a runbook become one.

Likeness is the Jaccard index of word triples: 1 for the same words in the same order, 0 for nothing in
common. Broder, "On the resemblance and containment of documents", 1997.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

_WORDS_A_SHINGLE: Final = 3
# Copies that were edited for a while still share most of their triples; siblings from one template do not.
NEAR: Final = 0.6
SAME: Final = 0.98
# A copy of a copy is found by its first pages; the rest of a very long text is not compared.
_COMPARED: Final = 60_000


@dataclass(frozen=True)
class Known:
    """A text of the library to compare with."""

    runbook_id: UUID
    title: str
    published: bool
    text: str


@dataclass(frozen=True)
class Alike:
    """A runbook that says nearly the same."""

    runbook_id: UUID
    title: str
    published: bool
    likeness: float

    @property
    def says(self) -> str:
        """The likeness in words."""
        return "the same text" if self.likeness >= SAME else f"{self.likeness:.0%} the same"


def likeness(one: str, other: str) -> float:
    """0 … 1; two empty texts are alike."""
    return _jaccard(_shingles(one), _shingles(other))


def alike(text: str, library: Iterable[Known]) -> tuple[Alike, ...]:
    """Everything in the library that is nearly `text`, most alike first."""
    ours = _shingles(text)
    found = [
        Alike(known.runbook_id, known.title, known.published, _jaccard(ours, _shingles(known.text)))
        for known in library
    ]
    near = [one for one in found if one.likeness >= NEAR]
    return tuple(sorted(near, key=lambda one: (-one.likeness, one.title)))


def verdict(copies: Sequence[Alike], *, published: bool) -> str:
    """What the owner should know, as a sentence; empty when there is no copy."""
    if not copies:
        return ""
    canonical = sum(copy.published for copy in copies) + published
    count = len(copies) + 1
    if canonical == 0:
        return f"{count} runbooks say nearly the same, and none of them is published."
    if canonical == 1:
        return f"{count} runbooks say nearly the same; one of them is published."
    either = "an alert may find either"
    return f"{count} runbooks say nearly the same, and {canonical} of them are published: {either}."


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text[:_COMPARED].casefold())
    if len(words) < _WORDS_A_SHINGLE:
        return frozenset({tuple(words)} if words else ())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
