"""What a person does with a step instead of running it: skip, by hand, decide a branch, try again."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from compliance.types import Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, Refusal
from execution.actions.advance import advance
from execution.actions.approve import void_approval
from execution.actions.turn import MOVED_ON, Press, Turn, take_turn, to_status
from execution.machine.plan import current, way
from execution.machine.states import NEEDS_A_PERSON
from execution.models import StepRun
from execution.queries.planning import planned_step
from execution.types import StepStatus

_NOTE_CHARACTERS: Final = 200_000


@transaction.atomic
def skip_step(run_id: UUID, step_id: UUID, *, by: Member, press: Press, reason: str) -> None:
    """The driver leaves a step out and says why; steps ahead may be skipped too."""
    if not reason.strip():
        raise Refusal("Say why the step is skipped: the next reader needs it.")
    turn = take_turn(run_id, by=by, act="skip step", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = turn.step(step_id)
        void_approval(move, step, f"{by.name} skipped the step", by=turn.actor)
        _settle(turn, step, StepStatus.SKIPPED)
        step.skip_reason = reason.strip()[:1000]
        step.save()
        text = f"{by.name} skipped step {step.label}: {step.skip_reason}"
        move.note(Kind.STEP_SKIPPED, text, by=turn.actor, step=step, reason=step.skip_reason)
        advance(move)


@transaction.atomic
def do_by_hand(run_id: UUID, step_id: UUID, *, by: Member, press: Press, note: str = "") -> None:
    """The driver did the step elsewhere; `note` is what came out, pasted."""
    turn = take_turn(run_id, by=by, act="by hand", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = _the_current(turn, step_id)
        if step.branches:
            raise Conflict(f"Step {step.label} is a decision: choose one of its branches.")
        void_approval(move, step, f"{by.name} did the step by hand", by=turn.actor)
        _settle(turn, step, StepStatus.BY_HAND)
        step.hand_note = note.replace("\0", "\ufffd")[:_NOTE_CHARACTERS]
        step.save()
        text = f"{by.name} did step {step.label} by hand."
        move.note(Kind.STEP_BY_HAND, text, by=turn.actor, step=step, note=step.hand_note[:2000])
        advance(move)


@transaction.atomic
def decide_branch(
    run_id: UUID, step_id: UUID, *, by: Member, press: Press, branch: int, note: str = ""
) -> None:
    """The driver takes branch number `branch` (from 0) of a decision; what it leaves out is skipped."""
    turn = take_turn(run_id, by=by, act="decide branch", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = _the_current(turn, step_id)
        if not 0 <= branch < len(step.branches):
            raise Conflict(f"Step {step.label} has no such branch.")
        taken = step.branches[branch]
        _settle(turn, step, StepStatus.BY_HAND)
        step.chosen = str(taken["label"])[:500]
        step.hand_note = note.replace("\0", "\ufffd")[:_NOTE_CHARACTERS]
        step.save()
        text = f"{by.name} decided step {step.label}: {step.chosen}."
        move.note(Kind.DECISION_TAKEN, text, by=turn.actor, step=step, branch=step.chosen)
        _go(turn, step, taken["goto"])
        advance(move)


@transaction.atomic
def retry_step(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> None:
    """A step that failed, was stopped, buried or lost is ready again: a new attempt, asked anew."""
    turn = take_turn(run_id, by=by, act="retry step", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = _the_current(turn, step_id)
        if step.status not in NEEDS_A_PERSON:
            raise Conflict(f"Step {step.label} is {step.status}; there is nothing to try again.")
        before = step.status
        to_status(step, StepStatus.READY)
        step.save()
        text = f"{by.name} made step {step.label} ready for another try."
        move.note(Kind.STEP_CHANGED, text, by=turn.actor, step=step, before=str(before))


def _the_current(turn: Turn, step_id: UUID) -> StepRun:
    rows = StepRun.objects.filter(organisation_id=turn.run.organisation_id, run=turn.run)
    steps = list(rows.order_by("order"))
    now = current([planned_step(step) for step in steps])
    step = next((one for one in steps if now is not None and one.order == now.order), None)
    if step is None or step.id != step_id:
        turn.step(step_id)  # not there at all is another answer than not current
        raise Conflict(MOVED_ON)
    return step


def _settle(turn: Turn, step: StepRun, to: StepStatus) -> None:
    to_status(step, to)
    step.settled_at = turn.move.at
    step.settled_by_name = turn.by.name


def _go(turn: Turn, decision: StepRun, goto: int | str | None) -> None:
    """Skips what the branch leaves out, or lays the steps it goes back to once more after the decision."""
    rows = StepRun.objects.filter(organisation_id=turn.run.organisation_id, run=turn.run)
    steps = list(rows.order_by("order"))
    led = way([planned_step(step) for step in steps], planned_step(decision), goto)
    for step in steps:
        if step.order in led.skip:
            void_approval(turn.move, step, "the branch left it out")
            _settle(turn, step, StepStatus.SKIPPED)
            step.skip_reason = f"Left out by the decision in step {decision.label}: {decision.chosen}"[:1000]
            step.save()
    if led.repeat:
        rows.filter(order__gt=decision.order).update(order=F("order") + len(led.repeat))
        originals = {step.order: step for step in steps}
        for place, order in enumerate(led.repeat, start=decision.order + 1):
            _again(originals[order], place)
    if led.escalates:
        text = f"The decision in step {decision.label} says to escalate."
        turn.move.note(Kind.STEP_CHANGED, text, by=turn.actor, step=decision, escalates=True)


_FROZEN_FIELDS: Final = (
    *(
        "run",
        "position",
        "title",
        "text",
        "kind",
        "span_start",
        "span_end",
        "line_from",
        "line_to",
        "command",
    ),
    *("command_start", "command_end", "language", "risk", "reasons", "undo", "drafted", "vague", "warning"),
    *("expected", "branches", "stand_ins"),
)


def _again(step: StepRun, order: int) -> None:
    """The step as the runbook has it, once more."""
    label = step.label.split(" ")[0]
    times = StepRun.objects.filter(run=step.run, position=step.position).count() + 1
    StepRun.objects.create(
        organisation_id=step.organisation_id,
        order=order,
        label=f"{label} ({times})",
        repeats=step,
        **{name: getattr(step, name) for name in _FROZEN_FIELDS},
    )
