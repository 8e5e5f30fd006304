"""Exceptions: asked for, agreed to, and ended."""

from secrets import token_hex
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ddrun.lib.access import Act, require
from ddrun.lib.errors import Refusal
from ddrun.lib.http import MemberRequest, may
from execution import queries as runs
from execution.actions.exceptions import LONGEST, ask_exception, end_exception, give_exception

USUAL_DAYS: Final = 30


@never_cache
@require_http_methods(["GET", "POST"])
@may(Act.READ)
def exceptions(request: MemberRequest) -> HttpResponse:
    """Every exception there ever was; a POST asks for one more."""
    if request.method == "GET":
        return _page(request)
    require(request.member, Act.ASK_EXCEPTION)
    said = request.POST
    days = said.get("days", "")
    try:
        ask_exception(
            _agent(said.get("agent", "")),
            said.get("command", "").replace("\r\n", "\n"),
            reason=said.get("reason", ""),
            days=int(days) if days.isdecimal() and len(days) < 6 else 0,
            by=request.member,
            idempotency_key=said.get("key", ""),
        )
    except Refusal as refusal:
        return _page(request, wrong=str(refusal), status=int(refusal.status))
    return redirect("copilot:exceptions")


@require_POST
@may(Act.APPROVE)
def give(request: MemberRequest, exception_id: UUID) -> HttpResponse:
    """A second person agrees."""
    said = request.POST
    give_exception(
        exception_id, by=request.member, digest=said.get("digest", ""), idempotency_key=said.get("key", "")
    )
    return redirect("copilot:exceptions")


@require_POST
@may(Act.END_EXCEPTION)
def end(request: MemberRequest, exception_id: UUID) -> HttpResponse:
    """It is over, with a reason."""
    said = request.POST
    end_exception(
        exception_id, by=request.member, why=said.get("reason", ""), idempotency_key=said.get("key", "")
    )
    return redirect("copilot:exceptions")


def _page(request: MemberRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    found = runs.exceptions(request.organisation_id, request.member)
    said = request.POST if request.method == "POST" else request.GET
    context = {
        "open": [(one, token_hex(16), token_hex(16)) for one in found if one.state != "over"],
        "over": [one for one in found if one.state == "over"],
        "may_ask": request.member.may(Act.ASK_EXCEPTION),
        "agents": [one for one in runs.agents(request.organisation_id) if not one.disabled],
        "said": {name: said.get(name, "") for name in ("agent", "command", "reason")}
        | {"days": said.get("days", "") or str(USUAL_DAYS)},
        "longest": LONGEST,
        "wrong": wrong,
        "key": request.POST.get("key") or token_hex(16),
    }
    return render(request, "copilot/exceptions.html", context, status=status)


def _agent(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as odd:
        raise Refusal("Choose the agent it is for.") from odd
