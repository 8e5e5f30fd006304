"""Sign-in by link, the first organisation, invitations, people and roles."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ddrun.accounts import queries
from ddrun.accounts.actions.organisations import create_first_organisation
from ddrun.accounts.actions.people import give_role, invite, join, take_role
from ddrun.accounts.actions.sign_in import record_sign_in
from ddrun.accounts.forms import InviteForm, JoinForm, RoleForm, WelcomeForm
from ddrun.accounts.models import User
from ddrun.accounts.tokens import read_demo_token, read_welcome_token
from ddrun.accounts.types import SESSION_KEY
from ddrun.lib.access import Act, Role
from ddrun.lib.errors import Conflict, NotFound, Refusal
from ddrun.lib.http import MemberRequest, may, public

_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


@public
@require_GET
@never_cache
def sign_in_to_demo(request: HttpRequest, token: str) -> HttpResponse:
    """One click into the demo, from this machine only."""
    if not settings.DDRUN_DEMO or request.META.get("REMOTE_ADDR") not in _LOOPBACK:
        raise Http404
    try:
        user = User.objects.get(pk=read_demo_token(token))
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise Http404 from error
    _sign_in(request, user, way="demo link")
    return redirect("/")


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The first visit: makes the organisation and its administrator."""
    try:
        read_welcome_token(token)
    except signing.BadSignature as error:
        raise Http404 from error
    if queries.has_organisation():
        raise Conflict("This link was used already. Sign in, or ask an administrator for an invitation.")
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = create_first_organisation(
            said["organisation"], person=said["name"], email=said["email"], password=said["password"]
        )
        _sign_in(request, user, way="welcome link")
        return redirect("/")
    return render(request, "accounts/welcome.html", {"form": form}, status=422 if form.errors else 200)


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@never_cache
def join_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person's first visit."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        raise NotFound("This invitation was used already, has expired or does not exist. Ask for a new one.")
    known = User.objects.filter(email__iexact=invitation.email).exists()
    form = JoinForm(request.POST or None, new_account=not known)
    context = {"form": form, "invitation": invitation, "known": known}
    if request.method == "POST" and form.is_valid():
        try:
            user = join(token, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        except Refusal as refusal:
            form.add_error("password", str(refusal))
        else:
            _sign_in(request, user, way="invitation")
            return redirect("/")
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


@may(Act.READ)
@require_GET
def people(request: MemberRequest) -> HttpResponse:
    """Everyone in the organisation, and who is invited."""
    return _people_page(request, InviteForm())


@may(Act.MANAGE_PEOPLE)
@require_POST
def invite_person(request: MemberRequest) -> HttpResponse:
    """Makes an invitation; its link is on this one answer and never again."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=422)
    invited = invite(form.cleaned_data["email"], roles=form.cleaned_data["roles"], by=request.member)
    link = settings.DDRUN_PUBLIC_URL + reverse("accounts:join", args=[invited.token])
    return _people_page(request, InviteForm(), link=link, invited=invited.email)


@may(Act.MANAGE_PEOPLE)
@require_POST
def change_role(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Gives or takes one role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Refusal("Choose a role that exists, and whether to give or to take it.")
    change = give_role if form.cleaned_data["act"] == "give" else take_role
    change(request.organisation_id, member_id, form.cleaned_data["role"], by=request.member)
    return redirect("accounts:people")


def _people_page(
    request: MemberRequest, form: InviteForm, *, status: int = 200, link: str = "", invited: str = ""
) -> HttpResponse:
    context = {
        "members": queries.members(request.organisation_id),
        "invitations": queries.pending_invitations(request.organisation_id),
        "roles": list(Role),
        "form": form,
        "link": link,
        "invited": invited,
        "may_manage": request.member.may(Act.MANAGE_PEOPLE),
    }
    return render(request, "accounts/people.html", context, status=status)


def _sign_in(request: HttpRequest, user: User, *, way: str) -> None:
    login(request, user, backend=_BACKEND)
    request.session.pop(SESSION_KEY, None)
    record_sign_in(user, way=way)
