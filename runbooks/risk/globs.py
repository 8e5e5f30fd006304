"""Patterns of the shell: whether one may become a name that is known."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

MOST: Final = 64  # more ways to read a pattern than this, and it may be anything
BRACES: Final = re.compile(r"\{([^{}]*,[^{}]*)\}")
PART: Final = re.compile(r"\*+|\?|\[[!^]?\]?[^\]/]*\]|.", re.S)


def reaches(pattern: str, names: Iterable[str]) -> bool:
    """True when one of the names is among those the pattern may stand for."""
    ways = _without_braces(pattern)
    return len(ways) > MOST or any(_as_regex(way).fullmatch(name) for way in ways for name in names)


def _without_braces(pattern: str) -> list[str]:
    ways = [pattern]
    while len(ways) <= MOST:
        found = next(((way, match) for way in ways if (match := BRACES.search(way))), None)
        if found is None:
            break
        way, match = found
        ways.remove(way)
        ways += [way[: match.start()] + choice + way[match.end() :] for choice in match[1].split(",")]
    return ways


@lru_cache(maxsize=4096)
def _as_regex(way: str) -> re.Pattern[str]:
    out = ""
    for found in PART.finditer(way):
        text, begins = found[0], found.start() == 0 or way[found.start() - 1] == "/"
        hidden = r"(?!\.)" if begins else ""
        if text[0] == "*":
            out += hidden + "[^/]*"
        elif text == "?":
            out += hidden + "[^/]"
        elif len(text) > 2 and text[0] == "[":
            body = text[1:-1].replace("\\", "\\\\").replace("[", r"\[")
            out += f"[{'^' + body[1:] if body[0] in '!^' else body}]"
        else:
            out += re.escape(text)
    try:
        return re.compile(out)
    except re.error:
        return re.compile(".*", re.S)
