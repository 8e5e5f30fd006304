"""The incident page and what can be pressed on it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ddrun.copilot.drawing.incident import draw_incident
from ddrun.copilot.forms import Said, heard
from ddrun.lib import clock
from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from execution import queries as runs
from execution.types import Mode, RunStarted
from incidents import queries as incidents
from incidents.actions.match import not_this_one, this_one
from incidents.actions.respond import (
    acknowledge,
    reopen,
    resolve,
    work_with_runbook,
    work_without_runbook,
)
from incidents.queries import IncidentView
from runbooks import queries as library

# The id that a `Said` carries here is the incident's.
VERBS: Final[Mapping[str, Callable[[Said], None]]] = {
    "acknowledge": lambda it: acknowledge(it.run_id, by=it.by),
    "resolve": lambda it: resolve(it.run_id, by=it.by, reason=it.text("reason")),
    "reopen": lambda it: reopen(it.run_id, by=it.by),
    "not-this": lambda it: not_this_one(it.run_id, it.identity("runbook"), by=it.by),
    "attach": lambda it: this_one(it.run_id, it.identity("runbook"), by=it.by),
}
# These lead to the page of the run that they start.
STARTS: Final[Mapping[str, Callable[[Said], RunStarted]]] = {
    "start": lambda it: work_with_runbook(
        it.run_id, by=it.by, idempotency_key=it.key, version_id=it.identity("version")
    ),
    "read-along": lambda it: work_with_runbook(
        it.run_id,
        by=it.by,
        idempotency_key=it.key,
        version_id=it.identity("version"),
        mode=Mode.READ_ALONG,
    ),
    "empty-run": lambda it: work_without_runbook(it.run_id, by=it.by, idempotency_key=it.key),
}


@never_cache
@require_GET
@may(Act.READ)
def incident(request: MemberRequest, number: int) -> HttpResponse:
    """The incident page; its moving parts alone for htmx."""
    return _page(request, incidents.incident_by_number(request.organisation_id, number))


@never_cache
@require_GET
@may(Act.READ)
def incident_by_id(request: MemberRequest, incident_id: UUID) -> HttpResponse:
    """The same, for who only knows the id."""
    found = incidents.incident(request.organisation_id, incident_id)
    return redirect("copilot:incident", number=found.number)


@require_POST
@may(Act.RESPOND)
def act(request: MemberRequest, number: int, verb: str) -> HttpResponse:
    """One press: the action of that name, then the incident, or the run it started."""
    if verb not in VERBS and verb not in STARTS:
        raise Http404
    found = incidents.incident_by_number(request.organisation_id, number)
    said = heard(request, found.id)
    if verb in STARTS:
        return _to(request, f"/runs/{STARTS[verb](said).run_id}/")
    VERBS[verb](said)
    if not request.headers.get("HX-Request"):
        return redirect("copilot:incident", number=number)
    return _page(request, incidents.incident_by_number(request.organisation_id, number))


def _to(request: MemberRequest, address: str) -> HttpResponse:
    """Leads on; htmx would follow a redirect within the page, so it is told by a header."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _page(request: MemberRequest, found: IncidentView) -> HttpResponse:
    version = library.frozen_version(request.organisation_id, found.version_id) if found.version_id else None
    if version:
        rules = library.command_rules(request.organisation_id)
        values = {one.name: one.value for one in found.variables}
        version = replace(version, steps=runs.foreseen(version.steps, values, rules))
    fragment = draw_incident(found, version, now=clock.now(), may_respond=request.member.may(Act.RESPOND))
    # The ledger's page offers the evidence itself to who may export it.
    evidence = f"/ledger/?incident={found.id}" if request.member.may(Act.SEE_LEDGER) else ""
    template = "copilot/_incident.html" if request.headers.get("HX-Request") else "copilot/incident.html"
    return render(request, template, {"incident": fragment, "evidence": evidence})
