"""The one question at the end: did this resolve it? And what the run taught goes down to the runbook."""

from uuid import UUID

from django.db import transaction

from compliance.types import Actor, Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict
from execution.actions.approve import void_approval
from execution.actions.turn import Press, take_turn
from execution.feed import Move
from execution.machine.states import UNDER_WAY, move_run
from execution.models import StepRun
from execution.queries.outcome import run_outcome
from execution.types import RunStatus, StepStatus
from runbooks.actions.outcomes import record_outcome


@transaction.atomic
def finish_run(
    run_id: UUID, *, by: Member, press: Press, resolved: bool, resolved_by_step: UUID | None = None
) -> None:
    """The driver ends the run and says whether it resolved the trouble, and by which step."""
    turn = take_turn(run_id, by=by, act="finish run", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = turn.step(resolved_by_step) if resolved_by_step else None
        move.run.resolved = resolved
        move.run.resolved_by_step = step.id if step else None
        _end(move, RunStatus.FINISHED)
        said = "it resolved the trouble" if resolved else "it did not resolve the trouble"
        by_step = f", by step {step.label}" if step else ""
        text = f"{by.name} finished the run: {said}{by_step}."
        _tell(move, text, turn.actor, step)


@transaction.atomic
def abandon_run(run_id: UUID, *, by: Member, press: Press) -> None:
    """The driver leaves the run unfinished; nothing more is started in it."""
    turn = take_turn(run_id, by=by, act="abandon run", press=press)
    if turn is None:
        return
    with turn.move as move:
        _end(move, RunStatus.ABANDONED)
        _tell(move, f"{by.name} left the run unfinished.", turn.actor, None)


def _end(move: Move, to: RunStatus) -> None:
    steps = StepRun.objects.filter(organisation_id=move.run.organisation_id, run=move.run)
    if busy := [step for step in steps if step.status in UNDER_WAY]:
        raise Conflict(f"Step {busy[0].label} is still under way. Wait for it, or stop it.")
    for step in steps:
        if step.status in (StepStatus.WAITING, StepStatus.READY):
            void_approval(move, step, "the run is over")
    move.run.status = move_run(RunStatus(move.run.status), to)
    move.run.finished_at = move.at


def _tell(move: Move, text: str, by: Actor, step: StepRun | None) -> None:
    outcome = run_outcome(move.run)
    record_outcome(outcome, organisation_id=move.run.organisation_id)
    move.note(
        Kind.RUN_FINISHED,
        text,
        by=by,
        step=step,
        status=str(move.run.status),
        resolved=move.run.resolved,
        steps=len(outcome.steps),
    )
