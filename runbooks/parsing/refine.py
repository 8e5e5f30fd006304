"""Holds a model's proposal against the source, and against what was read without a model.

Nothing gets in whose words do not stand in the source (law 1), and no risk gets lower (law 2). What is left
is a list of changes; each waits for a person.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from runbooks.parsing.folded import Folded, as_title
from runbooks.parsing.proposal import Proposal
from runbooks.parsing.suggesting import drafted_step
from runbooks.types import (
    Branch,
    Change,
    ChangeKind,
    Decision,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Refinement,
    Risk,
    Span,
    StepKind,
    Verdict,
)


def refinement(parsed: ParsedRunbook, proposal: Proposal) -> Refinement:
    """What of the proposal is grounded and new, in document order; the rest is counted."""
    folded = Folded.of(parsed.source)
    grounded: list[Change] = []
    dropped = 0
    for change in _proposed(parsed, proposal, folded):
        if change is None:
            dropped += 1
        else:
            grounded.append(change)
    if proposal.title and not parsed.title:
        title = as_title(proposal.title)
        grounded.append(Change(ChangeKind.TITLE, Span(0, 0), after=title))
    new = [change for change in dict.fromkeys(grounded) if _says_something_new(parsed, change)]
    return Refinement(tuple(sorted(new, key=lambda one: (one.span.start, one.kind))), dropped)


def applied(parsed: ParsedRunbook, changes: Collection[Change]) -> ParsedRunbook:
    """The runbook with those changes made; steps are numbered anew and decisions follow them."""
    title = next((one.after for one in changes if one.kind is ChangeKind.TITLE), parsed.title)
    steps = [_changed(step, changes) for step in parsed.steps]
    steps += [_new_step(one, parsed) for one in changes if one.kind is ChangeKind.STEP]
    steps += [drafted_step(one, parsed) for one in changes if one.kind is ChangeKind.DRAFT]
    # What was drafted follows the words that led to it.
    steps.sort(key=lambda step: (step.span.start, _is_drafted(step), step.number))
    moved = {step.number: number for number, step in enumerate(steps, start=1) if step.number}
    return replace(
        parsed,
        title=title,
        steps=tuple(replace(step, number=number) for number, step in enumerate(steps, start=1)),
        decisions=tuple(_moved(decision, moved) for decision in parsed.decisions),
    )


def _proposed(parsed: ParsedRunbook, proposal: Proposal, folded: Folded) -> Iterator[Change | None]:
    for step in proposal.steps:
        span = folded.find(step.quote)
        title = as_title(step.title or step.quote)
        # A title may only use the source's own words, or a page could speak through the model.
        grounded = span and _words(title) <= _words(parsed.source[span.start : span.end])
        yield Change(ChangeKind.STEP, span, after=title) if span and grounded else None
    for asked in proposal.questions:
        span = folded.find(asked.quote)
        yield Change(ChangeKind.QUESTION, span, after=asked.question) if span and asked.question else None
    for raised in proposal.risks:
        span = folded.find(raised.quote)
        yield Change(ChangeKind.RISK, span, after=raised.risk.value, why=raised.why) if span else None


def _says_something_new(parsed: ParsedRunbook, change: Change) -> bool:
    match change.kind:
        case ChangeKind.STEP:
            return not any(_touch(step.span, change.span) for step in parsed.steps)
        case ChangeKind.QUESTION:
            return any(_touch(step.span, change.span) and not step.vague for step in parsed.steps)
        case ChangeKind.RISK:
            commands = (command for step in parsed.steps for command in step.commands)
            return any(
                _touch(command.span, change.span) and _rank(command) < Risk(change.after).rank
                for command in commands
            )
        case ChangeKind.TITLE | ChangeKind.DRAFT:
            return True


def _changed(step: ParsedStep, changes: Collection[Change]) -> ParsedStep:
    vague = step.vague
    commands = step.commands
    for change in changes:
        if not _touch(step.span, change.span):
            continue
        if change.kind is ChangeKind.QUESTION and not vague:
            vague = change.after
        if change.kind is ChangeKind.RISK:
            commands = tuple(_raised(command, change) for command in commands)
    return replace(step, vague=vague, commands=commands)


def _raised(command: ParsedCommand, change: Change) -> ParsedCommand:
    risk = Risk(change.after)
    if not _touch(command.span, change.span) or _rank(command) >= risk.rank:
        return command
    before = command.verdict or Verdict(Risk.YELLOW, ())
    reason = f"Raised by a model and accepted by a person: {change.why or 'no reason given'}"
    # A pinned form or a dry run belongs to the lower verdict and is not carried over.
    return replace(command, verdict=Verdict(risk, (reason, *before.reasons), before.words, before.undo))


def _new_step(change: Change, parsed: ParsedRunbook) -> ParsedStep:
    text = parsed.source[change.span.start : change.span.end]
    return ParsedStep(0, change.after, text, change.span, StepKind.MANUAL)


def _is_drafted(step: ParsedStep) -> bool:
    return any(command.drafted for command in step.commands) and not step.number


def _moved(decision: Decision, moved: dict[int, int]) -> Decision:
    branches = tuple(
        Branch(
            branch.label, moved.get(branch.goto, branch.goto) if isinstance(branch.goto, int) else branch.goto
        )
        for branch in decision.branches
    )
    return replace(decision, step=moved.get(decision.step, decision.step), branches=branches)


def _rank(command: ParsedCommand) -> int:
    return (command.verdict.risk if command.verdict else Risk.YELLOW).rank


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
