"""What a command prints stands on open pages at once, for who may read it; the record takes its place."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session

from ddrun.accounts.models import Membership
from ddrun.copilot import consumer
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution import prints
from execution.feed import run_group
from execution.models import Run, StepRun
from execution.protocol.messages import Output
from tests.ddrun.test_live_link import _link, _run_of


def _word(data: bytes, offset: int = 0, dropped: int = 0) -> Output:
    return Output("c", "a", "stdout", offset, data, dropped)


def _printing() -> prints.Printing:
    return prints.Printing(uuid4(), uuid4(), uuid4())


def test_chunks_are_told_in_order_and_a_character_cut_in_two_is_whole_again() -> None:
    printing = _printing()
    half = "née".encode()
    first, second = printing.event(_word(half[:2])), printing.event(_word(half[2:], 2))
    assert first and second
    assert (first["text"], first["offset"], second["text"], second["offset"]) == ("n", 0, "ée", 2)


@pytest.mark.parametrize(
    "word",
    [
        pytest.param(_word(b"later", 5), id="gap"),
        pytest.param(_word(b"cut", 0, 7), id="dropped"),
        pytest.param(_word(b"x" * (prints.SHOWN_BYTES + 1)), id="long"),
    ],
)
def test_what_is_no_plain_continuation_is_left_to_the_record(word: Output) -> None:
    assert _printing().event(word) is None


def _event(run: Run, text: str, *, elsewhere: bool = False) -> dict[str, Any]:
    step = StepRun.objects.filter(run=run).first()
    assert step is not None
    event = prints.Printing(run.id, step.id, uuid4()).event(_word(text.encode()))
    assert event is not None
    return event | ({"from": "another process"} if elsewhere else {})


def _within[T](member: Member, act: Callable[[], T]) -> Any:
    def acting() -> T:
        with tenant(member.organisation_id):
            return act()

    return database_sync_to_async(acting)()


async def _listening(member: Member) -> tuple[Any, Run]:
    run = await database_sync_to_async(_run_of)(member)
    link = await database_sync_to_async(_link)(member, f"/live/run/{run.id}/")
    await link.connect()
    assert (await link.receive_json_from(5))["kind"] == "hello"
    return link, run


@pytest.mark.django_db(transaction=True)
async def test_an_open_page_hears_what_is_printed_once(alice: Member) -> None:
    link, run = await _listening(alice)
    event = await _within(alice, lambda: _event(run, "hi <b>\n"))
    await prints.show(run.id, event)
    await get_channel_layer().group_send(run_group(run.id), {"type": "news", "kind": "run", "sequence": 9})
    told = await link.receive_json_from(5)
    assert told == {name: event[name] for name in ("kind", "step", "attempt", "offset", "end", "text")}
    assert (await link.receive_json_from(5))["kind"] == "run", "the detour told it a second time"
    await link.disconnect()
    assert run.id not in prints._PAGES


@pytest.mark.django_db(transaction=True)
async def test_a_page_of_another_process_hears_it_too(alice: Member) -> None:
    link, run = await _listening(alice)
    event = await _within(alice, lambda: _event(run, "hi\n", elsewhere=True))
    await get_channel_layer().group_send(run_group(run.id), event)
    assert (await link.receive_json_from(5))["text"] == "hi\n"
    await link.disconnect()


def _sign_out() -> object:
    return Session.objects.all().delete()


def _dismiss() -> object:
    return Membership.objects.update(active=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", [_sign_out, _dismiss])
async def test_who_is_gone_is_shown_nothing(
    alice: Member, monkeypatch: pytest.MonkeyPatch, leave: Callable[[], object]
) -> None:
    monkeypatch.setattr(consumer, "LOOK_AGAIN", 0.0)
    link, run = await _listening(alice)
    event = await _within(alice, lambda: _event(run, "secret of ours\n"))
    await _within(alice, leave)
    await prints.show(run.id, event)
    closed = await link.receive_output(5)
    assert (closed["type"], closed["code"]) == ("websocket.close", consumer.SIGNED_OUT)


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_breaks_keeps_it_from_nobody(alice: Member) -> None:
    link, run = await _listening(alice)

    async def breaks(_: dict[str, Any]) -> None:
        raise RuntimeError("a page that is gone")

    prints.hear(run.id, breaks)
    await prints.show(run.id, await _within(alice, lambda: _event(run, "hi\n")))
    assert (await link.receive_json_from(5))["text"] == "hi\n"
    prints.hear_no_more(run.id, breaks)
    await link.disconnect()
