"""What allauth asks us: who may sign up, and what happens after a sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from ddrun.accounts.actions.sign_in import record_sign_in, record_sign_out


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; every sign-in and sign-out is an entry."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Records the sign-in, then goes on as allauth does."""
        record_sign_in(user, way="password")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Records the sign-out before the session forgets who it was."""
        record_sign_out(request)
        super().logout(request)
