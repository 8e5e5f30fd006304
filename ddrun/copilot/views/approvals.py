"""The inbox of consent."""

from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from execution import queries as runs
from execution.actions.approve import give_approval, refuse_approval
from execution.queries.cards import ApprovalView


@dataclass(frozen=True)
class Asked:
    """One request for consent as the inbox shows it, with a key for each answer."""

    id: UUID
    run_id: UUID
    run_number: int
    run_title: str
    step_label: str
    step_title: str
    asked_by: str
    asked_at: object
    expires_at: object
    command: str
    target: str
    agent: str
    undo: str
    reasons: tuple[str, ...]
    digest: str
    where: str
    may_approve: bool
    why_not: str
    key: str
    key_refuse: str


@never_cache
@require_GET
@may(Act.READ)
def approvals(request: MemberRequest) -> HttpResponse:
    """Everything that waits for consent, with why this person may or may not give it."""
    waiting = [_asked(one) for one in runs.waiting_approvals(request.organisation_id, request.member)]
    part = "#list" if request.headers.get("HX-Request") else ""
    return render(request, f"copilot/approvals.html{part}", {"waiting": waiting})


@require_POST
@may(Act.APPROVE)
def approve(request: MemberRequest, approval_id: UUID) -> HttpResponse:
    """Consent to the command with that digest."""
    said = request.POST
    give_approval(
        approval_id, by=request.member, digest=said.get("digest", ""), idempotency_key=said.get("key", "")
    )
    return redirect("copilot:approvals")


@require_POST
@may(Act.APPROVE)
def refuse(request: MemberRequest, approval_id: UUID) -> HttpResponse:
    """No, with a reason."""
    said = request.POST
    refuse_approval(
        approval_id, by=request.member, reason=said.get("reason", ""), idempotency_key=said.get("key", "")
    )
    return redirect("copilot:approvals")


def _asked(one: ApprovalView) -> Asked:
    return Asked(
        id=one.id,
        run_id=one.run_id,
        run_number=one.run_number,
        run_title=one.run_title,
        step_label=one.step_label,
        step_title=one.step_title,
        asked_by=one.asked_by,
        asked_at=one.asked_at,
        expires_at=one.expires_at,
        command=one.command,
        target=one.target,
        agent=one.agent,
        undo=one.undo,
        reasons=one.reasons,
        digest=one.digest,
        where=f"runs on {one.agent}",
        may_approve=one.approve.allowed,
        why_not=one.approve.why_not,
        key=token_hex(16),
        key_refuse=token_hex(16),
    )
