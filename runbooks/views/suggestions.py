"""What a language model suggests, waiting for a person; and whether it may be asked at all."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ddrun.lib import clock
from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from runbooks.actions.refining import REFINE, SUGGEST, accept, ask_model, decline, switch_model
from runbooks.queries.suggestions import model_state, suggestion


@may(Act.READ)
@require_GET
def model(request: MemberRequest) -> HttpResponse:
    """Whether the organisation's texts may go to a model, and what that has cost this month."""
    context = {
        "state": model_state(request.organisation_id, clock.now()),
        "may_manage": request.member.may(Act.MANAGE_INTEGRATIONS),
    }
    return render(request, "runbooks/model.html", context)


@may(Act.MANAGE_INTEGRATIONS)
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Allows or forbids it."""
    switch_model(on=request.POST.get("on") == "yes", by=request.member)
    return redirect("runbooks:model")


@may(Act.IMPORT)
@require_POST
def ask(request: MemberRequest, runbook_id: UUID, version_id: UUID) -> HttpResponse:
    """Has the model read a version in the background, or say which steps it misses in it."""
    purpose = SUGGEST if request.POST.get("for") == "steps" else REFINE
    return redirect(
        "runbooks:suggestion", runbook_id, ask_model(version_id, by=request.member, purpose=purpose)
    )


@may(Act.READ)
@require_GET
def show(request: MemberRequest, runbook_id: UUID, suggestion_id: UUID) -> HttpResponse:
    """The changes, each with the words of the source it rests on."""
    found = suggestion(request.organisation_id, suggestion_id)
    context = {"suggestion": found, "may_import": request.member.may(Act.IMPORT)}
    template = (
        "runbooks/_suggestion.html" if request.headers.get("HX-Request") else "runbooks/suggestion.html"
    )
    return render(request, template, context)


@may(Act.IMPORT)
@require_POST
def answer(request: MemberRequest, runbook_id: UUID, suggestion_id: UUID) -> HttpResponse:
    """The chosen changes become the next version, or none of them does."""
    if "decline" in request.POST:
        decline(suggestion_id, by=request.member)
        return redirect("runbooks:page", runbook_id)
    chosen = {int(index) for index in request.POST.getlist("change") if index.isdecimal()}
    saved = accept(suggestion_id, chosen, by=request.member)
    return redirect("runbooks:diff", saved.runbook_id, saved.number - 1, saved.number)
