"""The brakes: one run, or everything in the organisation. Law 14."""

from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict
from execution.actions.advance import advance
from execution.actions.stop import stop_attempt
from execution.actions.turn import Press, once, take_anyones_turn, take_turn
from execution.feed import organisation_group
from execution.machine.states import move_run
from execution.models import Attempt, OrganisationHold
from execution.types import AttemptStatus, RunStatus


@transaction.atomic
def hold_run(run_id: UUID, *, by: Member, press: Press, reason: str = "") -> None:
    """No step of the run starts any more; a read-only command under way is stopped, a change goes on."""
    turn = take_anyones_turn(run_id, by=by, act="hold run", press=press)
    if turn is None:
        return
    with turn.move as move:
        if move.run.status == RunStatus.HELD:
            return
        move.run.status = move_run(RunStatus(move.run.status), RunStatus.HELD)
        move.run.held_why = reason.strip()[:500]
        text = f"{by.name} holds the run" + (f": {move.run.held_why}" if move.run.held_why else ".")
        move.note(Kind.HOLD_SET, text, by=turn.actor, reason=move.run.held_why)
        under_way = [AttemptStatus.SENT, AttemptStatus.RUNNING]
        rows = Attempt.objects.filter(organisation_id=by.organisation_id, run=move.run, status__in=under_way)
        for attempt in rows.filter(changes=False).select_related("step"):
            stop_attempt(move, attempt, by=turn.actor)


@transaction.atomic
def go_on(run_id: UUID, *, by: Member, press: Press) -> None:
    """The driver lets a held run go on; green steps go by themselves again, unless paused."""
    turn = take_turn(run_id, by=by, act="go on", press=press)
    if turn is None:
        return
    with turn.move as move:
        move.run.status = move_run(RunStatus(move.run.status), RunStatus.ACTIVE)
        move.run.held_why = ""
        move.note(Kind.HOLD_LIFTED, f"{by.name} lets the run go on.", by=turn.actor)
        advance(move)


@transaction.atomic
def hold_everything(*, by: Member, idempotency_key: str, reason: str = "") -> None:
    """Nothing new is sent to any agent of the organisation until somebody lifts it."""
    require(by, Act.HOLD_EVERYTHING)
    if once(by, "hold everything", idempotency_key) is not None:
        return
    try:
        with transaction.atomic():
            row = OrganisationHold.objects.create(
                organisation_id=by.organisation_id,
                reason=reason.strip()[:500],
                set_at=now(),
                set_by=by.id,
                set_by_name=by.name,
            )
    except IntegrityError:
        return  # somebody held it in the same instant; held is held
    ring_bell(organisation_group(by.organisation_id), "hold", by=by.name)
    record(
        Kind.HOLD_SET,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"everything": True, "reason": row.reason},
    )


@transaction.atomic
def lift_hold(*, by: Member, idempotency_key: str) -> None:
    """Runs may go on; none goes on by itself: each waits for its driver's next press."""
    require(by, Act.LIFT_HOLD)
    if once(by, "lift hold", idempotency_key) is not None:
        return
    rows = OrganisationHold.objects.filter(organisation_id=by.organisation_id, lifted_at=None)
    if not rows.update(lifted_at=now(), lifted_by_name=by.name):
        raise Conflict("Nothing is held.")
    ring_bell(organisation_group(by.organisation_id), "hold", by=by.name)
    record(
        Kind.HOLD_LIFTED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"everything": True},
    )
