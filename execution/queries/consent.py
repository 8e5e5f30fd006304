"""Who may approve what, and what waits for an approval."""

from uuid import UUID

from ddrun.lib.access import Act, Member
from ddrun.lib.clock import now
from execution.models import Approval, Run, StepRun
from execution.policy.consent import Involved, why_not_approve
from execution.policy.quoting import placeholders
from execution.queries.cards import ApprovalView, Permit
from execution.types import ApprovalStatus


def why_not(approval: Approval, run: Run, step: StepRun, member: Member) -> str:
    """Why the member may not approve it (law 3); empty when they may."""
    return why_not_approve(
        member.id,
        Involved(
            started_by=run.started_by,
            asked_by=approval.asked_by,
            drivers={UUID(one) for one in run.drivers},
            edited_by={UUID(one) for one in step.edited_by},
            added_by=step.added_by,
            filled_by=_filled_by(run, step),
        ),
        approver_since=member.may_since(Act.APPROVE) if member.may(Act.APPROVE) else None,
        run_started=run.started_at,
    )


def approval_view(approval: Approval, run: Run, step: StepRun, viewer: Member) -> ApprovalView:
    """The approval as the viewer sees it."""
    reason = why_not(approval, run, step, viewer)
    if approval.status != ApprovalStatus.ASKED:
        reason = reason or f"It is {approval.status}."
    elif approval.expires_at <= now():
        reason = reason or "It has expired; the driver asks again."
    return ApprovalView(
        id=approval.id,
        run_id=run.id,
        run_number=run.number,
        run_title=run.title,
        incident_id=run.incident_id,
        step_id=step.id,
        step_label=step.label,
        step_title=step.title,
        status=ApprovalStatus(approval.status),
        command=approval.facts["command"],
        target=approval.facts["target"],
        agent=approval.facts["agent"],
        digest=approval.digest,
        undo=approval.facts["undo"],
        reasons=tuple(approval.facts["reasons"]),
        asked_by=approval.asked_by_name,
        asked_at=approval.asked_at,
        expires_at=approval.expires_at,
        answered_by=approval.answered_by_name,
        answered_at=approval.answered_at,
        reason=approval.reason,
        approve=Permit(not reason, reason),
    )


def waiting_approvals(organisation_id: UUID, viewer: Member) -> list[ApprovalView]:
    """Everything that waits for consent, oldest first, each with whether the viewer may give it."""
    rows = Approval.objects.filter(
        organisation_id=organisation_id, status=ApprovalStatus.ASKED, expires_at__gt=now()
    ).select_related("run", "step")
    return [approval_view(row, row.run, row.step, viewer) for row in rows.order_by("asked_at")]


def approval(organisation_id: UUID, approval_id: UUID, viewer: Member) -> ApprovalView | None:
    """One approval, whatever became of it; None when there is none."""
    rows = Approval.objects.filter(organisation_id=organisation_id, id=approval_id)
    row = rows.select_related("run", "step").first()
    return approval_view(row, row.run, row.step, viewer) if row else None


def _filled_by(run: Run, step: StepRun) -> set[UUID]:
    names = placeholders(step.present_command, frozenset(run.variables), step.words_to_fill)
    givers = (run.variables.get(name, {}).get("by") for name in names)
    return {UUID(giver) for giver in givers if giver}
