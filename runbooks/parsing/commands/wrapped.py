"""Inline code that a line's end breaks in two."""

from collections.abc import Sequence
from dataclasses import dataclass

from runbooks.parsing.document import Line
from runbooks.types import Span

_MOST: int = 4  # lines that one piece of inline code may take


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The code with spaces for line ends, and the words before it."""

    text: str
    span: Span
    before: str


def unwrapped(lines: Sequence[Line]) -> tuple[list[Line], list[Wrapped]]:
    """The lines less the pieces of code that go over their ends, and those pieces."""
    kept: list[Line] = []
    found: list[Wrapped] = []
    opened: list[Line] = []  # the beginnings of a piece still open
    before = ""
    for number, whole in enumerate(lines):
        line = whole
        if opened:
            close = line.text.find("`")
            opened.append(line.cut(0, close) if close >= 0 else line)
            if close < 0:
                continue
            found.append(_joined(opened, before))
            opened, line = [], line.cut(close + 1)
        if _is_open(line.text) and _closes(lines, number):
            start = line.text.rindex("`")
            before = line.text[max(0, start - 60) : start]
            opened = [line.cut(start + 1)]
            line = line.cut(0, start)
        kept.append(line)
    return kept, [code for code in found if code.text.isprintable() and "�" not in code.text and code.text]


def _is_open(text: str) -> bool:
    return text.count("`") % 2 == 1 and "``" not in text and not text.endswith("`")


def _closes(lines: Sequence[Line], number: int) -> bool:
    """The next backtick within reach ends the piece, and no line before it has one."""
    following = next((line.text for line in lines[number + 1 : number + _MOST] if "`" in line.text), "")
    return following.count("`") % 2 == 1 and "``" not in following


def _joined(parts: Sequence[Line], before: str) -> Wrapped:
    stripped = [part.stripped() for part in parts]
    filled = [part for part in stripped if part.text]
    span = Span(filled[0].start, filled[-1].end) if filled else Span(parts[0].start, parts[0].start)
    return Wrapped(" ".join(part.text for part in filled), span, before)
