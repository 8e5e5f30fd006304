"""The live link of a page: it tells members that there is news, takes no orders, and knows no strangers."""

from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings

from ddrun.accounts.queries import organisation
from ddrun.asgi import application
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.hand import skip_step
from execution.actions.hold import hold_run
from execution.models import Attempt, Run
from tests.makers.execution import YELLOW, make_agent, make_run, press, step_at
from tests.people import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def _link(member: Member | None, path: str) -> Any:
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    if member is not None:
        browser = client_of(member)
        # The page comes first, and with it the organisation that the session works in.
        browser.get("/approvals/")
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    return WebsocketCommunicator(application, path, headers=headers)


async def _closes_with(member: Member | None, path: str) -> int:
    link = await database_sync_to_async(_link)(member, path)
    await link.connect()
    closed = await link.receive_output(5)
    assert closed["type"] == "websocket.close"
    return int(closed["code"])


def _run_of(member: Member) -> Run:
    with tenant(member.organisation_id):
        make_agent(organisation(member.organisation_id), "queue-1")
        return make_run(member, YELLOW, YELLOW)


async def test_a_move_of_the_run_rings_on_its_page_with_the_next_number(alice: Member) -> None:
    run = await database_sync_to_async(_run_of)(alice)
    link = await database_sync_to_async(_link)(alice, f"/live/run/{run.id}/")
    await link.connect()
    hello = await link.receive_json_from(5)
    assert (hello["kind"], hello["seq"]) == ("hello", run.last_event)

    def hold() -> None:
        with tenant(alice.organisation_id):
            hold_run(run.id, by=alice, press=press(run))

    await database_sync_to_async(hold)()
    news = await link.receive_json_from(5)
    assert news == {"kind": "run", "seq": run.last_event + 1}
    await link.disconnect()


async def test_the_bell_carries_no_content(alice: Member) -> None:
    run = await database_sync_to_async(_run_of)(alice)
    link = await database_sync_to_async(_link)(alice, "/live/org/")
    await link.connect()
    hello = await link.receive_json_from(5)
    assert set(hello) == {"kind", "seq", "now"}

    def skip() -> None:
        with tenant(alice.organisation_id):
            skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="a secret of ours")

    await database_sync_to_async(skip)()
    news = await link.receive_json_from(5)
    assert set(news) == {"kind", "seq"}
    await link.disconnect()


async def test_nothing_can_be_ordered_through_the_link(alice: Member) -> None:
    run = await database_sync_to_async(_run_of)(alice)
    link = await database_sync_to_async(_link)(alice, f"/live/run/{run.id}/")
    await link.connect()
    await link.receive_json_from(5)
    await link.send_json_to({"verb": "step", "key": "k", "revision": run.revision})
    assert await link.receive_nothing(0.2)
    await link.disconnect()

    def sent() -> int:
        with tenant(alice.organisation_id):
            return Attempt.objects.filter(run_id=run.id).count()

    assert await database_sync_to_async(sent)() == 0


async def test_who_is_signed_out_hears_nothing() -> None:
    assert await _closes_with(None, "/live/org/") == 4401


async def test_another_organisations_run_is_not_there_to_be_heard(alice: Member, mallory: Member) -> None:
    run = await database_sync_to_async(_run_of)(alice)
    assert await _closes_with(mallory, f"/live/run/{run.id}/") == 4404


@pytest.mark.parametrize("scope", ["run", "incident"])
async def test_what_does_not_exist_closes_the_same_way(alice: Member, scope: str) -> None:
    assert await _closes_with(alice, f"/live/{scope}/{uuid4()}/") == 4404


async def test_a_page_of_another_site_cannot_listen(alice: Member) -> None:
    link = await database_sync_to_async(_link)(alice, "/live/org/")
    link.scope["headers"] = [
        (name, b"https://evil.example" if name == b"origin" else value)
        for name, value in link.scope["headers"]
    ]
    connected, _ = await link.connect()
    assert not connected
