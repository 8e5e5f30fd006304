"""Questions before what a text makes conditional: nothing conditional is reached without a person's answer.

A decision that the reader found asks for itself. Every other condition over a command gets a question of its
own, once for all that stands under it in a row, with the way around.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from runbooks.types import Condition, Decision, ParsedCommand, ParsedStep, Span, StepKind


@dataclass(frozen=True)
class Part:
    """A step of the run before its place is known. At most one of the three is there.

    `asks` are the conditions that `decision` or `guard` settles: no answer but yes leads to what they govern.
    """

    step: ParsedStep
    decision: Decision | None = None
    guard: Condition | None = None
    command: ParsedCommand | None = None
    asks: tuple[Condition, ...] = ()
    index: int = 0
    of: int = 1

    @property
    def at(self) -> int:
        """Where it stands in the source."""
        if self.command:
            return self.command.span.start
        return self.decision.span.start if self.decision else self.step.span.start


@dataclass
class _Settled:
    """The conditions that have been asked, for as long as what they govern goes on."""

    conditions: list[Condition] = field(default_factory=list)

    def leave(self, at: int) -> None:
        self.conditions = [one for one in self.conditions if one.until > at]

    def unasked(self, command: ParsedCommand) -> list[Condition]:
        return [one for one in command.when if one not in self.conditions]


def guarded(
    steps: Sequence[ParsedStep], decisions: dict[int, list[Decision]], source: str
) -> Iterator[tuple[ParsedStep, list[Part]]]:
    """Every step with its parts in the order they are met; a note without a decision has none."""
    settled = _Settled()
    for step in steps:
        parts: list[Part] = []
        for part in _ordered(step, decisions.get(step.number, []), source):
            settled.leave(part.at)
            if part.command is not None:
                parts += _questions(step, part.command, settled)
            settled.conditions += part.asks
            parts.append(part)
        yield step, [replace(part, index=index, of=len(parts)) for index, part in enumerate(parts)]


def _questions(step: ParsedStep, command: ParsedCommand, settled: _Settled) -> Iterator[Part]:
    for condition in settled.unasked(command):
        settled.conditions.append(condition)
        yield Part(step, guard=condition, asks=(condition,))


def _ordered(step: ParsedStep, decisions: Sequence[Decision], source: str) -> list[Part]:
    """Decisions before what they guard, after what the text does before it asks."""
    parts = [Part(step, command=command) for command in step.commands]
    for decision in sorted(decisions, key=lambda one: one.span.start, reverse=True):
        asks = tuple(
            dict.fromkeys(one for c in step.commands for one in c.when if _overlap(one.span, decision.span))
        )
        place = next(
            (
                index
                for index, part in enumerate(parts)
                if part.decision is not None
                or (part.command is not None and _waits(part.command, decision, asks, source))
            ),
            len(parts),
        )
        parts.insert(place, Part(step, decision=decision, asks=asks))
    if not parts and step.kind is not StepKind.NOTE:
        parts = [Part(step)]
    return parts


def _waits(command: ParsedCommand, decision: Decision, asks: tuple[Condition, ...], source: str) -> bool:
    """Whether the command comes after the decision: it stands under it, or is not clearly before it."""
    if any(one in asks for one in command.when):
        return True
    between = source[command.span.end : decision.span.start]
    told_before = command.span.end <= decision.span.start and ("\n" in between or ". " in between)
    return not told_before


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
