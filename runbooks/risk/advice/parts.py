"""The simple commands of a text, each with what is offered in its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from runbooks.risk.advice.finding import Found, Place, held, requoted, span_of
from runbooks.risk.advice.rewriting import Edit, Rewriter, Withheld, applied
from runbooks.risk.advice.statements import SPOKEN
from runbooks.risk.advice.table import Form, sections
from runbooks.types import Risk

_DELETES: Final = re.compile(
    r"(?:delete|destroy|purge|remove|rm|drop|wipe|terminate|truncate|erase)(?![a-z])"
)


class Part(NamedTuple):
    """A simple command that may change something, and what is offered in its place.

    `drafts` holds by kind the new text, its sentence and the text that tells the value left open.
    `led` is where the words stand that led to them.
    """

    found: Found
    drafts: Mapping[str, tuple[bytes, str, bytes]]
    never: str
    led: tuple[int, int]


def part_of(found: Found) -> Part:
    """What is offered in place of one simple command."""
    spoken = _spoken(found)
    if spoken is not None:
        return spoken
    rewriter = _rewriter(found)
    if rewriter is None:
        return Part(found, {}, _gone(found), _name(found))
    drafts: dict[str, tuple[bytes, str, bytes]] = {}
    never = ""
    for form in rewriter.forms:
        if form.kind in drafts or (form.kind == "never" and never) or not _holds(rewriter, form):
            continue
        if form.kind == "never":
            never = form.says or form.first
            continue
        try:
            first = rewriter.template(form.first) if form.first else b""
            drafts[form.kind] = (rewriter.apply(form), form.says, first)
        except Withheld:
            continue
    return Part(found, drafts, never or _gone(found), rewriter.led)


def _rewriter(found: Found) -> Rewriter | None:
    """The command read as its section says; `docker compose` is one program of two words."""
    call = found.call
    both = f"{call.name}+{call.words[1].text}" if len(call.words) > 1 else ""
    if both in sections():
        name = call.words[0]._replace(end=call.words[1].end)
        found = replace(found, call=replace(call, words=(name, *call.words[2:])))
    section = sections().get(both) or sections().get(call.name)
    return Rewriter(found, section) if section else None


def _gone(found: Found) -> str:
    """The sentence about what a command without a section deletes, else empty."""
    deletes = found.ruling.risk is Risk.RED and any(_DELETES.match(w.text) for w in found.call.words[:5])
    return "What is deleted is gone; only a copy that was kept elsewhere brings it back." if deletes else ""


def _holds(rewriter: Rewriter, form: Form) -> bool:
    try:
        return rewriter.holds(form)
    except Withheld:
        return False


def _spoken(found: Found) -> Part | None:
    """The part of a client that is handed a statement in a word, None for other programs."""
    if found.call.name not in SPOKEN:
        return None
    names, read = SPOKEN[found.call.name]
    script = _statement_of(found, names)
    if script is None:
        return Part(found, {}, _gone(found), _name(found))
    drafts = read(script.source.decode("utf-8", "replace"))
    start, end = span_of(found.call)

    def written(text: str) -> bytes:
        word = requoted(script, text.encode())
        if word is None:
            raise Withheld
        return applied(found.place.source, start, end, [Edit(script.start, script.end, word)])

    made: dict[str, tuple[bytes, str, bytes]] = {}
    for kind, draft in drafts.kinds.items():
        try:
            made[kind] = (written(draft.text), draft.says, written(draft.first) if draft.first else b"")
        except Withheld:
            continue
    return Part(found, made, drafts.never, (script.start, script.end))


def _statement_of(found: Found, names: Sequence[str]) -> Place | None:
    words = found.call.arguments
    if names:
        given = [two for one, two in pairwise(words) if one.text in names and one.end]
        return held(found.place, given[0], found.call) if len(given) == 1 else None
    line = Rewriter(found, sections()["redis-cli"]).line
    if line.strange or not line.operands or any(not word.end for word in line.operands):
        return None
    start, end = line.operands[0].start, line.operands[-1].end
    return Place(found.place.source[start:end], found.place, start, end, "words", found.call)


def _name(found: Found) -> tuple[int, int]:
    return found.call.words[0].start, found.call.words[0].end
