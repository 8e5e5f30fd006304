"""A person pilots a run in a real browser: one button, live news, and nothing sent that was not meant."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from tests.flows.conftest import PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.execution import (
    GREEN,
    RED,
    YELLOW,
    decision,
    last_attempt,
    runs_through,
    says,
    says_ended,
    says_started,
    step,
)

Opens = Callable[..., Page]


def primary(page: Page) -> Any:
    """The filled button in the dock."""
    return page.locator("#run-dock .btn.primary")


def live(page: Page) -> None:
    """Waits until the page hears."""
    expect(page.locator("#live")).to_have_text("Live")


def test_enter_on_the_focused_button_runs_the_step(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, step(YELLOW, title="Restart the worker"), YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    expect(primary(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#run-dock")).to_contain_text("Sending step 1")
    assert world.attempts(run.id) == 1


def test_a_second_enter_meant_for_the_step_before_does_not_run_the_next(
    world: World, browse: Opens, alice: Member
) -> None:
    run = world.run(alice, step(title="Tell the channel"), YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.keyboard.press("Enter")
    expect(primary(page)).to_have_attribute("data-arming", "")
    page.keyboard.press("Enter")
    expect(primary(page)).to_be_enabled()
    expect(primary(page)).not_to_have_attribute("data-arming", "")
    assert world.attempts(run.id) == 0
    page.keyboard.press("Enter")
    expect(page.locator("#run-dock")).to_contain_text("Sending step 2")


def test_two_people_see_the_same_run_live(world: World, browse: Opens, alice: Member, bob: Member) -> None:
    run = world.run(alice, step(YELLOW, title="Restart the worker"), YELLOW)
    hers = browse(alice, f"/runs/{run.id}/")
    his = browse(bob, f"/runs/{run.id}/", size=PHONE)
    live(hers)
    expect(his.locator("#live.on")).to_be_attached()
    primary(hers).click()
    expect(his.locator("#run-dock")).to_contain_text("Sending step 1 on queue-1")
    attempt = world.do(lambda: last_attempt(run))
    world.do(lambda: says_started(attempt))
    world.do(lambda: says(attempt, b"stopping\n"))
    for page in (hers, his):
        expect(page.locator("#now .log")).to_contain_text("stopping")
    world.do(lambda: says(attempt, b"started\n", 9))
    world.do(lambda: says_ended(attempt, data=b"stopping\nstarted\n"))
    expect(hers.locator(".row").first).to_contain_text("started")
    expect(primary(hers)).to_have_text(re.compile("Run step 2"))
    expect(his.locator("#run-dock")).to_contain_text("Alice drives")


def test_a_danger_step_takes_two_people_and_the_targets_name(
    world: World, browse: Opens, alice: Member, bob: Member
) -> None:
    run = world.run(alice, step(RED, title="Drop the scratch file"))
    hers = browse(alice, f"/runs/{run.id}/")
    his = browse(bob, "/approvals/")
    live(hers)
    live(his)
    primary(hers).click()
    expect(hers.locator("#run-dock")).to_contain_text("Waiting for an approver")
    expect(his.locator("article")).to_contain_text(RED)
    his.get_by_role("button", name="Approve this command").click()
    expect(his.locator("#approvals")).to_contain_text("Nothing waits for consent")
    field = hers.get_by_label("Type queue-1 to unlock the button")
    expect(field).to_be_focused()
    expect(primary(hers)).to_have_attribute("aria-disabled", "true")
    # The pointer still rests where the button before it was; under it, too, this one looks locked.
    primary(hers).hover()
    expect(primary(hers)).to_have_css("background-color", "rgb(255, 255, 255)")
    field.press("Enter")
    assert world.attempts(run.id) == 0
    field.fill("queue-1")
    expect(primary(hers)).not_to_have_attribute("aria-disabled", "true")
    field.press("Enter")
    expect(hers.locator("#run-dock")).to_contain_text("Sending step 1")
    assert world.attempts(run.id) == 1


def test_what_is_being_typed_survives_news(world: World, browse: Opens, alice: Member, bob: Member) -> None:
    run = world.run(alice, GREEN, YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.locator("summary", has_text="Add a step").click()
    command = page.locator("#add-run-command")
    command.fill("uptime")
    world.do(lambda: says_started(last_attempt(run)))
    world.do(lambda: says(last_attempt(run), b"all well\n"))
    expect(page.locator("#now .log")).to_contain_text("all well")
    world.do(lambda: says_ended(last_attempt(run), data=b"all well\n"))
    expect(page.locator(".head .sub")).to_contain_text("Step 2 of 2")
    expect(command).to_have_value("uptime")
    expect(command).to_be_visible()
    expect(command).to_be_focused()


def test_what_was_asked_and_answered_is_put_away(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    command = page.locator("form[action$='/edit/'] [name=command]")
    page.keyboard.press("e")
    command.fill("uptime -p")
    page.locator("form[action$='/edit/'] button").click()
    expect(page.locator("#now .cmd pre").first).to_contain_text("uptime -p")
    expect(command).to_be_hidden()
    page.keyboard.press("e")
    expect(command).to_have_value("uptime -p")


def test_a_command_typed_mid_run_is_judged_and_waits(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.locator("summary", has_text="Add a step").click()
    page.locator("#add-run-command").fill("uptime")
    page.get_by_role("button", name="Add a step", exact=True).click()
    expect(page.locator("#now .cmd pre").first).to_contain_text("uptime")
    expect(page.locator("#now")).to_contain_text("Safe: reads only")
    assert world.attempts(run.id) == 0


def test_single_keys_look_and_open_but_start_nothing(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, step(YELLOW, title="Restart the worker"), YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.keyboard.press("j")
    expect(page.locator(".row.next").first).to_be_focused()
    page.keyboard.press("n")
    expect(primary(page)).to_be_focused()
    page.keyboard.press("e")
    expect(page.get_by_label("Command", exact=True).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(primary(page)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert world.attempts(run.id) == 0


def test_one_field_reaches_places_and_what_the_page_offers_but_starts_nothing(
    world: World, browse: Opens, alice: Member
) -> None:
    run = world.run(alice, step(YELLOW, title="Restart the worker"), YELLOW)
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.keyboard.press("Control+k")
    field = page.get_by_placeholder("Go somewhere, or do something on this page")
    expect(field).to_be_focused()
    assert axe_violations(page) == []
    field.fill("run step")
    expect(page.locator("#commands li")).to_have_count(0)
    field.fill("edit")
    field.press("Enter")
    expect(page.get_by_label("Command", exact=True).first).to_be_focused()
    assert world.attempts(run.id) == 0
    page.keyboard.press("Control+k")
    field.fill("agents")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/agents/$"))


def test_when_the_link_is_lost_the_page_says_what_goes_on_and_sends_nothing(
    world: World, browse: Opens, alice: Member
) -> None:
    run = world.run(alice, GREEN, YELLOW)
    world.do(lambda: says_started(last_attempt(run)))
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.context.set_offline(True)
    page.evaluate("window.ddrunLinks.forEach(link => link.socket.close())")
    expect(page.locator("#lost")).to_contain_text("Step 1 goes on without it, on queue-1.")
    expect(page.locator("#lost")).to_contain_text("so that nothing is sent twice")
    stop = page.locator("#run-dock button[type=submit]").first
    expect(stop).to_have_attribute("aria-disabled", "true")
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry now").click()
    expect(page.locator("#lost")).to_be_hidden()
    expect(stop).not_to_have_attribute("aria-disabled", "true")


def test_the_tab_says_where_the_run_stands(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, step(YELLOW, title="Restart the worker"), GREEN)
    page = browse(alice, f"/runs/{run.id}/")
    expect(page).to_have_title(re.compile("^▲ Step 1 of 2"))
    assert "icon-caution" in (page.locator("#favicon").get_attribute("href") or "")


def test_a_run_can_be_piloted_without_javascript(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, decision(("It is gone", None)), YELLOW)
    page = browse(alice, f"/runs/{run.id}/", script=False)
    page.get_by_role("button", name="It is gone").click()
    expect(page.locator("#now h2")).to_contain_text("systemctl restart worker")
    primary(page).click()
    assert world.attempts(run.id) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_of_a_run_is_accessible_and_fits_a_phone(
    world: World, browse: Opens, alice: Member, bob: Member, theme: str
) -> None:
    run = world.run(alice, GREEN, decision(("Yes", None)), YELLOW, RED)
    pages = [
        browse(alice, f"/runs/{run.id}/", size=size, theme=theme)
        for size in ((1440, 1000), PHONE, (320, 640))
    ]

    def check() -> None:
        for page in pages:
            page.reload()
            assert axe_violations(page) == []
            assert sideways(page) == 0

    check()
    world.do(lambda: says_started(last_attempt(run)))
    world.do(lambda: says(last_attempt(run), b"a very long line " * 60))
    check()
    world.do(lambda: says_ended(last_attempt(run), 1, data=b"a very long line " * 60))
    check()


def test_stop_is_asked_for_once_and_said(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, GREEN, YELLOW)
    world.do(lambda: says_started(last_attempt(run)))
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    page.keyboard.press(".")
    expect(page.locator("#run-dock")).to_contain_text("Asked to stop")
    assert world.do(lambda: last_attempt(run).stop_asked) != ""


def test_a_finished_run_leads_back(world: World, browse: Opens, alice: Member) -> None:
    run = world.run(alice, GREEN)
    world.do(lambda: runs_through(run, b"ok\n"))
    page = browse(alice, f"/runs/{run.id}/")
    live(page)
    primary(page).click()
    expect(page.locator("#run-dock")).to_contain_text("Resolved")
    expect(page.locator("#run-dock")).to_contain_text("Nothing more happens in this run.")
