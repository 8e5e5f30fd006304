"""How wide words are drawn, roughly, and how they are broken into lines: there is no font on the server.

Widths are those of a broad sans-serif face (DejaVu Sans), so that no narrower one overflows.
"""

from itertools import islice
from typing import Final
from unicodedata import east_asian_width

_EM: Final = {"narrow": 0.34, "wide": 0.92, "capital": 0.7, "full": 1.02, "plain": 0.6}
_NARROW: Final = frozenset("iljtfrI.,:;!|'`()[] -/")
_WIDE: Final = frozenset("mwMW@%—…")
_MOST: Final = 400  # characters that are looked at: no label shows more


def width_of(text: str, size: float) -> float:
    """Pixels that `text` takes at most in a font of `size` pixels."""
    return size * sum(_EM[_kind(char)] for char in text)


def _kind(char: str) -> str:
    if char in _NARROW:
        return "narrow"
    if char in _WIDE:
        return "wide"
    if east_asian_width(char) in "WF":
        return "full"
    return "capital" if char.isupper() else "plain"


def lines_of(text: str, *, width: float, size: float, most: int) -> list[str]:
    """`text` in at most `most` lines of `width` pixels; what does not fit ends in "…"."""
    rest = " ".join(islice(text[:_MOST].split(), 80))
    lines: list[str] = []
    while rest and len(lines) < most:
        last = len(lines) == most - 1
        line, rest = _line(rest, width, size, last=last)
        lines.append(line)
    return lines or [""]


def _line(text: str, width: float, size: float, *, last: bool) -> tuple[str, str]:
    if width_of(text, size) <= width:
        return text, ""
    room = width - (width_of("…", size) if last else 0)
    at, taken = 0, 0.0
    while at < len(text) and taken + width_of(text[at], size) <= room:
        taken += width_of(text[at], size)
        at += 1
    space = text.rfind(" ", 1, at + 1)
    # A word is broken only where it would leave the line nearly empty.
    cut = space if space > at // 2 else max(at, 1)
    if last:
        return text[:cut].rstrip(" ,;:") + "…", ""
    return text[:cut].rstrip(), text[cut:].lstrip()
