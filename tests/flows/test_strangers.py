"""Every address of the product, walked by a stranger: nothing of Acme's is there for them.

A new address with a new kind of id fails here until its id is named below.
"""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from compliance.types import Actor
from ddrun.accounts.actions.people import invite
from ddrun.accounts.types import OrganisationCard
from ddrun.asgi import application
from ddrun.copilot.views.incidents import VERBS as incident_verbs
from ddrun.copilot.views.runs import VERBS as run_verbs
from ddrun.lib.access import Member, Role
from ddrun.lib.ids import secret_token, uuid7
from ddrun.lib.tenancy import tenant
from execution.actions.exceptions import ask_exception
from execution.models import Approval, Attempt
from incidents.actions.receive import receive
from incidents.models import Incident
from incidents.types import AlertIn, AlertState, Severity
from integrations.inbox import arrive
from integrations.keys import connect
from integrations.models import Delivery
from runbooks.actions.rules import add_rule
from runbooks.models import RunbookVersion, Suggestion
from runbooks.types import Effect, Matches
from tests.makers.execution import make_agent, make_run, runs_through
from tests.makers.runbooks import make_runbook
from tests.people import client_of

ROOMS = ("ddrun", "integrations", "incidents", "execution", "runbooks", "compliance")
# These take a token that is its own proof, not an id; their own tests try wrong ones.
BY_TOKEN = {"token", "key", "vendor_name"}
# Whatever a form of ours may hold, so that no answer is about a field that is missing.
FORM = dict.fromkeys(("command", "title", "reason", "note", "name", "value", "typed", "resolved"), "x")
FORM |= {
    "revision": "1",
    "branch": "0",
    "role": "viewer",
    "act": "give",
    "secret": "s" * 40,
    "digest": "d" * 64,
}


@dataclass(frozen=True)
class World:
    """Real rows of Acme's, by the names that addresses give to ids."""

    ids: dict[str, list[str]]


def number_nobody_else_has(incident_id: UUID) -> int:
    """Umbrella has no incident, so Acme's number is a stranger's number to Mallory."""
    return Incident.objects.values_list("number", flat=True).get(id=incident_id)


@pytest.fixture
def world(acme: OrganisationCard, olga: Member, alice: Member, adam: Member) -> World:
    with tenant(acme.id):
        saved = make_runbook(olga)
        agent = make_agent(acme)
        alert = AlertIn("QueueStuck", Severity.CRITICAL, AlertState.FIRING, "f1", service="queue")
        received = receive(alert, organisation_id=acme.id, actor=Actor("system", "hook", "hook"))
        assert received.incident_id is not None
        run = make_run(alice, "uptime", "rm -rf /srv/queue", incident_id=received.incident_id)
        runs_through(run)
        attempt = Attempt.objects.filter(run=run).latest("sent_at", "id")
        key = connect("alertmanager", "prometheus", by=adam)
        invite("new@acme.example", roles=frozenset({Role.VIEWER}), by=adam)
        suggestion = Suggestion.objects.create(
            organisation_id=acme.id, version=RunbookVersion.objects.get(id=saved.version_id), asked_by="Olga"
        )
        rule_id = add_rule(
            "terraform destroy",
            effect=Effect.FORBID,
            matches=Matches.COMMAND,
            reason="never",
            by=olga,
            idempotency_key=secret_token(),
        )
        exception_id = ask_exception(
            agent.id, "rm -rf /srv/queue", reason="r", days=3, by=olga, idempotency_key=secret_token()
        )
        ids = {
            "rule_id": rule_id,
            "exception_id": exception_id,
            "runbook_id": saved.runbook_id,
            "other_id": make_runbook(olga, "# Disk\n\n1. Run `df -h`.\n").runbook_id,
            "version_id": saved.version_id,
            "suggestion_id": suggestion.id,
            "agent_id": agent.id,
            "incident_id": received.incident_id,
            "number": number_nobody_else_has(received.incident_id),
            "run_id": run.id,
            "attempt_id": attempt.id,
            "approval_id": Approval.objects.filter(run=run).values_list("id", flat=True).first() or run.id,
            "member_id": alice.id,
            "connection_id": key.connection_id,
            "before": 1,
            "after": 2,
        }
    arrive("alertmanager", key.key, b'{"version": "4", "alerts": []}', {"content-type": "application/json"})
    with tenant(acme.id):
        ids["delivery_id"] = Delivery.objects.values_list("id", flat=True).first() or key.connection_id
    return World(
        {name: [str(value)] for name, value in ids.items()} | {"verb": [*incident_verbs, *run_verbs]}
    )


def addresses(world: World) -> Iterator[str]:
    for pattern, path in _patterns(get_resolver()):
        names = list(pattern.pattern.converters)
        if not names or set(names) & BY_TOKEN or pattern.callback.__module__.split(".")[0] not in ROOMS:
            continue
        unknown = set(names) - set(world.ids)
        assert not unknown, f"{path} has ids this test does not know: {unknown}"
        yield from _filled(path, names, world)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_with_another_organisation_s_ids_is_not_there(
    world: World, mallory: Member, method: str
) -> None:
    stranger = client_of(mallory)
    answers = {}
    for address in addresses(world):
        form = FORM | {"key": secret_token(), "step": str(uuid7()), "agent": str(uuid7())}
        answer = getattr(stranger, method)(address, form if method == "post" else {})
        answers[address] = answer.status_code
    assert len(answers) >= 15
    assert {address: status for address, status in answers.items() if status not in (404, 405)} == {}


@pytest.mark.django_db
def test_the_owner_s_colleagues_do_find_what_strangers_do_not(world: World, vera: Member) -> None:
    colleague = client_of(vera)
    pages = [
        f"/runbooks/{world.ids['runbook_id'][0]}/",
        f"/incidents/{world.ids['number'][0]}/",
        f"/runs/{world.ids['run_id'][0]}/",
    ]
    assert {page: colleague.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("about", ["run", "incident"])
def test_a_socket_about_another_organisation_s_run_closes_as_not_there(
    world: World, mallory: Member, about: str
) -> None:
    address = f"/live/{about}/{world.ids[f'{about}_id'][0]}/"
    cookie = session_of(mallory)
    # A browser test before this one may have left its loop running in the main thread.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(lambda: asyncio.run(closing_code(address, cookie))).result() == 4404


async def closing_code(address: str, cookie: bytes) -> int:
    headers = [(b"cookie", cookie), (b"origin", b"http://localhost"), (b"host", b"localhost")]
    link = WebsocketCommunicator(application, address, headers=headers)
    await link.connect(timeout=10)
    closed = await link.receive_output(timeout=10)
    await database_sync_to_async(connections.close_all)()
    assert closed["type"] == "websocket.close"
    return int(closed["code"])


def session_of(member: Member) -> bytes:
    browser = client_of(member)
    browser.get("/people/")
    return f"ddrun_session={browser.cookies['ddrun_session'].value}".encode()


def _filled(path: str, names: list[str], world: World) -> Iterator[str]:
    for verb in world.ids["verb"] if "verb" in names else ("",):
        filled = path
        for name in names:
            value = verb if name == "verb" else world.ids[name][0]
            filled = filled.replace(f"{{{name}}}", value)
        yield filled


def _patterns(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[Any, str]]:

    for entry in resolver.url_patterns:
        path = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield entry, path
        else:
            yield from _patterns(entry, path)
