"""The list of incidents, and opening one by hand."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from incidents import queries
from incidents.actions.respond import report
from incidents.forms import OpenForm
from incidents.queries import PAGE
from incidents.types import Severity


@require_GET
@may(Act.READ)
def index(request: MemberRequest) -> HttpResponse:
    """Open incidents, or resolved ones; the list alone for a page that only looks again."""
    return _list(request, OpenForm())


@require_POST
@may(Act.RECEIVE_BY_HAND)
def open_one(request: MemberRequest) -> HttpResponse:
    """Opens an incident in a person's words and shows it."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _list(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    made = report(
        said["title"],
        severity=Severity(said["severity"]),
        service=said["service"],
        summary=said["summary"],
        by=request.member,
    )
    return redirect(f"/incidents/{queries.incident(request.organisation_id, made).number}/")


def _list(request: MemberRequest, form: OpenForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    words, resolved = request.GET.get("words", "")[:200], request.GET.get("resolved") == "yes"
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    found = queries.incidents(request.organisation_id, words=words, resolved=resolved, page=page)
    context = {
        "incidents": found,
        "firing": sum(one.is_open for one in found),
        "words": words,
        "resolved": resolved,
        "address": _address(words, resolved, page),
        "more": _address(words, resolved, page + 1) if len(found) == PAGE else "",
        "form": form,
        "may_open": request.member.may(Act.RECEIVE_BY_HAND),
    }
    part = "#list" if request.headers.get("HX-Request") else ""
    return render(request, f"incidents/list.html{part}", context, status=status)


def _address(words: str, resolved: bool, page: int) -> str:
    asked = {"words": words, "resolved": "yes" if resolved else "", "page": str(page) if page > 1 else ""}
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"/incidents/?{told}" if told else "/incidents/"
