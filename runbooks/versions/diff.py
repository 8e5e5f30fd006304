"""What changed from one text to the next, line by line, for people."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Lines shown around a change.
AROUND: Final = 3


@dataclass(frozen=True)
class DiffLine:
    """A line of a diff. `change` is "added", "removed", "same" or "gap"; numbers count from 1."""

    change: str
    text: str
    before: int | None = None
    after: int | None = None


def diff(before: str, after: str) -> tuple[DiffLine, ...]:
    """The changes with a few lines around each; empty when the texts are the same."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    lines: list[DiffLine] = []
    for group in matcher.get_grouped_opcodes(AROUND):
        if lines:
            lines.append(DiffLine("gap", ""))
        for code in group:
            lines += _lines(code, old, new)
    return tuple(lines)


def _lines(code: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    tag, old_from, old_to, new_from, new_to = code
    if tag == "equal":
        for offset, text in enumerate(old[old_from:old_to]):
            yield DiffLine("same", text, old_from + offset + 1, new_from + offset + 1)
        return
    for number, text in enumerate(old[old_from:old_to], start=old_from + 1):
        yield DiffLine("removed", text, number, None)
    for number, text in enumerate(new[new_from:new_to], start=new_from + 1):
        yield DiffLine("added", text, None, number)
