"""A judged step is sent to its agent: the row first, then the bell. Laws 3, 4, 5 and 6."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import person
from compliance.types import SYSTEM, Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, Refusal
from ddrun.lib.ids import uuid7
from ddrun.lib.postgres.together import Asked, read_together
from execution.actions.turn import MOVED_ON, Press, Turn, take_turn, to_status
from execution.feed import Move, ring_dispatch
from execution.machine.plan import Next, plan
from execution.models import Approval, Attempt, Run, StepRun
from execution.protocol.messages import START_BY_MS
from execution.queries.cards import AgentCard
from execution.queries.judging import (
    INTERPRETER,
    Judged,
    around_of,
    asked_around,
    digest_for,
    judge,
    slug_of,
)
from execution.queries.planning import planned
from execution.types import ApprovalStatus, AttemptStatus, Decision, StepStatus
from runbooks.types import Risk

START_BY: Final = timedelta(milliseconds=START_BY_MS)
# A read-only command is ended by the agent after this; a state change never is, the driver is told.
READ_LIMIT: Final = timedelta(minutes=5)
# Read with the run's lock in one round trip: a person waits for them.
_STEPS: Final = 'select * from execution_steprun where organisation_id = %s and run_id = %s order by "order"'
_OPEN: Final = (
    "select * from execution_approval where organisation_id = %s and run_id = %s "
    "and status in ('asked', 'given')"
)


@transaction.atomic
def run_step(run_id: UUID, step_id: UUID, *, by: Member, press: Press, typed_target: str = "") -> None:
    """The driver starts the current step; red only with a standing approval and the target's name typed."""
    whose = [by.organisation_id, run_id]
    asked = (Asked(StepRun, _STEPS, whose), _asked_open(*whose), *asked_around(by.organisation_id))
    turn = take_turn(run_id, by=by, act="run step", press=press, asked=asked)
    if turn is None:
        return
    steps, approvals, *about = turn.answers
    with turn.move:
        step = _current(turn, steps, step_id)
        judged = judge(turn.run, step, around_of(*about), approvals)
        if judged.ruling.decision is Decision.REFUSE:
            raise Refusal(f"Step {step.label} cannot start: {judged.ruling.reason}")
        if judged.ruling.decision is Decision.ASK_APPROVER:
            raise Conflict(f"Step {step.label} waits for an approval. {judged.ruling.reason}")
        if judged.risk is Risk.RED:
            _send_red(turn, step, judged, typed_target)
        else:
            send(turn.move, step, judged, by=by)


def open_approvals(run: Run) -> list[Approval]:
    """The run's approvals that are asked or given."""
    return read_together(_asked_open(run.organisation_id, run.id))[0]


def _asked_open(organisation_id: UUID, run_id: UUID) -> Asked:
    return Asked(Approval, _OPEN, [organisation_id, run_id])


def _current(turn: Turn, steps: Sequence[StepRun], step_id: UUID) -> StepRun:
    now = plan(planned(turn.run, steps, everything_held=False))
    step = next((one for one in steps if one.order == now.order), None)
    if step is None or step.id != step_id:
        raise Conflict(MOVED_ON)
    if now.next is not Next.JUDGE:
        raise Conflict(f"Step {step.label} cannot start now. {now.why_not}")
    return step


def _send_red(turn: Turn, step: StepRun, judged: Judged, typed_target: str) -> None:
    approval = judged.approval
    if approval is None or judged.target is None:
        raise Conflict(MOVED_ON)
    if typed_target.strip() != judged.target.name:
        raise Refusal(f"Type the target's name, {judged.target.name}, to start step {step.label}.")
    send(turn.move, step, judged, by=turn.by, approval=approval)
    approval.status = ApprovalStatus.USED
    approval.save(update_fields=["status"])


def send(
    move: Move,
    step: StepRun,
    judged: Judged,
    *,
    by: Member | None = None,
    by_itself: bool = False,
    approval: Approval | None = None,
) -> Attempt:
    """Writes the attempt as sent and rings its agent; it starts within 15 s or never.

    Raises `Refusal` for what a rule forbids, approved or not, and `Conflict` when the approval does not cover
    exactly this, or another change is under way there.
    """
    run = move.run
    if judged.under.forbidden:
        raise Refusal(f"Step {step.label} cannot start: {judged.under.forbidden}")
    if judged.agent is None or not judged.resolved.filled:
        raise Refusal(f"Step {step.label} has no agreed target or lacks a value.")
    attempt_id = approval.attempt_id if approval else uuid7()
    digest = digest_for(run, step, judged, attempt_id, slug=slug_of(run.organisation_id))
    if approval and not hmac.compare_digest(digest, approval.digest):
        raise Conflict("What was approved is not what would run now. Ask for a new approval.")
    attempt = _attempt(move, step, judged, judged.agent, attempt_id, digest)
    attempt.sent_by_name = by.name if by else run.driver_name
    attempt.by_itself = by_itself
    if attempt.changes:
        _save(attempt)
    else:
        move.batch.insert(attempt)
    to_status(step, StepStatus.SENT)
    step.attempts_made += 1
    move.change(step, "status", "attempts_made")
    how = "goes by itself" if by_itself else f"was started by {attempt.sent_by_name}"
    move.note(
        Kind.ATTEMPT_SENT,
        f"Step {step.label} {how} on {attempt.target}.",
        by=person(by) if by else SYSTEM,
        step=step,
        attempt=str(attempt.id),
        digest=digest,
        command=attempt.command,
        risk=attempt.risk,
        agent=judged.agent.name,
        target=attempt.target,
        by_itself=by_itself,
        approval=str(approval.id) if approval else None,
        policy=judged.policy,
        exception=str(judged.eased.by.id) if judged.eased.by else None,
    )
    ring_dispatch(attempt)
    return attempt


def _attempt(
    move: Move, step: StepRun, judged: Judged, card: AgentCard, attempt_id: UUID, digest: str
) -> Attempt:
    # A rule may ask for a person's start; it does not make a change of what only reads.
    changes = judged.proven is not Risk.GREEN
    return Attempt(
        id=attempt_id,
        organisation_id=move.run.organisation_id,
        step=step,
        run=move.run,
        agent_id=card.id,
        number=step.attempts_made + 1,
        status=AttemptStatus.SENT,
        digest=digest,
        command=judged.resolved.text,
        interpreter=list(INTERPRETER),
        risk=judged.risk,
        changes=changes,
        reasons=list(judged.verdict.reasons),
        environment=judged.environment,
        passes=list(card.passes),
        target=card.name,
        target_labels=card.labels,
        journal=card.journal,
        connection=card.connection,
        sent_at=move.at,
        start_by=move.at + START_BY,
        limit_seconds=None if changes else int(READ_LIMIT.total_seconds()),
    )


def _save(attempt: Attempt) -> None:
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError as clash:
        if "one_change_per_target" not in str(clash):
            raise
        raise Conflict(
            f"Another change is under way on {attempt.target}. One at a time: wait for it, or stop it."
        ) from clash
