"""Lists and quotes deeper in each other than anyone reads: made shallower, so that no word is lost."""

from collections.abc import Sequence
from re import compile
from typing import Final

from markdown_it.token import Token

DEEPEST: Final = 60  # levels that the parser of Markdown goes down; a list takes two
TOO_DEEP: Final = (
    f"Lists or quotes lie more than {DEEPEST // 2} deep in each other:"
    " what lies deeper was read as if it did not."
)
_MOST_MARKS: Final = 12
_WIDEST: Final = 30  # columns; a list inside of a list needs two at least: 12 + 2 * 15 levels in all
_CONTAINERS: Final = ("list_item_open", "bullet_list_open", "ordered_list_open", "blockquote_open")
_MARK: Final = compile(r"[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))")
_INDENT: Final = compile(r"[ \t]*")


def reaches_too_deep(tokens: Sequence[Token]) -> bool:
    """The parser stopped going down, and left out what lies below."""
    return any(token.level >= DEEPEST - 1 and token.type in _CONTAINERS for token in tokens)


def shallower(lines: Sequence[str]) -> list[str]:
    """The same lines, each with only as many marks and as much indentation as the parser goes down."""
    return [_cut(line) for line in lines]


def _cut(line: str) -> str:
    at = kept = marks = 0
    while match := _MARK.match(line, at):
        at = match.end()
        marks += 1
        if marks <= _MOST_MARKS and at <= _WIDEST:
            kept = at
    text = _INDENT.match(line, at)
    end = text.end() if text else at
    if marks > _MOST_MARKS or end > _WIDEST:
        return line[:kept] + " " * min(end - at, max(1, _WIDEST - kept)) + line[end:]
    return line
