"""A parsed runbook becomes the steps of a run: one question or one command each, in order.

Positions count from 1. A note asks nothing of anybody, so it is no step of a run: it is shown as the
warning of the step that follows it. Where a decision stands at a step with commands, it is frozen before
them, and the way around them leads to the next step.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from runbooks.types import (
    Branch,
    Decision,
    FrozenStep,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Risk,
    Span,
    StepKind,
)
from runbooks.types.placeholders import placeholders_in

_OTHERWISE: Final = "otherwise"


@dataclass(frozen=True)
class _Part:
    """A step of the run before its place is known."""

    step: ParsedStep
    decision: Decision | None = None
    command: ParsedCommand | None = None
    index: int = 0
    of: int = 1


def freeze(parsed: ParsedRunbook) -> tuple[FrozenStep, ...]:
    """The steps of a run of `parsed`."""
    decisions: dict[int, list[Decision]] = {}
    for decision in parsed.decisions:
        decisions.setdefault(decision.step, []).append(decision)
    parts: list[_Part] = []
    warnings: dict[int, str] = {}
    kept = ""
    for step in parsed.steps:
        here = _parts(step, decisions.get(step.number, []))
        if not here:
            kept = f"{kept}\n{step.text or step.title}".strip()
            continue
        warnings[step.number] = "\n".join(text for text in (kept, step.warning) if text)
        kept = ""
        parts += here
    ways = _Ways(parts)
    lines = _line_starts(parsed.source)
    return tuple(
        _frozen(part, position, ways, lines, warnings[part.step.number])
        for position, part in enumerate(parts, start=1)
    )


def variables(steps: Sequence[FrozenStep]) -> tuple[str, ...]:
    """What the commands leave to be filled in, each once, in order: lower case with underscores."""
    places = (place for step in steps for place in placeholders_in(step.command))
    return tuple(dict.fromkeys(place.name for place in places))


class _Ways:
    """Where a branch leads, as positions."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self.first: dict[int, int] = {}
        self.command: dict[int, int] = {}
        for position, part in enumerate(parts, start=1):
            self.first.setdefault(part.step.number, position)
            if part.command:
                self.command.setdefault(part.step.number, position)
        self._numbers = sorted(self.first)

    def of(self, decision: Decision) -> tuple[Branch, ...]:
        """The ways out of `decision`, the one around its own commands too."""
        own = self.command.get(decision.step)
        branches = tuple(self._branch(branch, decision.step) for branch in decision.branches)
        if own is not None and all(branch.goto in (None, own) for branch in branches):
            return (*branches, Branch(_OTHERWISE, self._after(decision.step)))
        # A text that says only what to do when it is so still asks whether it is.
        return (*branches, Branch(_OTHERWISE, None)) if len(branches) == 1 else branches

    def _branch(self, branch: Branch, here: int) -> Branch:
        if not isinstance(branch.goto, int):
            return branch
        if branch.goto == here:
            return replace(branch, goto=self.command.get(here))
        # A step that asks nothing was left out; the way goes on at the one after it.
        later = bisect_right(self._numbers, branch.goto - 1)
        return replace(branch, goto=self.first[self._numbers[later]] if later < len(self._numbers) else "end")

    def _after(self, number: int) -> int | str:
        later = bisect_right(self._numbers, number)
        return self.first[self._numbers[later]] if later < len(self._numbers) else "end"


def _parts(step: ParsedStep, decisions: Sequence[Decision]) -> list[_Part]:
    parts = [_Part(step, decision=decision) for decision in decisions]
    parts += [_Part(step, command=command) for command in step.commands]
    if not parts and step.kind is not StepKind.NOTE:
        parts = [_Part(step)]
    return [replace(part, index=index, of=len(parts)) for index, part in enumerate(parts)]


def _frozen(part: _Part, position: int, ways: _Ways, lines: Sequence[int], warning: str) -> FrozenStep:
    step, command, decision = part.step, part.command, part.decision
    span = command.span if command else decision.span if decision else step.span
    frozen = FrozenStep(
        position=position,
        label=str(step.number) if part.of == 1 else f"{step.number}.{part.index + 1}",
        title=_question(decision.condition) if decision else step.title,
        text=step.text,
        kind=StepKind.DECISION if decision else StepKind.COMMAND if command else _by_hand(step.kind),
        span=step.span,
        lines=_lines(span if part.of > 1 else step.span, lines),
        vague=step.vague or "",
        warning=warning if part.index == 0 else "",
        expected=step.expected if part.index == part.of - 1 else "",
        branches=ways.of(decision) if decision else (),
    )
    return _with_command(frozen, command) if command else frozen


def _with_command(frozen: FrozenStep, command: ParsedCommand) -> FrozenStep:
    verdict = command.verdict
    return replace(
        frozen,
        command=command.text,
        command_span=command.span,
        language=command.language,
        # Not judged is not proven.
        risk=verdict.risk if verdict else Risk.YELLOW,
        reasons=verdict.reasons if verdict else ("It was not judged.",),
        undo=(verdict.undo if verdict else None) or "",
        drafted=command.drafted,
    )


def _question(condition: str) -> str:
    """A condition, asked: "the lag is above 300 s" becomes "The lag is above 300 s?"."""
    asked = condition.strip().rstrip(".,:;")
    return f"{asked[:1].upper()}{asked[1:]}" + ("" if asked.endswith("?") else "?")


def _by_hand(kind: StepKind) -> StepKind:
    """A decision without a way out, or a command nobody found, is a person's to do."""
    return StepKind.MANUAL if kind is StepKind.COMMAND else kind


def _line_starts(source: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\n", source))]


def _lines(span: Span, starts: Sequence[int]) -> tuple[int, int]:
    """First and last line of `span`, counted from 1."""
    return bisect_right(starts, span.start), bisect_right(starts, max(span.start, span.end - 1))
