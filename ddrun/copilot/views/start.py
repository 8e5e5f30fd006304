"""A person starts a run of a runbook, without an incident."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ddrun.copilot.forms import heard
from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from ddrun.lib.ids import uuid7
from execution.actions.start import start_empty_run, start_run
from execution.types import Mode
from runbooks.queries import frozen_version


@may(Act.RESPOND)
@require_POST
def start(request: MemberRequest) -> HttpResponse:
    """The run, which its page shows; the same key again leads to the same run."""
    said = heard(request, uuid7())
    mode = Mode.READ_ALONG if said.text("mode") == Mode.READ_ALONG else Mode.COPILOT
    if said.text("version"):
        frozen = frozen_version(request.organisation_id, said.identity("version"))
        started = start_run(frozen, by=request.member, idempotency_key=said.key, mode=mode)
    else:
        started = start_empty_run(by=request.member, idempotency_key=said.key)
    return redirect("copilot:run", started.run_id)
