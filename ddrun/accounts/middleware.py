"""Finds out who asks and for which organisation, and keeps the tenant open until the answer is drawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from ddrun.accounts import queries
from ddrun.accounts.models import User
from ddrun.accounts.types import SESSION_KEY
from ddrun.lib.tenancy import tenant


class MemberMiddleware:
    """Sets `request.member` and `request.organisation_id`, or leaves both None.

    The transaction spans the whole answer, because a template may still read rows while it is drawn;
    an answer of 500 and above takes back what the view had written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.member = request.organisation_id = None
        if request.path.startswith("/static/") or not request.user.is_authenticated:
            return self.get_response(request)
        organisation_id = chosen_organisation(request)
        if organisation_id is None:
            return self.get_response(request)
        with tenant(organisation_id):
            request.member = queries.member_of(request.user, organisation_id)
            if request.member:
                request.organisation_id = organisation_id
            else:
                # They left it since the session chose it; the next page chooses again.
                request.session.pop(SESSION_KEY, None)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def chosen_organisation(request: HttpRequest) -> UUID | None:
    """The organisation the session works in: what was chosen, else the person's first."""
    chosen = request.session.get(SESSION_KEY)
    if chosen:
        return UUID(chosen)
    if not isinstance(request.user, User):
        return None
    first = next(iter(queries.organisations_of(request.user)), None)
    if first is None:
        return None
    request.session[SESSION_KEY] = str(first.id)
    return first.id
