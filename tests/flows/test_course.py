"""Ways back, what waits for what and the flowchart can be read by everyone, on a desktop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from execution.actions.hand import do_by_hand
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.execution import YELLOW, decision, press, step, step_at
from tests.makers.runbooks import make_runbook
from tests.runbooks.test_course import PAGE

Opens = Callable[..., Page]
LOOKS = [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_a_runbook_shows_its_course_and_its_chart(
    world: World, browse: Opens, alice: Member, size: tuple[int, int], theme: str
) -> None:
    saved = world.do(lambda: make_runbook(alice, PAGE))
    page = browse(alice, f"/runbooks/{saved.runbook_id}/", size=size, theme=theme)
    expect(page.get_by_text("Undo: see step 7 (rollback)")).to_be_visible()
    page.locator("details.chart > summary").click()
    expect(page.locator("svg.flowchart")).to_be_visible()
    assert axe_violations(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_the_light_of_a_run_s_chart_moves_while_it_is_looked_at(
    world: World, browse: Opens, alice: Member, size: tuple[int, int], theme: str
) -> None:
    run = world.run(
        alice, step(YELLOW, title="Restart it"), decision(("yes", 3), ("no", "end")), step(YELLOW)
    )
    page = browse(alice, f"/runs/{run.id}/chart/", size=size, theme=theme)
    lit = page.locator('svg.flowchart [aria-current="step"]')
    expect(lit).to_contain_text("1. Restart it")
    assert axe_violations(page) == []
    assert sideways(page) == 0
    world.do(lambda: do_by_hand(run.id, step_at(run, 1).id, by=alice, press=press(run), note="done"))
    expect(lit).to_contain_text("2. Is it down?")
    lit.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#now h2")).to_contain_text("Is it down?")
