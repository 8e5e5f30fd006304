"""The ledger's page: read it, verify it, take evidence of it away."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from compliance import queries
from compliance.chain.canonical import canonical
from compliance.evidence.export import export_incident, export_period
from compliance.forms import ExportForm, LedgerForm
from ddrun.lib.access import Act
from ddrun.lib.clock import now
from ddrun.lib.http import MemberRequest, may
from ddrun.lib.signing import server_public_key

# Both forms of the page ask for days.
EXPORT_ID: Final = "export_%s"


@may(Act.SEE_LEDGER)
@require_GET
def ledger(request: MemberRequest) -> HttpResponse:
    """The organisation's entries, newest first."""
    form = LedgerForm(request.GET)
    return _page(request, form, export=_export(request, initial=_period(form)))


@may(Act.SEE_LEDGER)
@require_GET
def head(request: MemberRequest) -> HttpResponse:
    """The newest signed head, to keep elsewhere: whoever holds it can prove what came before it."""
    signed = queries.last_head(request.organisation_id)
    answer = HttpResponse(canonical(signed.to_json()), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="head-{signed.sequence}.json"'
    return answer


@may(Act.SEE_LEDGER)
@require_POST
def verify(request: MemberRequest) -> HttpResponse:
    """The whole chain, checked now."""
    found = queries.verified(request.organisation_id, at=now())
    if request.headers.get("HX-Request"):
        return render(request, "compliance/ledger.html#verified", {"verified": found})
    return _page(request, LedgerForm({}), export=_export(request), verified=found)


@may(Act.EXPORT_EVIDENCE)
@require_POST
def export(request: MemberRequest) -> HttpResponseBase:
    """A zip to take away, which the verifier checks offline."""
    form = _export(request, request.POST)
    if not form.is_valid():
        return _page(request, LedgerForm({}), export=form, status=400)
    incident_id = form.cleaned_data["incident"]
    if incident_id:
        evidence = export_incident(incident_id, by=request.member)
    else:
        evidence = export_period(*form.period(), by=request.member)
    return FileResponse(evidence.file, as_attachment=True, filename=evidence.name)


def _page(
    request: MemberRequest,
    form: LedgerForm,
    *,
    export: ExportForm,
    verified: queries.Verified | None = None,
    status: int = 200,
) -> HttpResponse:
    page = queries.ledger(request.organisation_id, form.asked())
    context: dict[str, Any] = {
        "form": form,
        "export": export,
        "page": page,
        "verified": verified,
        "incident_id": form.asked().incident_id,
        "public_key": server_public_key().hex(),
        "may_export": request.member.may(Act.EXPORT_EVIDENCE),
        "older": _older(request, page.older),
        "filtered": any(value for name, value in request.GET.items() if name != "before"),
    }
    return render(request, "compliance/ledger.html", context, status=status)


def _export(request: MemberRequest, *said: Any, **initial: Any) -> ExportForm:
    opened = queries.opened_incidents(request.organisation_id)
    return ExportForm(*said, opened=opened, auto_id=EXPORT_ID, **initial)


def _older(request: MemberRequest, before: int | None) -> str:
    if before is None:
        return ""
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    return urlencode({**kept, "before": before})


def _period(form: LedgerForm) -> dict[str, Any]:
    asked = form.asked()
    return {"incident": asked.incident_id, "since": asked.since, "until": asked.until}
