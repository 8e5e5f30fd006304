"""`POST /agents/enrol`: a program with a one-time token becomes an agent."""

import base64
import binascii
import json
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ddrun.accounts.queries import organisation_by_slug, slug_of
from ddrun.lib.errors import NotAllowed, Refusal
from ddrun.lib.http import public
from ddrun.lib.signing import server_public_key
from ddrun.lib.tenancy import tenant
from execution.actions.agents import Enrolment, enrol
from execution.protocol.messages import VERSIONS
from execution.protocol.signing import KEY_BYTES, proves_enrolment

LARGEST_BODY: Final = 65_536
_TEXTS: Final = ("token", "public_key", "proof", "name", "program", "environment")


@public
@csrf_exempt
@require_POST
def enrol_agent(request: HttpRequest) -> JsonResponse:
    """201 with the agent's id and the key it pins, or a 4xx with `{"error": sentence}`."""
    try:
        return JsonResponse(_enrolled(_body(request)), status=HTTPStatus.CREATED)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)


def _enrolled(body: dict[str, Any]) -> dict[str, str]:
    key = _key(body["public_key"])
    if not set(body.get("versions") or ()) & set(VERSIONS):
        raise Refusal(
            f"This server speaks versions {list(VERSIONS)} of the protocol; the agent speaks none of them."
        )
    card = organisation_by_slug(slug_of(body["token"]))
    if card is None or not proves_enrolment(key, body["token"], body["proof"]):
        raise NotAllowed("This enrolment token is not valid, or the key was not proven.")
    enrolment = Enrolment(
        token=body["token"],
        public_key=key,
        name=body["name"].strip(),
        program=body["program"],
        environment=body["environment"],
        labels=_texts(body.get("labels")),
        host=_texts(body.get("host")),
    )
    with tenant(card.id):
        agent_id = enrol(card.id, enrolment)
    return {
        "agent": f"{card.slug}.{agent_id}",
        "organisation": str(card.id),
        "name": enrolment.name,
        "server_key": base64.b64encode(server_public_key()).decode(),
        "socket": _socket(),
    }


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise Refusal(f"The request is longer than {LARGEST_BODY} bytes.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as odd:
        raise Refusal("The request is not a JSON object.") from odd
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in _TEXTS):
        raise Refusal(f"The request needs the texts {', '.join(_TEXTS)}.")
    if not body["name"].strip() or "\0" in body["name"]:
        raise Refusal("The agent needs a name.")
    return body


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Refusal(f"The public key is not the base64 of {KEY_BYTES} bytes.")
    return key


def _texts(value: Any) -> dict[str, str]:
    given = value if isinstance(value, dict) else {}
    if len(given) > 64 or not all(isinstance(one, str) and "\0" not in one for one in given.values()):
        raise Refusal("Labels and host facts are at most 64 texts.")
    return {str(name)[:100]: one[:1000] for name, one in given.items()}


def _socket() -> str:
    scheme, _, rest = str(settings.DDRUN_PUBLIC_URL).partition("://")
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest.rstrip('/')}/agents/socket"
