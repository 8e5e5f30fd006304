"""Requests as our views see them, who may call a view, and refusals as pages."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from ddrun.lib.access import Act, Member, require
from ddrun.lib.errors import Refusal


class MemberRequest(HttpRequest):
    """A request of a signed-in person in one organisation; `@may` promises both."""

    member: Member
    organisation_id: UUID


def may[**P](
    act: Act,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Lets only members whose roles allow `act` in; who is signed out is sent to the sign-in page.

    Raises NotAllowed, which `RefusalMiddleware` turns into a page.
    """

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member: Member | None = getattr(request, "member", None)
            if member is None:
                return redirect_to_login(request.get_full_path())
            require(member, act)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the middleware has set both

        guarded.act = act  # type: ignore[attr-defined]  # read by the test that walks every URL
        return guarded

    return decorate


def public[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view as meant for people who are not signed in; a test lists every view without a mark."""
    view.public = True  # type: ignore[attr-defined]
    return view


class RefusalMiddleware:
    """Turns a `Refusal` into what the caller can read: a page, a fragment, or problem JSON (RFC 9457)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; any other exception goes on."""
        if not isinstance(exception, Refusal):
            return None
        return refusal_response(request, str(exception), exception.status)


def refusal_response(request: HttpRequest, sentence: str, status: HTTPStatus) -> HttpResponse:
    """The sentence in the form the caller asked for."""
    if not request.accepts("text/html"):
        problem: dict[str, Any] = {"title": status.phrase, "status": status.value, "detail": sentence}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    context = {"title": status.phrase, "message": sentence, "status": status.value}
    template = "_refusal.html" if request.headers.get("HX-Request") else "refusal.html"
    return render(request, template, context, status=status)
