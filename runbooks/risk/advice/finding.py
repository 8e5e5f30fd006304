"""Where in a script the simple commands stand, through every wrapper and every pair of quotes around them."""

import re
import shlex
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from runbooks.risk.desk import Desk
from runbooks.risk.ruling import Ruling
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.risk.words import OPAQUE, Call, Stdin, Word

_BARE: Final = re.compile(rb"(?:[\w./:=@%+,{} -]|<[A-Za-z][\w-]*>)*")


@dataclass(frozen=True)
class Place:
    """A script as it is written; `start` and `end` are where it stands in `outer`, with its quotes.

    `quote` is the sign around it, empty for bare words, "words" for
    words of the call itself, "anew" where its text was quoted in parts.
    `holder` is the call of `outer` that runs it.
    """

    source: bytes
    outer: "Place | None" = None
    start: int = 0
    end: int = 0
    quote: str = ""
    holder: Call | None = None


@dataclass(frozen=True)
class Found:
    """A simple command: its words, its ruling, its script, and the call of that script that runs it."""

    call: Call
    ruling: Ruling
    place: Place
    statement: Call

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in its script, in bytes."""
        return span_of(self.call)


class Finder(Desk):
    """A desk that keeps every simple command it rules on."""

    def __init__(self) -> None:
        super().__init__(HANDLERS, PLAIN)
        self.found: list[Found] = []
        self.place: Place | None = None
        self.frames: list[Call] = []
        self.nested = 0
        self.lost = False  # something runs that cannot be written anew

    def script(self, text: str, depth: int, stdin: Stdin | None = None) -> Ruling:
        """The ruling on a script; a script that stands nowhere in the text is ruled on unseen."""
        source = text.encode("utf-8", "surrogatepass")
        if self.place is None:
            self.place = Place(source)
        if self.place.source == source:
            return super().script(text, depth, stdin)
        kept, self.lost = len(self.found), True
        ruling = super().script(text, depth, stdin)
        del self.found[kept:]
        return ruling

    def inside(self, word: Word, call: Call, stdin: Stdin | None = None) -> Ruling:
        """The ruling on a script that is a word of a call."""
        self.nested += 1
        outer, frames = self.place, self.frames
        place = held(outer, word, (frames or [call])[0]) if outer else None
        if place is None:
            kept, self.lost = len(self.found), True
            ruling = super().inside(word, call, stdin)
            del self.found[kept:]
            return ruling
        self.place, self.frames = place, []
        try:
            return self.script(place.source.decode("utf-8", "surrogatepass"), call.depth + 1, stdin)
        finally:
            self.place, self.frames = outer, frames

    def rule(self, call: Call) -> Ruling:
        """The ruling on one call, kept when it runs no other."""
        self.nested += 1
        nested = self.nested
        self.frames.append(call)
        ruling = super().rule(call)
        self.frames.pop()
        if self.nested == nested and call.words and self.place is not None and _in_order(call):
            self.found.append(Found(call, ruling, self.place, (self.frames or [call])[0]))
        return ruling


def held(place: Place, word: Word, holder: Call) -> Place | None:
    """The script that a word holds, None where it cannot be told which signs of the text are its own."""
    raw = place.source[word.start : word.end]
    first, inner = raw[:1], raw[1:-1]
    whole = len(raw) > 1 and first == raw[-1:] and first in (b"'", b'"') and first not in inner
    if whole and (first == b"'" or not any(sign in inner for sign in (b"\\", b"`", b"$("))):
        return Place(inner, place, word.start, word.end, first.decode(), holder)
    if not any(sign in raw for sign in b"'\"\\`$*?["):
        parts = word.text.split(OPAQUE)
        text = raw.decode("utf-8", "surrogatepass")
        if text.startswith(parts[0]) and text.endswith(parts[-1]) and (len(parts) > 1 or text == parts[0]):
            return Place(raw, place, word.start, word.end, "", holder)
        return None
    if word.plain and any(sign in raw for sign in b"'\"\\"):
        return Place(word.text.encode(), place, word.start, word.end, "anew", holder)
    return None


def requoted(place: Place, script: bytes) -> bytes | None:
    """`script` as it must be written where `place` stands, None where that cannot be done."""
    if place.quote == "words":
        return script
    if place.quote == "anew":
        return shlex.quote(script.decode()).encode()
    if place.quote == "'":
        return _quoted(script)
    if place.quote == '"':
        if not any(sign in script for sign in b'"\\`') and script.count(b"$") <= place.source.count(b"$"):
            return b'"' + script + b'"'
        return None if b"$" in place.source else shlex.quote(script.decode()).encode()
    if _BARE.fullmatch(script):
        return script
    return shlex.quote(script.decode()).encode() if _BARE.fullmatch(place.source) else None


def _quoted(script: bytes) -> bytes:
    if b"'" not in script:
        return b"'" + script + b"'"
    if not any(sign in script for sign in b'"$`\\!'):
        return b'"' + script + b'"'
    return shlex.quote(script.decode()).encode()


def span_of(call: Call) -> tuple[int, int]:
    """Where a call stands in its script, with the assignments before it."""
    begins = [value.start - len(name.encode()) - 1 for name, value in call.assignments]
    return min([*begins, call.words[0].start]), max(word.end for word in call.words)


def _in_order(call: Call) -> bool:
    # A word that was split or made up has no place of its own that could be written anew.
    real = [word for word in call.words if word.end]
    return bool(real) and all(one.end <= two.start for one, two in pairwise(real))
