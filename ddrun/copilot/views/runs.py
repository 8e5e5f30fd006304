"""The run page and everything that can be pressed on it."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ddrun.copilot.around import around_run
from ddrun.copilot.drawing.chart import draw_chart
from ddrun.copilot.drawing.run import draw_run
from ddrun.copilot.drawing.steps import log_id, log_of
from ddrun.copilot.forms import Said, heard
from ddrun.copilot.run_fragments import RunFragment
from ddrun.lib import clock
from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from execution import queries as runs
from execution.actions.approve import ask_approval
from execution.actions.dispatch import run_step
from execution.actions.drive import (
    choose_agent,
    fill_variable,
    pause,
    set_mode,
    take_over,
    unpause,
    use_as_written,
)
from execution.actions.edit import accept_command, add_step, edit_command, keep_change, undo_step
from execution.actions.finish import abandon_run, finish_run
from execution.actions.hand import decide_branch, do_by_hand, retry_step, skip_step
from execution.actions.hold import go_on, hold_run
from execution.actions.stop import stop_step
from execution.types import Mode

# Each verb is one action; what it needs beyond run, person and press stands here.
VERBS: Final[Mapping[str, Callable[[Said], object]]] = {
    "step": lambda it: run_step(
        it.run_id, it.step, by=it.by, press=it.press, typed_target=it.text("typed").strip()
    ),
    "ask": lambda it: ask_approval(it.run_id, it.step, by=it.by, press=it.press),
    "accept": lambda it: accept_command(it.run_id, it.step, by=it.by, press=it.press),
    "edit": lambda it: edit_command(it.run_id, it.step, by=it.by, press=it.press, command=it.text("command")),
    "add": lambda it: add_step(
        it.run_id, by=it.by, press=it.press, command=it.text("command"), title=it.text("title")
    ),
    "skip": lambda it: skip_step(it.run_id, it.step, by=it.by, press=it.press, reason=it.text("reason")),
    "by-hand": lambda it: do_by_hand(it.run_id, it.step, by=it.by, press=it.press, note=it.text("note")),
    "decide": lambda it: decide_branch(
        it.run_id, it.step, by=it.by, press=it.press, branch=it.number("branch")
    ),
    "retry": lambda it: retry_step(it.run_id, it.step, by=it.by, press=it.press),
    "stop": lambda it: stop_step(it.run_id, it.step, by=it.by, press=it.anytime),
    "undo": lambda it: undo_step(it.run_id, it.step, by=it.by, press=it.press),
    "keep": lambda it: keep_change(it.run_id, it.step, by=it.by, press=it.press),
    "fill": lambda it: fill_variable(
        it.run_id,
        by=it.by,
        press=it.press,
        name=it.text("name"),
        value=it.text("value"),
        odd_too=it.text("odd") == "yes",
    ),
    "as-written": lambda it: use_as_written(it.run_id, by=it.by, press=it.press, name=it.text("name")),
    "agent": lambda it: choose_agent(it.run_id, by=it.by, press=it.press, agent_id=it.identity("agent")),
    "take-over": lambda it: take_over(it.run_id, by=it.by, press=it.press),
    "hold": lambda it: hold_run(it.run_id, by=it.by, press=it.anytime),
    "go-on": lambda it: go_on(it.run_id, by=it.by, press=it.press),
    "pause": lambda it: pause(it.run_id, by=it.by, press=it.anytime),
    "unpause": lambda it: unpause(it.run_id, by=it.by, press=it.press),
    "read-along": lambda it: set_mode(it.run_id, by=it.by, press=it.anytime, mode=Mode.READ_ALONG),
    "copilot": lambda it: set_mode(it.run_id, by=it.by, press=it.press, mode=Mode.COPILOT),
    "finish": lambda it: finish_run(
        it.run_id, by=it.by, press=it.press, resolved=it.text("resolved") == "yes"
    ),
    "abandon": lambda it: abandon_run(it.run_id, by=it.by, press=it.press),
}


@never_cache
@require_GET
@may(Act.READ)
def run(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """The run page; its moving parts alone for htmx, the newest output alone when it is the one asked for."""
    if not request.headers.get("HX-Request"):
        return render(request, "copilot/run.html", {"run": _fragment(request, run_id)})
    if shown := request.GET.get("output"):
        attempt = runs.newest_attempt(request.organisation_id, run_id)
        if attempt and log_id(attempt) == shown:
            return render(request, "copilot/_output.html", {"log": log_of(run_id, attempt)})
    return render(request, "copilot/_run.html", {"run": _fragment(request, run_id)})


@never_cache
@require_GET
@may(Act.READ)
def chart(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """The run as a flowchart; the drawing alone for htmx."""
    drawn = draw_chart(runs.run_page(request.organisation_id, run_id, request.member))
    part = "#drawing" if request.headers.get("HX-Request") else ""
    return render(request, f"copilot/chart.html{part}", {"chart": drawn})


@require_POST
@may(Act.RESPOND)
def act(request: MemberRequest, run_id: UUID, verb: str) -> HttpResponse:
    """One press: the action of that name. The page is drawn by the request that follows, htmx's too.

    What was pressed is committed before anything is drawn.
    """
    if verb not in VERBS:
        raise Http404
    VERBS[verb](heard(request, run_id))
    return redirect("copilot:run", run_id=run_id)


@never_cache
@require_GET
@may(Act.READ)
def output(request: MemberRequest, run_id: UUID, attempt_id: UUID) -> HttpResponse:
    """The whole output of an attempt as text, from the given offset on."""
    offset = int(request.GET.get("from", "0")) if request.GET.get("from", "0").isdigit() else 0
    parts = []
    size = 0
    while size < MOST_BYTES:
        part = runs.output(request.organisation_id, attempt_id, offset)
        if part.dropped:
            parts.append(f"\n[{part.dropped} bytes are missing here]\n".encode())
        parts.append(part.data)
        size += len(part.data)
        if not part.data or part.next_offset == offset:
            break
        offset = part.next_offset
    answer = HttpResponse(b"".join(parts), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="output-{attempt_id}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# What a browser can still show; the rest is fetched with ?from=.
MOST_BYTES: Final = 16 * 1024 * 1024


def _fragment(request: MemberRequest, run_id: UUID) -> RunFragment:
    view = runs.run_page(request.organisation_id, run_id, request.member)
    around = around_run(request.organisation_id, view.incident_id)
    return draw_run(view, around, now=clock.now(), viewer=request.member.name)
