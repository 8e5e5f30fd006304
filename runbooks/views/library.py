"""Pages of the library: paste and see, keep, read, edit, publish."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ddrun.lib import clock
from ddrun.lib.access import Act, Member
from ddrun.lib.http import MemberRequest, may, public
from ddrun.lib.ids import secret_token
from runbooks import queries
from runbooks.actions.editing import edit_text
from runbooks.actions.importing import import_files, save_text
from runbooks.actions.publishing import publish as publish_version
from runbooks.actions.publishing import unpublish as unpublish_version
from runbooks.forms import EditForm, FilesForm, PasteForm, SearchForm
from runbooks.queries.chart import chart
from runbooks.queries.suggestions import model_state
from runbooks.types import CommandRule
from runbooks.views.pace import keep_pace

# Markup is many times longer than the text in it.
LARGEST_PAGE: Final = 4 * 1024 * 1024
# Some 20 ms each: the page after a large zip still comes within a second or two.
MOST_COMPARED_AT_ONCE: Final = 50


@public
@require_http_methods(["GET", "POST"])
def try_it(request: HttpRequest) -> HttpResponse:
    """Paste and see, without an account; nothing is stored."""
    if request.method == "POST":
        keep_pace(request)
    if request.headers.get("HX-Request"):
        reading = queries.reading(_pasted(request), _rules(request))
        return render(request, "runbooks/_reading.html", {"reading": reading, "swap": True})
    text = _example() if "example" in request.GET else _pasted(request)
    return _paste_page(request, text)


@public
@require_POST
def page_text(request: HttpRequest) -> HttpResponse:
    """The text of a page that was copied in a browser; nothing is stored."""
    keep_pace(request)
    html = str(request.POST.get("html", ""))
    if len(html) > LARGEST_PAGE:
        return HttpResponse("The copied page is too large.", status=413, content_type="text/plain")
    return HttpResponse(queries.page_text(html), content_type="text/plain; charset=utf-8")


@may(Act.IMPORT)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Paste, see, and keep what was pasted as a runbook."""
    if request.method == "GET":
        return _paste_page(request, _example() if "example" in request.GET else "")
    saved = save_text(_pasted(request), by=request.member)
    return redirect("runbooks:page", saved.runbook_id)


@may(Act.IMPORT)
@require_POST
def upload(request: MemberRequest) -> HttpResponse:
    """One runbook from each file, and a list of what came out of which."""
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _paste_page(request, "", files=form, status=400)
    came = import_files(((one.name, one.read()) for one in form.cleaned_data["chosen"]), by=request.member)
    kept = [one.runbook_id for one in came if one.runbook_id is not None]
    compared = kept[:MOST_COMPARED_AT_ONCE]
    context = {
        "came": [(one, _copies_of(request, one.runbook_id, compared)) for one in came],
        "kept": len(kept),
        "uncompared": len(kept) - len(compared),
    }
    return render(request, "runbooks/imported.html", context)


@may(Act.READ)
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """The library, by title or by search."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "words": words,
        "rows": queries.shelf(request.organisation_id, words),
        "least": queries.least_quality(request.organisation_id),
        "may_import": request.member.may(Act.IMPORT),
    }
    return render(request, "runbooks/index.html", context)


@may(Act.READ)
@require_GET
def page(request: MemberRequest, runbook_id: UUID) -> HttpResponse:
    """One runbook in one of its versions."""
    number = request.GET.get("version", "")
    shown = queries.runbook_page(
        request.organisation_id, runbook_id, int(number) if number.isdecimal() and len(number) < 9 else None
    )
    parsed = queries.under_rules(shown.parsed, _rules(request))
    context: dict[str, Any] = {
        "page": shown,
        "drawn": queries.drawn(parsed),
        "chart": chart(parsed),
        "model": model_state(request.organisation_id, clock.now()),
        "may_publish": request.member.may(Act.PUBLISH),
        "may_import": request.member.may(Act.IMPORT),
        "may_run": request.member.may(Act.RESPOND),
        "read_along_only": queries.read_along_only(request.organisation_id, shown.version.id),
        # Pressing twice, or coming back to the page, starts one run.
        "key": secret_token(),
    }
    return render(request, "runbooks/page.html", context)


@may(Act.READ)
@require_GET
def mermaid(request: MemberRequest, runbook_id: UUID, number: int) -> HttpResponse:
    """The flowchart of a version in Mermaid's language, for a wiki that draws it."""
    shown = queries.runbook_page(request.organisation_id, runbook_id, number)
    parsed = queries.under_rules(shown.parsed, _rules(request))
    return HttpResponse(chart(parsed).mermaid, content_type="text/plain; charset=utf-8")


@may(Act.IMPORT)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, runbook_id: UUID) -> HttpResponse:
    """The text of a runbook; saving it makes the next version."""
    if request.method == "POST":
        form = EditForm(request.POST)
        if form.is_valid():
            saved = edit_text(
                runbook_id,
                form.cleaned_data["text"],
                based_on=form.cleaned_data["based_on"],
                by=request.member,
            )
            return redirect("runbooks:diff", runbook_id, saved.number - 1, saved.number)
    number, text = queries.source_text(request.organisation_id, runbook_id)
    shown = queries.runbook_page(request.organisation_id, runbook_id)
    context = {
        "page": shown,
        "form": EditForm(initial={"text": text, "based_on": number}),
        "reading": queries.reading(text, _rules(request)),
    }
    return render(request, "runbooks/edit.html", context)


@may(Act.READ)
@require_GET
def diff(request: MemberRequest, runbook_id: UUID, before: int, after: int) -> HttpResponse:
    """What changed between two versions."""
    lines = queries.version_diff(request.organisation_id, runbook_id, before, after)
    shown = queries.runbook_page(request.organisation_id, runbook_id, after)
    context = {"page": shown, "lines": lines, "before": before, "after": after}
    return render(request, "runbooks/diff.html", context | {"may_publish": request.member.may(Act.PUBLISH)})


@may(Act.READ)
@require_GET
def copies(request: MemberRequest, runbook_id: UUID) -> HttpResponse:
    """What says nearly the same; a page of its own, or a panel of the runbook's page that comes after it."""
    context = {
        "copies": queries.alike_to(request.organisation_id, runbook_id),
        "runbook_id": runbook_id,
    }
    template = "runbooks/_copies.html" if request.headers.get("HX-Request") else "runbooks/copies.html"
    return render(request, template, context)


@may(Act.READ)
@require_GET
def beside(request: MemberRequest, runbook_id: UUID, other_id: UUID) -> HttpResponse:
    """What differs between two runbooks that say nearly the same."""
    found = queries.beside(request.organisation_id, runbook_id, other_id)
    context = {"beside": found, "runbook_id": runbook_id, "other_id": other_id}
    return render(request, "runbooks/beside.html", context)


@may(Act.PUBLISH)
@require_POST
def publish(request: MemberRequest, runbook_id: UUID, version_id: UUID) -> HttpResponse:
    """Alerts find this version from now on."""
    publish_version(version_id, by=request.member)
    return redirect("runbooks:page", runbook_id)


@may(Act.PUBLISH)
@require_POST
def unpublish(request: MemberRequest, runbook_id: UUID, version_id: UUID) -> HttpResponse:
    """Alerts do not find this version any more."""
    unpublish_version(version_id, by=request.member)
    return redirect("runbooks:page", runbook_id)


def _copies_of(request: MemberRequest, runbook_id: UUID | None, compared: list[UUID]) -> queries.Copies:
    if runbook_id not in compared:
        return queries.Copies()
    return queries.alike_to(request.organisation_id, runbook_id)


def _paste_page(
    request: HttpRequest, text: str, *, files: FilesForm | None = None, status: int = 200
) -> HttpResponse:
    member: Member | None = getattr(request, "member", None)
    context = {
        "form": PasteForm(initial={"text": text}),
        "reading": queries.reading(text, _rules(request)),
        "files": files or FilesForm(),
        "may_import": member is not None and member.may(Act.IMPORT),
        "signed_in": member is not None,
    }
    return render(request, "runbooks/paste.html", context, status=status)


def _rules(request: HttpRequest) -> tuple[CommandRule, ...]:
    """What the organisation of the person who is signed in says of commands; nothing for anybody else."""
    member: Member | None = getattr(request, "member", None)
    return queries.command_rules(member.organisation_id) if member is not None else ()


def _pasted(request: HttpRequest) -> str:
    return str(request.POST.get("text", ""))


def _example() -> str:
    return get_template("runbooks/example.md").render()
