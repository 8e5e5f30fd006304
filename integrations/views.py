"""Where vendors knock, and the page on which hooks are made, changed and looked after."""

import json
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ddrun.lib.access import Act
from ddrun.lib.errors import Refusal
from ddrun.lib.http import MemberRequest, may, public
from integrations import queries
from integrations.forms import ConnectForm, SecretForm
from integrations.inbox import arrive, replay
from integrations.keys import change_key, connect, keep_signing_secret
from integrations.registry import VENDORS
from integrations.types import NewKey
from integrations.wire import LARGEST_BODY, too_large

_BEARER: Final = "bearer "


@public
@csrf_exempt
@never_cache
def hook(request: HttpRequest, vendor_name: str, key: str = "") -> HttpResponse:
    """A vendor's POST: 202 once it is kept, or a problem (RFC 9457); a bearer header may be the key."""
    if request.method != "POST":
        return _problem(HTTPStatus.METHOD_NOT_ALLOWED, "A hook is sent to with POST.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    given = key or _bearer(headers.get("authorization", ""))
    try:
        arrived = arrive(vendor_name, given, _body(request), headers)
    except Refusal as refusal:
        return _problem(refusal.status, str(refusal))
    kept = {"delivery": str(arrived.delivery_id), "repeated": arrived.repeated}
    return JsonResponse(kept, status=HTTPStatus.ACCEPTED)


@require_GET
@may(Act.READ)
def index(request: MemberRequest) -> HttpResponse:
    """Every hook and the last deliveries."""
    return _page(request, ConnectForm())


@require_POST
@may(Act.MANAGE_INTEGRATIONS)
@never_cache
def new(request: MemberRequest) -> HttpResponse:
    """Makes a hook and shows its key this once."""
    form = ConnectForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    made = connect(form.cleaned_data["vendor"], form.cleaned_data["name"], by=request.member)
    return _page(request, ConnectForm(), made=made)


@require_POST
@may(Act.MANAGE_INTEGRATIONS)
@never_cache
def new_key(request: MemberRequest, connection_id: UUID) -> HttpResponse:
    """Changes a hook's key and shows the new one this once."""
    return _page(request, ConnectForm(), made=change_key(connection_id, by=request.member))


@require_POST
@sensitive_post_parameters("secret")
@may(Act.MANAGE_INTEGRATIONS)
def secret(request: MemberRequest, connection_id: UUID) -> HttpResponse:
    """Keeps a vendor's signing secret, sealed."""
    form = SecretForm(request.POST)
    if not form.is_valid():
        raise Refusal("Paste the signing secret as the vendor shows it.")
    keep_signing_secret(connection_id, form.cleaned_data["secret"], by=request.member)
    messages.success(request, "The signing secret is kept, sealed.")
    return redirect("integrations:index")


@require_GET
@may(Act.MANAGE_INTEGRATIONS)
def delivery(request: MemberRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery as it arrived."""
    row, text = queries.delivery_text(request.organisation_id, delivery_id)
    return render(request, "integrations/delivery.html", {"delivery": row, "text": text})


@require_POST
@may(Act.MANAGE_INTEGRATIONS)
def again(request: MemberRequest, delivery_id: UUID) -> HttpResponse:
    """Reads a delivery once more."""
    return redirect("integrations:delivery", replay(delivery_id, by=request.member))


def _body(request: HttpRequest) -> bytes:
    """The body, refused before it is read where its length already says that it is too large."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdecimal() and int(told) > LARGEST_BODY:
        raise too_large()
    raw = request.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        raise too_large()
    return raw


def _bearer(header: str) -> str:
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""


def _problem(status: HTTPStatus, sentence: str) -> HttpResponse:
    problem = {"title": status.phrase, "status": status.value, "detail": sentence}
    response = JsonResponse(problem, status=status, content_type="application/problem+json")
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "POST"
    return response


def _page(
    request: MemberRequest,
    form: ConnectForm,
    *,
    made: NewKey | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "connections": queries.connections(request.organisation_id),
        "deliveries": queries.last_deliveries(request.organisation_id),
        "form": form,
        "secret_form": SecretForm(),
        "made": made,
        "address": _address(made) if made else "",
        "trial": _trial(made) if made else "",
        "setup": VENDORS[made.vendor].setup if made else "",
        "may_manage": request.member.may(Act.MANAGE_INTEGRATIONS),
    }
    return render(request, "integrations/index.html", context, status=status)


def _address(made: NewKey) -> str:
    return f"{settings.DDRUN_PUBLIC_URL}/hooks/{made.vendor}/{made.key}"


def _trial(made: NewKey) -> str:
    """A command that sends this hook a test; empty where the vendor signs, which a curl line cannot."""
    known = VENDORS[made.vendor]
    if known.verify is not None:
        return ""
    sample = json.dumps(known.sample, separators=(",", ":")).replace("'", "'\\''")
    return (
        f"curl -sS -X POST -H 'Content-Type: application/json' -H 'Authorization: Bearer {made.key}'"
        f" -d '{sample}' {settings.DDRUN_PUBLIC_URL}/hooks/{made.vendor}"
    )
