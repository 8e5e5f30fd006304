"""What a command prints stands on the page before it is stored, as text, and the record takes its place."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from execution import prints
from execution.models import Attempt
from execution.protocol.messages import Output
from tests.flows.test_piloting import live, primary
from tests.flows.world import World
from tests.makers.execution import YELLOW, last_attempt, says, says_ended, says_started

Opens = Callable[..., Page]


def _pressed(world: World, browse: Opens, alice: Member) -> tuple[Page, Any, prints.Printing]:
    run = world.run(alice, YELLOW, YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    primary(page).click()
    expect(page.locator("#run-dock")).to_contain_text("Sending step 1")
    attempt: Attempt = world.do(lambda: last_attempt(run))
    return page, attempt, prints.Printing(run.id, attempt.step_id, attempt.id)


def _prints(world: World, printing: prints.Printing, data: bytes) -> None:
    """As a server does that the agent is connected to, in another process."""
    event = printing.event(Output("c", str(printing.attempt_id), "stdout", printing.shown, data, 0))
    assert event
    world.do(lambda: async_to_sync(prints.show)(printing.run_id, event))


def test_what_is_printed_stands_there_before_it_is_stored(world: World, browse: Opens, alice: Member) -> None:
    page, attempt, printing = _pressed(world, browse, alice)
    lines = page.locator("#now .log li[id]")
    _prints(world, printing, b"stopping <i>all</i>\nstart")
    expect(lines).to_have_text(["stopping <i>all</i>", "start"])
    _prints(world, printing, b"ing\n")
    expect(lines).to_have_text(["stopping <i>all</i>", "starting"])
    # The page fetches its parts, in which none of it is stored yet: what was shown stays.
    world.do(lambda: says_started(attempt))
    expect(page.locator("#run-dock")).to_contain_text("Running step 1")
    expect(lines).to_have_text(["stopping <i>all</i>", "starting"])


def test_the_record_takes_the_place_of_what_was_shown(world: World, browse: Opens, alice: Member) -> None:
    page, attempt, printing = _pressed(world, browse, alice)
    _prints(world, printing, b"one\n")
    expect(page.locator("#now .log li[id]")).to_have_text(["one"])
    whole = b"one\ntwo\n"
    world.do(lambda: says_started(attempt))
    world.do(lambda: says(attempt, whole))
    expect(page.locator("#now .log li[id]")).to_have_text(["one", "two"])
    world.do(lambda: says_ended(attempt, data=whole))
    expect(page.locator(".row").first).to_contain_text("two")
    expect(page.locator("#now .log")).to_have_count(0)


def test_the_record_counts_where_it_shows_less_than_that(world: World, browse: Opens, alice: Member) -> None:
    page, attempt, printing = _pressed(world, browse, alice)
    whole = b"".join(b"line %d\n" % number for number in range(1, 502)) + b"zero \0 \0 \0\n"
    _prints(world, printing, whole)
    expect(page.locator("#now .log li[id]")).to_have_count(502)
    world.do(lambda: says_started(attempt))
    world.do(lambda: says(attempt, whole))
    expect(page.locator("#now .log li.fold")).to_have_text("102 earlier lines")
    expect(page.locator("#now .log li[id]")).to_have_count(400)
