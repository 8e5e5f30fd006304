"""What the organisation asks of its runbooks and of every command."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ddrun.lib.access import Act
from ddrun.lib.errors import Refusal
from ddrun.lib.http import MemberRequest, may
from ddrun.lib.ids import secret_token
from runbooks import queries
from runbooks.actions.policy import set_least_quality
from runbooks.actions.rules import add_rule, withdraw_rule
from runbooks.forms import PolicyForm, RuleForm
from runbooks.types import Effect, Matches


@may(Act.READ)
@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest) -> HttpResponse:
    """The rules on commands and the least quality, to read; to change for who may."""
    if request.method == "GET":
        return _page(request)
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    set_least_quality(form.cleaned_data["least_quality"], by=request.member)
    return redirect("runbooks:policy")


@may(Act.ADD_RULE)
@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """One more rule; it binds at once."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, rule=form, status=400)
    said = form.cleaned_data
    try:
        add_rule(
            said["written"],
            effect=Effect(said["effect"]),
            matches=Matches(said["against"]),
            reason=said["reason"],
            by=request.member,
            idempotency_key=said["key"],
        )
    except Refusal as refusal:
        form.add_error("written", str(refusal))
        return _page(request, rule=form, status=int(refusal.status))
    return redirect("runbooks:policy")


@may(Act.WITHDRAW_RULE)
@require_POST
def withdraw(request: MemberRequest, rule_id: UUID) -> HttpResponse:
    """A rule binds no more."""
    withdraw_rule(rule_id, by=request.member, why=request.POST.get("why", ""))
    return redirect("runbooks:policy")


def _page(
    request: MemberRequest, *, form: PolicyForm | None = None, rule: RuleForm | None = None, status: int = 200
) -> HttpResponse:
    least = queries.least_quality(request.organisation_id)
    context: dict[str, Any] = {
        "form": form or PolicyForm(initial={"least_quality": least}),
        "least": least,
        "may_change": request.member.may(Act.SET_LEAST_QUALITY),
        "rules": queries.command_rules(request.organisation_id),
        "past": queries.past_rules(request.organisation_id),
        "rule_form": rule or RuleForm(initial={"key": secret_token()}),
        "may_add": request.member.may(Act.ADD_RULE),
        "may_withdraw": request.member.may(Act.WITHDRAW_RULE),
    }
    return render(request, "runbooks/policy.html", context, status=status)
