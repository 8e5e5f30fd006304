"""The way in, what is new for a person, and the brake for everything."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ddrun.copilot.news import news_for
from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may, public
from execution.actions.hold import hold_everything, lift_hold


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What it is, with a box to try it; who is signed in goes to the incidents."""
    if getattr(request, "member", None):
        return redirect("/incidents/")
    return render(request, "home.html")


@never_cache
@require_GET
@may(Act.READ)
def news(request: MemberRequest) -> HttpResponse:
    """What waits for this person, for the count in the bar and for notifications."""
    return JsonResponse(news_for(request.member))


@require_POST
@may(Act.HOLD_EVERYTHING)
def hold(request: MemberRequest) -> HttpResponse:
    """Holds every run of the organisation."""
    hold_everything(
        by=request.member,
        idempotency_key=request.POST.get("key", ""),
        reason=request.POST.get("reason", "").strip(),
    )
    return _back(request)


@require_POST
@may(Act.LIFT_HOLD)
def lift(request: MemberRequest) -> HttpResponse:
    """Lifts the hold."""
    lift_hold(by=request.member, idempotency_key=request.POST.get("key", ""))
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    to = request.POST.get("next", "/")
    return redirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/")
