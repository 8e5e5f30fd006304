"""The way back, tied to what it undoes: by its own words, the same thing, its heading, or its place."""

from collections import deque
from collections.abc import Iterator, Sequence
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.resources import touched_by
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import ParsedRunbook, ParsedStep, Risk, Span, StepRole, Undoing

# A verb and the one that takes it back.
_PAIRS: Final = (
    "cordon uncordon", "drain uncordon", "stop start", "disable enable", "pause resume", "suspend resume",
    "detach attach", "remove add", "delete create", "delete apply", "uninstall install", "block unblock",
    "lock unlock", "mask unmask", "unmount mount", "umount mount", "off on", "false true", "close open",
    "depool repool", "deregister register", "disconnect connect", "down up", "hold unhold", "freeze unfreeze",
    "silence expire", "taint untaint", "demote promote", "exclude include", "deactivate activate",
    "rm restore",
    "drop restore", "revoke grant", "upgrade rollback", "restart undo", "swapoff swapon",
)  # fmt: skip
_OTHER: Final[dict[str, set[str]]] = {}
for _pair in _PAIRS:
    _one, _two = _pair.split()
    _OTHER.setdefault(_one, set()).add(_two)
    _OTHER.setdefault(_two, set()).add(_one)
_NUMBERED: Final = compile(
    r"(?:undo(?:es|ing)?|revert(?:s|ing)?|roll(?:s|ing)?[- ]?back|rollback|back(?:s|ing)? out|reverses?"
    r"|deshac\w+"
    r"|reviert\w*|revertir|rückgängig|macht|annul\w+|desfa\w+|reverte\w*|取り消|元に戻|ロールバック|撤销|回滚)"
    r".{0,40}?\b(?:steps?|pasos?|schritte?s?|étapes?|passos?|etapas?)\s*#?(\d{1,3})(?:\s*(?:[-–]|to|bis"
    r"|a|à|até)\s*(\d{1,3}))?"
    r"|(?:steps?|pasos?|schritte?|étapes?|passos?)\s*#?(\d{1,3}).{0,20}?(?:rückgängig|undone|reverted"
    r"|rolled back)"
    r"|(?:手順|ステップ|步骤|第)\s*(\d{1,3}).{0,10}?(?:取り消|元に戻|ロールバック|撤销|回滚)",
    IGNORECASE,
)
_LABEL: Final = compile(r"(\d{1,3})[.)]\s*$")
_WORD: Final = compile(r"[a-z]{2,}")
_MOST: Final = 100  # steps that one sentence can undo by their numbers


def undoings_of(parsed: ParsedRunbook, tongues: tuple[Tongue, ...]) -> tuple[Undoing, ...]:
    """What undoes which step, each pair once, in order; only steps that change something are undone."""
    changing = [s for s in parsed.steps if s.role is not StepRole.ROLLBACK and changes(s, tongues)]
    back = [step for step in parsed.steps if step.role is StepRole.ROLLBACK]
    if not changing or not back:
        return ()
    ties = _Ties(parsed, changing)
    found: dict[tuple[int, int], Undoing] = {}
    for block in _blocks(back):
        exact = [one for step in block for one in ties.exactly(step)]
        for one in exact or ties.roughly(block, tongues):
            found.setdefault((one.step, one.by), one)
    return tuple(found[key] for key in sorted(found))


def changes(step: ParsedStep, tongues: tuple[Tongue, ...]) -> bool:
    """Whether the step changes anything: a command that is not proven to read only, or an order to change."""
    if step.commands:
        return any(c.verdict is None or c.verdict.risk is not Risk.GREEN for c in step.commands)
    return opens_with_verb(step.text, tongues, state=True)


def _blocks(back: Sequence[ParsedStep]) -> Iterator[list[ParsedStep]]:
    """Rollback steps that stand in a row under one heading."""
    block: list[ParsedStep] = []
    for step in back:
        if block and (step.number != block[-1].number + 1 or step.path != block[-1].path):
            yield block
            block = []
        block.append(step)
    if block:
        yield block


class _Ties:
    """The steps that change something, found by number, by what they touch and by their heading."""

    def __init__(self, parsed: ParsedRunbook, changing: Sequence[ParsedStep]) -> None:
        self._source, self._title = parsed.source, parsed.title
        self._changing = changing
        self._by_number = {step.number: step for step in changing}
        self._by_label: dict[int, ParsedStep] = {}
        self._by_thing: dict[str, deque[ParsedStep]] = {}
        self._by_verb: dict[tuple[str, str], deque[ParsedStep]] = {}
        for step in changing:
            before = parsed.source[max(0, step.span.start - 8) : step.span.start]
            if match := _LABEL.search(before):
                self._by_label.setdefault(int(match[1]), step)
            for command in step.commands:
                for thing in touched_by(command).things:
                    self._by_thing.setdefault(thing, deque()).append(step)
                words = command.text.lower().split()
                for verb in {word for word in words[:40] if word in _OTHER}:
                    self._by_verb.setdefault((words[0], verb), deque()).append(step)

    def exactly(self, back: ParsedStep) -> Iterator[Undoing]:
        """By "undo step 3", or by a command that takes back the other on the same thing."""
        text = self._source[back.span.start : back.span.end]
        numbered = False
        for match in _NUMBERED.finditer(text[:5_000]):
            span = Span(back.span.start + match.start(), back.span.start + match.end())
            first = int(next(group for group in (match[1], match[3], match[4]) if group))
            for number in range(first, min(int(match[2] or first), first + _MOST) + 1):
                if step := self._labelled(number, back):
                    numbered = True
                    yield Undoing(step.number, back.number, f"It says so: “{match[0]}”.", span)
        if not numbered:
            yield from self._same_thing(back)

    def _labelled(self, number: int, back: ParsedStep) -> ParsedStep | None:
        step = self._by_label.get(number) if self._by_label else self._by_number.get(number)
        return step if step is not None and step.number < back.number else None

    def _same_thing(self, back: ParsedStep) -> Iterator[Undoing]:
        for command in back.commands:
            touched = touched_by(command)
            for thing in sorted(touched.things):
                for step in self._before(self._by_thing.get(thing, deque()), back):
                    yield Undoing(step.number, back.number, f"Both concern {thing}.", command.span)
            words = command.text.lower().split()
            for verb in sorted({word for word in words[:40] if word in _OTHER}):
                for other in sorted(_OTHER[verb]):
                    for step in self._before(self._by_verb.get((words[0], other), deque()), back):
                        theirs = {thing for one in step.commands for thing in touched_by(one).things}
                        if not (theirs and touched.things) or theirs & touched.things:
                            why = f"“{verb}” takes back “{other}” of {words[0]}."
                            yield Undoing(step.number, back.number, why, command.span)

    @staticmethod
    def _before(steps: deque[ParsedStep], back: ParsedStep) -> Iterator[ParsedStep]:
        """Those of a list that come before; each is taken back once, so they leave the list."""
        while steps and steps[0].number < back.number:
            yield steps.popleft()

    def roughly(self, block: Sequence[ParsedStep], tongues: tuple[Tongue, ...]) -> Iterator[Undoing]:
        """By the heading around it, or else all that changes something in the section it follows."""
        first = next((step for step in block if changes(step, tongues)), block[0])
        around = first.path[:-1]
        before = [step for step in self._changing if step.number < first.number]
        if not before:
            return
        titled = around == (self._title,)
        nested = [s for s in before if around and not titled and s.path[: len(around)] == around]
        own = [step for step in before if step.path == first.path]
        if own:
            named, why = own[-1:], "It stands right behind it and says no other step."
        elif nested:
            named, why = nested, f"Both stand under “{around[-1]}”."
        else:
            named = [step for step in before if step.path == before[-1].path]
            title = before[-1].section
            why = f"It follows “{title}” and names no step." if title else "It follows and names no step."
        span = Span(first.span.start, first.span.start + len(first.title))
        for step in named:
            yield Undoing(step.number, first.number, why, self._within(first, span))

    @staticmethod
    def _within(step: ParsedStep, span: Span) -> Span:
        return Span(span.start, min(span.end, step.span.end))
