"""Consent: asked by the driver, given or refused by somebody else, void as soon as a byte changes. Law 3."""

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from compliance.actions import person
from compliance.types import SYSTEM, Actor, Kind
from ddrun.lib import jobs
from ddrun.lib.access import Act, Member, require
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from ddrun.lib.ids import uuid7
from execution.actions.dispatch import open_approvals
from execution.actions.turn import Press, lock_run, once, step_of, take_turn, to_status
from execution.feed import Move, organisation_group
from execution.machine.states import OVER
from execution.models import Approval, Run, StepRun
from execution.queries.consent import why_not
from execution.queries.judging import Judged, around, digest_for, judge, slug_of
from execution.types import ApprovalStatus, Decision, StepStatus

EXPIRES_AFTER: Final = timedelta(minutes=15)


@transaction.atomic
def ask_approval(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> UUID | None:
    """The driver asks for consent to exactly what the step would run now; the approval's id.

    It may be asked ahead, while an earlier step runs. None on a repetition of the press.
    """
    turn = take_turn(run_id, by=by, act="ask approval", press=press)
    if turn is None:
        return None
    with turn.move as move:
        step = turn.step(step_id)
        judged = judge(turn.run, step, around(turn.run.organisation_id))
        if judged.ruling.decision is not Decision.ASK_APPROVER or judged.target is None:
            raise Refusal(f"Step {step.label} cannot be asked for: {judged.ruling.reason}")
        to_status(step, StepStatus.WAITING)
        step.save(update_fields=["status"])
        approval = _asked(move, step, judged, by)
        move.note(
            Kind.APPROVAL_ASKED,
            f"{by.name} asks for approval of step {step.label} on {judged.target.name}.",
            by=person(by),
            step=step,
            approval=str(approval.id),
            attempt=str(approval.attempt_id),
            digest=approval.digest,
            command=judged.resolved.text,
            target=judged.target.name,
        )
        ring_bell(organisation_group(turn.run.organisation_id), "approval", approval=approval.id.hex)
        jobs.ring(jobs.TELL_PEOPLE, str(turn.run.organisation_id), "approval", str(approval.id))
    return approval.id


def _asked(move: Move, step: StepRun, judged: Judged, by: Member) -> Approval:
    attempt_id = uuid7()
    slug = slug_of(move.run.organisation_id)
    return Approval.objects.create(
        organisation_id=move.run.organisation_id,
        run=move.run,
        step=step,
        attempt_id=attempt_id,
        digest=digest_for(move.run, step, judged, attempt_id, slug=slug),
        facts={
            "command": judged.resolved.text,
            "target": judged.target.name if judged.target else "",
            "agent": judged.agent.name if judged.agent else "",
            "reasons": list(judged.verdict.reasons),
            "undo": step.undo,
        },
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=move.at,
        expires_at=move.at + EXPIRES_AFTER,
    )


@transaction.atomic
def give_approval(approval_id: UUID, *, by: Member, digest: str, idempotency_key: str) -> None:
    """An approver consents to the command with this digest, once, for 15 minutes.

    Raises `NotAllowed` for whoever had a hand in it (law 3), and `Conflict` when something else would run.
    """
    require(by, Act.APPROVE)
    if once(by, "give approval", idempotency_key) is not None:
        return
    approval, run, step = _opened(approval_id, by, digest)
    if refusal := why_not(approval, run, step, by):
        raise NotAllowed(refusal)
    judged = judge(run, step, around(run.organisation_id), [])
    if judged.under.forbidden:
        raise Refusal(f"Nobody can approve step {step.label}. {judged.under.forbidden}")
    with Move(run) as move:
        if not _still_is(approval, run, step, judged):
            raise Conflict("What would run now is not what was asked for. The driver asks again.")
        approval.status = ApprovalStatus.GIVEN
        approval.expires_at = move.at + EXPIRES_AFTER
        _answer(approval, by, move.at, "")
        to_status(step, StepStatus.READY)
        step.save(update_fields=["status"])
        move.note(
            Kind.APPROVAL_GIVEN,
            f"{by.name} approved step {step.label} on {approval.facts['target']}.",
            by=person(by),
            step=step,
            approval=str(approval.id),
            digest=approval.digest,
        )


@transaction.atomic
def refuse_approval(approval_id: UUID, *, by: Member, reason: str, idempotency_key: str) -> None:
    """An approver says no, with a reason; the step waits for the driver again."""
    require(by, Act.APPROVE)
    if not reason.strip():
        raise Refusal("Say why: the driver reads it at once.")
    if once(by, "refuse approval", idempotency_key) is not None:
        return
    approval, run, step = _opened(approval_id, by, None)
    with Move(run) as move:
        approval.status = ApprovalStatus.REFUSED
        _answer(approval, by, move.at, reason.strip()[:1000])
        to_status(step, StepStatus.READY)
        step.save(update_fields=["status"])
        move.note(
            Kind.APPROVAL_REFUSED,
            f"{by.name} refused step {step.label}: {approval.reason}",
            by=person(by),
            step=step,
            approval=str(approval.id),
            reason=approval.reason,
        )


@transaction.atomic
def withdraw_approval(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> None:
    """The driver takes the request, or the consent, back."""
    turn = take_turn(run_id, by=by, act="withdraw approval", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = turn.step(step_id)
        void_approval(move, step, f"{by.name} withdrew the request", by=turn.actor)


def void_approval(move: Move, step: StepRun, why: str, *, by: Actor = SYSTEM) -> None:
    """Ends the step's open approval, if there is one; a waiting step is ready again, and saved."""
    for approval in open_approvals(move.run):
        if approval.step_id != step.id:
            continue
        approval.status = ApprovalStatus.VOID
        approval.reason = why[:1000]
        approval.save(update_fields=["status", "reason"])
        move.note(
            Kind.APPROVAL_VOID,
            f"The approval of step {step.label} is void: {why}.",
            by=by,
            step=step,
            approval=str(approval.id),
            reason=why,
        )
    if step.status == StepStatus.WAITING:
        to_status(step, StepStatus.READY)
        step.save(update_fields=["status"])


def void_changed(move: Move, why: str) -> None:
    """Voids every open approval of the run whose step would run something else now."""
    approvals = open_approvals(move.run)
    if not approvals:
        return
    about = around(move.run.organisation_id)
    for approval in approvals:
        step = step_of(move.run, approval.step_id)
        if not _still_is(approval, move.run, step, judge(move.run, step, about)):
            void_approval(move, step, why)


@transaction.atomic
def expire_approvals(organisation_id: UUID) -> int:
    """Voids what was asked or given and not used in time; how many."""
    rows = Approval.objects.filter(organisation_id=organisation_id, expires_at__lte=now())
    late = list(
        rows.filter(status__in=[ApprovalStatus.ASKED, ApprovalStatus.GIVEN]).values_list("run_id", "step_id")
    )
    for run_id, step_id in late:
        with Move(lock_run(organisation_id, run_id)) as move:
            void_approval(move, step_of(move.run, step_id), "nobody used it in time")
    return len(late)


def _opened(approval_id: UUID, by: Member, digest: str | None) -> tuple[Approval, Run, StepRun]:
    """The approval that waits, its locked run and its step; refuses what was answered, changed or expired."""
    seen = Approval.objects.filter(organisation_id=by.organisation_id, id=approval_id).first()
    if seen is None:
        raise NotFound("There is no such approval.")
    run = lock_run(by.organisation_id, seen.run_id)
    # Read again under the lock: another approver, or the driver, may have been first.
    approval = Approval.objects.get(organisation_id=by.organisation_id, id=approval_id)
    if approval.status != ApprovalStatus.ASKED or run.status in OVER:
        raise Conflict(f"This approval is {approval.status}; there is nothing to answer any more.")
    if approval.expires_at <= now():
        raise Conflict("This approval has expired. The driver asks again.")
    if digest is not None and not hmac.compare_digest(digest, approval.digest):
        raise Conflict("The page shows another command than the one asked for. Look again.")
    return approval, run, step_of(run, approval.step_id)


def _still_is(approval: Approval, run: Run, step: StepRun, judged: Judged) -> bool:
    if judged.agent is None or not judged.resolved.filled:
        return False
    slug = slug_of(run.organisation_id)
    return hmac.compare_digest(digest_for(run, step, judged, approval.attempt_id, slug=slug), approval.digest)


def _answer(approval: Approval, by: Member, at: datetime, reason: str) -> None:
    approval.answered_by = by.id
    approval.answered_by_name = by.name
    approval.answered_at = at
    approval.reason = reason
    approval.save()
