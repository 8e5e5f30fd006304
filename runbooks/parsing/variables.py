"""Variables: each value the text leaves open, once for all its spellings, and where it stands.

Commands say which there are; prose and tables say what they mean (`examples`).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from re import Match, compile
from typing import Final

from runbooks.parsing.document import Document
from runbooks.parsing.examples import Told, is_dummy, told_of
from runbooks.parsing.kinds import kind_of
from runbooks.types import ParsedCommand, ParsedStep, Span
from runbooks.types.placeholders import (
    DOLLAR,
    MARKED,
    assigned_in,
    canonical,
    marked,
    placeholders_in,
)
from runbooks.types.variables import NAMED, Mention, Quote, Variable, VariableType

_MOST: Final = 200  # variables of one page that are read
_ASSIGNMENT: Final = compile(
    r"(?:^|(?<=[\s;&(]))(?:export\s+)?([A-Za-z_]\w*)="
    r"(?:\"([^\"$`\n]*)\"|'([^'\n]*)'|([^\s;&|$`\"'<>(){}\\]+)(?=[\s;&)]|$))"
)
_ASSIGNED_OR_USED: Final = compile(r"(?<![\w$.-])([A-Za-z_]\w*)(?==)|\$\{?([A-Za-z_]\w*)\}?")
# The first sign is looked for first, then what must not stand before it: most of a page is neither.
_CAPITALS: Final = compile(r"[A-Z](?<![\w$<{-][A-Z])[A-Z0-9]*(?:_[A-Z0-9]+)*(?![\w>}-])")
_BRACKETED: Final = compile(r"\[(?<![\w\]]\[)([A-Za-z][\w -]{0,40})\](?![\w(\[:])")
# Markup that is named like something to fill in.
_TAGS: Final = frozenset(
    ("a", "b", "i", "p", "address", "label", "link", "time", "table", "title", "template", "object")
)


def variables_of(document: Document, steps: Sequence[ParsedStep]) -> tuple[Variable, ...]:
    """The variables of a page in the order they first stand. Linear in its length."""
    found: dict[str, _Found] = {}
    commands = [
        _Placed(document.source, step.number, n, c) for step in steps for n, c in enumerate(step.commands)
    ]
    for command in commands:
        _used(command, found)
    for command in commands:
        _set(command, found)
    told = told_of(document, found, knows_any=bool(found) or "<" in document.source)
    for one in told:
        if one.literal:
            _literal(one, commands, found)
    _around(document.source, steps, commands, found)
    for one in told:
        if one.name in found:
            found[one.name].told(one)
    return tuple(sorted((one.variable() for one in found.values() if one.mentions), key=_first))


def _first(variable: Variable) -> int:
    return variable.mentions[0].span.start


class _Placed:
    """A command with the way from its text back to the source."""

    def __init__(self, source: str, step: int, index: int, command: ParsedCommand) -> None:
        self.source, self.step, self.index, self.command = source, step, index, command
        self._begins: list[tuple[int, int]] | None = None

    def span(self, start: int, end: int) -> Span | None:
        """Where `[start, end)` of the text stands; None where that is no one stretch of the source."""
        begins = self._begins = self._begins or self._lines()
        at, place = begins[bisect_right(begins, (start, len(self.source))) - 1]
        span = Span(place + start - at, place + end - at)
        return span if self.source[span.start : span.end] == self.command.text[start:end] else None

    def mention(self, start: int, end: int) -> Mention | None:
        """That stretch as a mention."""
        span = self.span(start, end)
        return Mention(self.command.text[start:end], span, self.step, self.index) if span else None

    def _lines(self) -> list[tuple[int, int]]:
        begins, at, place = [], 0, self.command.span.start
        for line in self.command.text.split("\n"):
            bare = line.strip()
            found = self.source.find(bare, place, self.command.span.end)
            if found >= 0:
                begins.append((at + len(line) - len(line.lstrip()), found))
                place = found + len(bare)
            at += len(line) + 1
        return begins or [(0, self.command.span.start)]


@dataclass
class _Found:
    """A variable while the page is read."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    default: Quote | None = None
    example: Quote | None = None
    produced_in: int | None = None
    before: str = ""

    def begins_after(self, start: int) -> bool:
        """Whether nothing asks for it before `start`, and no value is written for it."""
        return self.default is None and (not self.mentions or self.mentions[0].span.start > start)

    def told(self, one: Told) -> None:
        """What the text says of it; what a command gives it goes first."""
        self.default = self.default or one.default
        self.example = self.example or one.example

    def variable(self) -> Variable:
        default = self.default if self.produced_in is None else None
        shape = default or self.example
        kind = kind_of(self.name, shape.text if shape else "", self.before)
        secret = kind is VariableType.CREDENTIAL
        mentions: list[Mention] = []
        for one in sorted(self.mentions, key=lambda mention: mention.span.start):
            if not mentions or one.span.start >= mentions[-1].span.end:
                mentions.append(one)
        return Variable(
            self.name,
            kind,
            tuple(mentions),
            None if secret else default,
            None if secret else self.example,
            self.produced_in,
        )


def _used(placed: _Placed, found: dict[str, _Found]) -> None:
    """What the command asks for from outside."""
    text = placed.command.text
    for place in placeholders_in(text):
        if len(found) >= _MOST and place.name not in found:
            continue
        mention = placed.mention(place.start, place.end)
        if mention is None:
            continue
        one = found.setdefault(place.name, _Found(place.name))
        one.mentions.append(mention)
        one.before = one.before or text[max(0, place.start - 60) : place.start]
        if place.default and one.default is None:
            at = place.end - 1 - len(place.default)
            span = placed.span(at, at + len(place.default))
            one.default = Quote(place.default, span) if span else None


def _set(placed: _Placed, found: dict[str, _Found]) -> None:
    """What the command sets: to a value that is written there, or to what it finds out."""
    text = placed.command.text
    mine = assigned_in(text)
    if not mine:
        return
    written = {match[1]: match for match in _ASSIGNMENT.finditer(text)}
    uses: dict[str, list[Match[str]]] = {}
    for match in _ASSIGNED_OR_USED.finditer(text):
        uses.setdefault(match[1] or match[2], []).append(match)
    for name in sorted(mine):
        one = found.get(canonical(name))
        if (
            one is None
            and name.isupper()
            and any(match[2] for match in uses.get(name, ()))
            and len(found) < _MOST
        ):
            one = found[canonical(name)] = _Found(canonical(name), produced_in=placed.step)
        if one is None:
            continue
        value = written.get(name)
        if value is not None:
            group = next(number for number in (2, 3, 4) if value[number] is not None)
            span = placed.span(*value.span(group))
            if span and value[group].strip() and not is_dummy(value[group]) and one.default is None:
                one.default = Quote(value[group], span)
        elif "<" not in text and one.begins_after(placed.command.span.start):
            one.produced_in = one.produced_in or placed.step
        one.mentions += (m for use in uses.get(name, ()) if (m := placed.mention(*use.span())))


def _literal(one: Told, commands: Iterable[_Placed], found: dict[str, _Found]) -> None:
    """ "Replace my-cluster with …": an ordinary word that stands for a value."""
    wanted = compile(rf"(?<![\w.-]){one.literal}(?![\w-])")
    mentions = [
        mention
        for placed in commands
        if one.spelled in placed.command.text
        for match in wanted.finditer(placed.command.text)
        if (mention := placed.mention(*match.span()))
    ]
    if mentions and len(found) < _MOST:
        found.setdefault(one.name, _Found(one.name)).mentions.extend(mentions)


def _around(
    source: str, steps: Sequence[ParsedStep], commands: Sequence[_Placed], found: dict[str, _Found]
) -> None:
    """Where the variables stand outside the commands; and those that only the words of a step name."""
    taken = sorted((placed.command.span.start, placed.command.span.end) for placed in commands)
    starts = [start for start, _ in taken]
    begins = [step.span.start for step in steps]

    def place(match: Match[str], name: str, *, opens: bool = False) -> None:
        at = bisect_right(starts, match.start()) - 1
        if at >= 0 and match.start() < taken[at][1]:
            return
        number = bisect_right(begins, match.start())
        within = number > 0 and match.start() < steps[number - 1].span.end
        if name not in found and not (opens and within and len(found) < _MOST):
            return
        mention = Mention(match[0], Span(*match.span()), number if within else None)
        found.setdefault(name, _Found(name)).mentions.append(mention)

    _scan(source, place, found)


def _scan(source: str, place: Callable[..., None], found: dict[str, _Found]) -> None:
    for match in MARKED.finditer(source) if "<" in source or "{{" in source else ():
        if name := marked(match, templated=True):
            quoted = source[match.start() - 1 : match.start()] == "`" == source[match.end() : match.end() + 1]
            thing = name.lower().replace("-", "_").rpartition("_")[2] in NAMED
            place(match, canonical(name), opens=quoted or (thing and name.lower() not in _TAGS))
    if not found:
        return
    for match in DOLLAR.finditer(source) if "$" in source else ():
        place(match, canonical(match[1] or match[3]))
    for match in _CAPITALS.finditer(source):
        ticked = source[match.start() - 1 : match.start()] == "`" or "_" in match[0]
        if ticked or any(one.text == match[0] for one in _spelled(found, canonical(match[0]))):
            place(match, canonical(match[0]))
    for match in _BRACKETED.finditer(source):
        place(match, canonical(match[1]))


def _spelled(found: dict[str, _Found], name: str) -> Iterator[Mention]:
    return iter(found[name].mentions[:4]) if name in found else iter(())
