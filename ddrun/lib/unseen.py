"""Characters that cannot be seen, or that change the order of those that can: what a text may hide in."""

from collections.abc import Iterator
from re import compile
from typing import Final
from unicodedata import category

# Controls, formats (directions, joiners, tags), private and unassigned ones, separators of lines, odd spaces.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp", "Zs"))
# Letters and signs that are drawn as nothing: fillers of Hangul, vowels of Khmer, an empty Braille cell.
_BLANK: Final = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc"
_PLAIN: Final = frozenset(" \t\n")
_PRESENTATION: Final = "\ufe0f"
_JOINER: Final = "\u200d"
_MAYBE: Final = compile(rf"[^\w\x20-\x7e\t\n]|[{_BLANK}\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def is_unseen(sign: str) -> bool:
    """A reader of the text cannot see that this character is there, or takes it for a common space."""
    if " " < sign <= "~" or sign in _PLAIN:
        return False
    if "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
        return True  # variations of the sign before
    return sign in _BLANK or category(sign) in _UNSEEN


def unseen_in(text: str) -> Iterator[int]:
    """Where such characters stand in a command, in order."""
    if not (text.isascii() and text.isprintable()):
        yield from (match.start() for match in _MAYBE.finditer(text) if is_unseen(match[0]))


def unseen_in_prose(text: str) -> Iterator[int]:
    """The same less what prose has of its own: line ends, spaces of typesetting and the parts of emoji."""
    for at in unseen_in(text):
        sign = text[at]
        if category(sign) == "Zs" or sign == "\u00ad" or text.startswith("\r\n", at):
            continue
        if sign in (_PRESENTATION, _JOINER) and at and _is_picture(text[at - 1]):
            continue
        yield at


def _is_picture(sign: str) -> bool:
    return category(sign) in ("So", "Sk", "Po") or sign == _PRESENTATION or sign in "0123456789#*"
