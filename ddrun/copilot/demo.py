"""The demo's page: how its live service is, and the button that breaks it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.accounts import queries
from ddrun.lib.access import Act
from ddrun.lib.errors import Conflict
from ddrun.lib.http import MemberRequest, may
from incidents.queries import IncidentRow, incidents

# As its alerts call it.
SERVICE: Final = "orders"
TIMEOUT: Final = 3.0
# It waits until its worker stands in the middle of a batch.
BREAK_TIMEOUT: Final = 12.0


@dataclass(frozen=True)
class ServiceState:
    """What the service says of itself; `answers` is false when it says nothing."""

    answers: bool
    well: bool = False
    worker: str = ""
    queue: int = 0
    finished: int = 0
    log_used_percent: int = 0


@never_cache
@require_GET
@may(Act.READ)
def page(request: MemberRequest) -> HttpResponse:
    """The service as it is now; its state alone for htmx."""
    refuse_elsewhere(request)
    template = "copilot/demo.html#state" if request.headers.get("HX-Request") else "copilot/demo.html"
    state = service_state()
    context = {
        "state": state,
        "may_break": request.member.may(Act.RESPOND),
        "incident": None if state.well else open_incident(request.organisation_id),
    }
    return render(request, template, context)


@require_POST
@may(Act.RESPOND)
def break_it(request: MemberRequest) -> HttpResponse:
    """The service's worker is killed in the middle of its work; all that follows happens by itself."""
    refuse_elsewhere(request)
    try:
        answer = httpx.post(f"{settings.DDRUN_DEMO_SERVICE}/admin/break", timeout=BREAK_TIMEOUT)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Conflict("The demo's service did not break: it does not answer as it should.") from error
    with transaction.atomic():
        record(
            Kind.DEMO_BROKEN,
            organisation_id=request.organisation_id,
            actor=person(request.member),
            facts={"service": SERVICE},
        )
    return redirect("demo:page")


def refuse_elsewhere(request: MemberRequest) -> None:
    """Raises Http404 unless the member acts in the demo organisation and its service runs here."""
    if not settings.DDRUN_DEMO_SERVICE or not queries.is_demo(request.organisation_id):
        raise Http404


def service_state() -> ServiceState:
    """What the service's health check says at this moment."""
    try:
        answer = httpx.get(f"{settings.DDRUN_DEMO_SERVICE}/healthz", timeout=TIMEOUT)
        facts = answer.json()
        return ServiceState(
            answers=True,
            well=answer.is_success,
            worker=str(facts["worker"]),
            queue=int(facts["queue"]),
            finished=int(facts["finished"]),
            log_used_percent=int(facts["log_used_percent"]),
        )
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return ServiceState(answers=False)


def open_incident(organisation_id: UUID) -> IncidentRow | None:
    """The open incident of the service, the worst and newest if there are several."""
    found = incidents(organisation_id, words=SERVICE)
    return next((row for row in found if row.service == SERVICE), None)


app_name = "demo"
urlpatterns = [path("", page, name="page"), path("break/", break_it, name="break")]
