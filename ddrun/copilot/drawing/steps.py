"""Steps as shapes of the strip, as rows, and as output."""

from typing import Final
from uuid import UUID

from ddrun.copilot.fragments import Line, Log, Mark, Row
from execution.queries.board import RunView, StripItem
from execution.queries.cards import AttemptView, StepView
from execution.types import AttemptStatus, StepStatus
from runbooks.types import Risk, StepKind

# What fits a screen several times over; the rest is one click away.
SHOWN_LINES: Final = 400
_RESULT: Final = 90
_SHORT_ANSWER: Final = 400
SYMBOLS: Final = {StepStatus.DONE: "check", StepStatus.SKIPPED: "skip", StepStatus.BY_HAND: "hand"}
TROUBLE: Final = frozenset({StepStatus.FAILED, StepStatus.STOPPED, StepStatus.BURIED, StepStatus.UNKNOWN})
OVER: Final = frozenset({StepStatus.DONE, StepStatus.SKIPPED, StepStatus.BY_HAND})
_WORDS: Final = {
    StepStatus.READY: "later",
    StepStatus.WAITING: "waits for an approval",
    StepStatus.SENT: "is being sent",
    StepStatus.RUNNING: "running",
}


def mark(item: StripItem) -> Mark:
    """The step as a shape of the strip."""
    words = _WORDS.get(item.status, str(item.status))
    if item.is_current and item.status is StepStatus.READY:
        words = "waiting for you"
    return Mark(item.label, item.title, _shape(item), _state(item), words, _anchor(item))


def _anchor(item: StripItem) -> str:
    return "now" if item.is_current else f"step-{item.step_id.hex}"


def _shape(item: StripItem) -> str:
    if item.kind is StepKind.DECISION:
        return "decision"
    return item.risk.css if item.kind is StepKind.COMMAND else "hand"


def _state(item: StripItem) -> str:
    if item.status in (StepStatus.DONE, StepStatus.BY_HAND):
        return "done"
    if item.status is StepStatus.SKIPPED:
        return "passed"
    if item.status in TROUBLE:
        return "failed"
    return "now" if item.is_current else "later"


def over_row(run: RunView, step: StepView) -> Row:
    """A step that is behind us, with what came of it."""
    attempt = step.attempt
    return Row(
        id=step.id.hex,
        label=step.label,
        title=step.title,
        risk=step.risk if step.command else None,
        says=_how_it_ended(run, step),
        over=True,
        symbol="branch" if step.chosen else SYMBOLS[step.status],
        result=_result(step),
        in_words=bool(step.chosen) or step.status is StepStatus.SKIPPED,
        seconds=attempt.seconds if attempt and step.status is StepStatus.DONE else None,
        command=step.attempt.command if step.attempt else step.command,
        log=log_of(run.id, attempt) if attempt and (attempt.tail or attempt.received) else None,
        notes=_notes(step),
    )


def _result(step: StepView) -> str:
    if step.chosen:
        return step.chosen
    if step.status is StepStatus.SKIPPED:
        return step.skip_reason
    if step.status is StepStatus.BY_HAND:
        return step.hand_note.strip().splitlines()[-1] if step.hand_note.strip() else ""
    return said(step.attempt) if step.attempt else ""


def said(attempt: AttemptView) -> str:
    """What an attempt printed, in one line: its last telling line, or a short structured answer whole."""
    tail = attempt.tail.strip()
    if tail[:1] in ("{", "[") and len(tail) < _SHORT_ANSWER:
        line = " ".join(tail.split())
    else:
        telling = [line for line in tail.splitlines() if any(sign.isalnum() for sign in line)]
        line = telling[-1].strip() if telling else attempt.result
    return line if len(line) <= _RESULT else f"{line[: _RESULT - 1]}…"


def _how_it_ended(run: RunView, step: StepView) -> str:
    word = step.risk.word if step.command else ""
    if step.chosen:
        return f"decided by {step.settled_by}"
    if step.status is StepStatus.SKIPPED:
        return f"{word}, skipped" if word else "skipped"
    if step.status is StepStatus.BY_HAND:
        return f"{word}, by hand" if word else f"done by {step.settled_by}"
    if not step.attempt:
        return word
    if step.attempt.by_itself:
        return f"{word}, ran by itself"
    return f"{word}, run by {step.attempt.sent_by}"


def _notes(step: StepView) -> tuple[str, ...]:
    attempt = step.attempt
    said = []
    if step.edited_from:
        said.append(f"Edited; the runbook says: {step.edited_from}")
    if step.hand_note:
        said.append(f"By hand: {step.hand_note}")
    if attempt:
        said.append(f"On {attempt.target}, exit {attempt.exit_code}, digest {attempt.digest[:12]}")
    if len(step.attempts) > 1:
        said.append(f"{len(step.attempts)} attempts")
    return tuple(said)


def next_row(step: StepView) -> Row:
    """A step that is not reached yet."""
    says = step.risk.word if step.command else "Decision" if step.branches else "By hand"
    if step.forbidden:
        says = "Forbidden here"
    elif step.command and step.risk is Risk.RED:
        says = "Danger, 2 people"
    return Row(
        id=step.id.hex,
        label=step.label,
        title=step.title,
        risk=step.risk if step.command else None,
        says=says,
        over=False,
    )


def log_id(attempt: AttemptView) -> str:
    """The id on the page of what the attempt printed."""
    return f"log-{attempt.id.hex}"


def log_of(run_id: UUID, attempt: AttemptView) -> Log:
    """The tail of what an attempt printed."""
    text = attempt.tail.removesuffix("\n")
    every = text.split("\n") if text else []
    cut = max(0, len(every) - SHOWN_LINES)
    failed = attempt.status in (AttemptStatus.FAILED, AttemptStatus.UNKNOWN)
    return Log(
        id=log_id(attempt),
        head=attempt.command.splitlines()[0],
        lines=tuple(
            Line(number, line, error=failed and looks_wrong(line))
            for number, line in enumerate(every[cut:], start=cut + 1)
        ),
        live=attempt.status in (AttemptStatus.SENT, AttemptStatus.RUNNING),
        hidden_lines=cut,
        more_href=f"/runs/{run_id}/output/{attempt.id}/" if attempt.received else "",
        missing=_missing(attempt),
        bytes=attempt.received,
    )


def _missing(attempt: AttemptView) -> str:
    if attempt.dropped:
        return f"{attempt.dropped} bytes are missing: the agent's disk had no room for them."
    if attempt.total is not None and attempt.received < attempt.total:
        return f"{attempt.total - attempt.received} bytes have not arrived yet."
    if attempt.output_matches is False:
        return "What arrived differs from what the agent counted. Read it with care."
    return ""


def looks_wrong(line: str) -> bool:
    """Whether a line of a failed command is the one to read first."""
    low = line.lower()
    return any(
        word in low for word in ("error", "fatal", "denied", "refused", "not found", "cannot", "failed")
    )
