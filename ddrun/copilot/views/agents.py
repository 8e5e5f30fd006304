"""The agents: who is here, who joins, who is cut off."""

import shlex
from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ddrun.accounts import queries as people
from ddrun.lib import local_agent
from ddrun.lib.access import Act, require
from ddrun.lib.errors import Conflict
from ddrun.lib.http import MemberRequest, may
from execution import queries as runs
from execution.actions.agents import disable_agent, invite_agent


@dataclass(frozen=True)
class Invitation:
    """How the agent that was just named joins; the token is on this one answer and never again."""

    name: str
    token: str
    until: str
    enrol: str
    start: str


@never_cache
@require_http_methods(["GET", "POST"])
@may(Act.READ)
def agents(request: MemberRequest) -> HttpResponse:
    """Everyone's list; a POST makes a one-time token and shows it once."""
    invited = _invited(request) if request.method == "POST" else None
    context = {
        "agents": runs.agents(request.organisation_id),
        "may_manage": request.member.may(Act.MANAGE_AGENTS),
        "invited": invited,
        "key": token_hex(16),
        "here": local_agent.name_of_machine() if _may_join_here(request) else "",
    }
    part = "#list" if request.headers.get("HX-Request") else ""
    return render(request, f"copilot/agents.html{part}", context)


@require_POST
@may(Act.MANAGE_AGENTS)
def switch_off(request: MemberRequest, agent_id: UUID) -> HttpResponse:
    """Cuts an agent off for good."""
    disable_agent(agent_id, by=request.member)
    return redirect("copilot:agents")


@require_POST
@may(Act.MANAGE_AGENTS)
def join_here(request: MemberRequest) -> HttpResponse:
    """The agent of this machine joins; it shows in the list a moment later."""
    state, name = settings.DDRUN_LOCAL_AGENT, local_agent.name_of_machine()
    if not _may_join_here(request):
        raise Conflict("The agent of this machine has joined already, or there is none; look at the list.")
    made = invite_agent(by=request.member, name=name)
    # The launcher uses the token at once, and must find it stored.
    transaction.on_commit(lambda: local_agent.leave_invitation(state, name, made.token))
    return redirect("copilot:agents")


def _may_join_here(request: MemberRequest) -> bool:
    """It runs as this program's own user, so it joins only who has the installation alone."""
    if not request.member.may(Act.MANAGE_AGENTS) or not local_agent.waits(settings.DDRUN_LOCAL_AGENT):
        return False
    return [one.id for one in people.organisations()] == [request.organisation_id]


def _invited(request: MemberRequest) -> Invitation:
    require(request.member, Act.MANAGE_AGENTS)
    name = request.POST.get("name", "").strip()
    made = invite_agent(by=request.member, name=name)
    called = f"--server {settings.DDRUN_PUBLIC_URL} --name {shlex.quote(name)}"
    return Invitation(
        name=name,
        token=made.token,
        until=f"It works once, until {made.expires_at:%H:%M} UTC. It is not shown again.",
        enrol=f"python -m execution.agent enrol {called}",
        start="python -m execution.agent run",
    )
