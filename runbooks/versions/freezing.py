"""A parsed runbook becomes the steps of a run: one question or one command each, in order.

Positions count from 1. A note asks nothing of anybody, so it is no step of a run: it is shown as the
warning of the step that follows it. Where a decision stands at a step with commands, it is frozen before
them, and the way around them leads to the next step. A condition that nobody asks for is asked too.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from runbooks.types import (
    Decision,
    FrozenStep,
    ParsedCommand,
    ParsedRunbook,
    Risk,
    Span,
    StepKind,
)
from runbooks.types.placeholders import placeholders_in, stand_ins
from runbooks.versions.guards import Part, guarded
from runbooks.versions.stand_ins import words_that_stand_in
from runbooks.versions.ways import Ways


def freeze(parsed: ParsedRunbook) -> tuple[FrozenStep, ...]:
    """The steps of a run of `parsed`."""
    decisions: dict[int, list[Decision]] = {}
    for decision in parsed.decisions:
        decisions.setdefault(decision.step, []).append(decision)
    parts: list[Part] = []
    warnings: dict[int, str] = {}
    kept = ""
    words = words_that_stand_in(parsed)
    for step, here in guarded(parsed.steps, decisions, parsed.source):
        if not here:
            kept = f"{kept}\n{step.text or step.title}".strip()
            continue
        warnings[step.number] = "\n".join(text for text in (kept, step.warning) if text)
        kept = ""
        parts += here
    ways = Ways(parts)
    lines = _line_starts(parsed.source)
    return tuple(
        _to_fill(_frozen(part, position, ways, lines, warnings[part.step.number]), words)
        for position, part in enumerate(parts, start=1)
    )


def variables(steps: Sequence[FrozenStep]) -> tuple[str, ...]:
    """What the commands leave to be filled in, each once, in order: lower case with underscores."""
    places = (place for step in steps for place in sorted((*placeholders_in(step.command), *step.stand_ins)))
    return tuple(dict.fromkeys(place.name for place in places))


def _to_fill(frozen: FrozenStep, words: Mapping[str, str]) -> FrozenStep:
    return replace(frozen, stand_ins=stand_ins(frozen.command, words)) if frozen.command else frozen


def _frozen(part: Part, position: int, ways: Ways, lines: Sequence[int], warning: str) -> FrozenStep:
    step, command, asked = part.step, part.command, part.decision or part.guard
    span = command.span if command else asked.span if asked else step.span
    frozen = FrozenStep(
        position=position,
        label=str(step.number) if part.of == 1 else f"{step.number}.{part.index + 1}",
        title=_question(ways.words(position)) if asked else step.title,
        text=step.text,
        kind=StepKind.DECISION if asked else StepKind.COMMAND if command else _by_hand(step.kind),
        span=step.span,
        lines=_lines(span if part.of > 1 else step.span, lines),
        vague=step.vague or "",
        warning=warning if part.index == 0 else "",
        expected=step.expected if part.index == part.of - 1 else "",
        branches=ways.of(position) if asked else (),
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
