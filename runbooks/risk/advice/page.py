"""The whole text of a command, in which some simple commands are written anew."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from runbooks.risk.advice.finding import Found, Place, requoted, span_of
from runbooks.risk.advice.parts import Part
from runbooks.risk.advice.rewriting import Edit, Withheld, applied
from runbooks.risk.words import Call
from runbooks.types import Span
from runbooks.types.advice import Offer

_HARMLESS: Final = frozenset(("echo", "printf", "sleep", "date", "true", ":", "cd"))
_SET_HERE: Final = re.compile(rb"(?:^|[\s;&|(])(?:for\s+|read\s+(?:-r\s+)?)?([A-Za-z_]\w*)(?:=|\s+in\s)")


class Page:
    """The whole text of a command, in which parts of it are written anew."""

    def __init__(self, text: str, found: Sequence[Found]) -> None:
        self.text, self.found = text, found

    def undo(self, parts: Sequence[Part]) -> Offer | None:
        """The undos of all that changes, the last first; None where one is missing."""
        if any("undo" not in part.drafts for part in parts):
            return None
        texts: list[str] = []
        firsts: list[str] = []
        for part in reversed(parts):
            text = self._alone(part, part.drafts["undo"][0])
            if text is None:
                return None
            first = part.drafts["undo"][2]
            asked = self._alone(part, first) if first else ""
            texts.append(text)
            firsts += [asked] if asked else []
        if len(parts) > 1 and " && ".join(texts) == self.text:
            return None
        says = " ".join(dict.fromkeys(part.drafts["undo"][1] for part in parts))
        return Offer(
            " && ".join(dict.fromkeys(texts)),
            self._span(parts[0]),
            says,
            first=firsts[0] if len(set(firsts)) == 1 else "",
        )

    def _alone(self, part: Part, new: bytes) -> str | None:
        """The changed command without its neighbours, in the wrappers around it."""
        found = part.found
        script: bytes | None = new
        statement, place, inner = found.statement, found.place, span_of(found.call)
        while script is not None:
            if not _stands_alone(place, statement):
                return self._with_neighbours(part, new)
            start, end = span_of(statement)
            script = place.source[start : inner[0]] + script + place.source[inner[1] : end]
            if place.outer is None or place.holder is None:
                return script.decode("utf-8", "replace")
            script = requoted(place, script)
            statement, inner, place = place.holder, (place.start, place.end), place.outer
        return None

    def _with_neighbours(self, part: Part, new: bytes) -> str | None:
        """The whole text with only this command changed, where its neighbours change nothing."""
        others = [one for one in self.found if one is not part.found]
        piped = part.found.call.stdin.kind != "none" or not all(word.end for word in part.found.call.words)
        if piped or any(one.call.name not in _HARMLESS for one in others):
            return None
        return _rendered({id(part.found): (part.found, new)})

    def in_place(self, parts: Sequence[Part], kind: str, *, every: bool) -> Offer | None:
        """The whole text with the parts in this form; with `every` only if each of them has it."""
        chosen = [part for part in parts if kind in part.drafts]
        if not chosen or (every and len(chosen) != len(parts)):
            return None
        kept = {}
        for part in chosen:
            new = part.drafts[kind][0]
            if b" && " in new and (part.found.statement is not part.found.call or len(self.found) > 1):
                return None
            kept[id(part.found)] = (part.found, new)
        text = _rendered(kept)
        if text is None or text == self.text:
            return None
        says = " ".join(dict.fromkeys(part.drafts[kind][1] for part in chosen))
        first = chosen[0].drafts[kind][2] if len(chosen) == 1 else b""
        asked = (self._alone(chosen[0], first) if first else "") or ""
        return Offer(text, self._span(chosen[0]), says, first=asked)

    def _span(self, part: Part) -> Span:
        """The words that led to an offer, in characters of the whole text."""
        (start, end), place = part.led, part.found.place
        while place.outer is not None:
            if place.quote == "anew":
                start, end = place.start, place.end
            else:
                shift = place.start + len(place.quote)
                start, end = start + shift, end + shift
            place = place.outer
        source = place.source
        return Span(*(len(source[:at].decode("utf-8", "ignore")) for at in (start, end)))


def _stands_alone(place: Place, statement: Call) -> bool:
    """True when a statement means the same without what stands before it."""
    start, end = span_of(statement)
    own = place.source[start:end]
    if statement.stdin.kind != "none" or not all(word.end for word in statement.words):
        return False
    before = place.source[:start]
    if re.search(rb"(?:^|[\s;&|(])(?:cd|pushd|source|\.|export|set|alias)\s", before):
        return False
    return not any(re.search(rb"\$\{?" + name + rb"\b", own) for name in set(_SET_HERE.findall(place.source)))


def _rendered(changes: Mapping[int, tuple[Found, bytes]]) -> str | None:
    """The whole text with some simple commands written anew, in the quotes they stand in."""
    edits: dict[Place, list[Edit]] = {}
    for found, new in changes.values():
        edits.setdefault(found.place, []).append(Edit(*span_of(found.call), new))
    try:
        while True:
            place = max(edits, key=_depth)
            script = applied(place.source, 0, len(place.source), edits.pop(place))
            if place.outer is None:
                return script.decode("utf-8", "replace")
            word = requoted(place, script)
            if word is None:
                return None
            edits.setdefault(place.outer, []).append(Edit(place.start, place.end, word))
    except Withheld:
        return None


def _depth(place: Place) -> int:
    return 0 if place.outer is None else 1 + _depth(place.outer)
