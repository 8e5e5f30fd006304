"""Values and checklist of a run in a real browser."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from runbooks.types import Span
from runbooks.types.placeholders import stand_ins
from runbooks.types.variables import Probe, Quote, Variable, VariableType
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.execution import YELLOW, step

Opens = Callable[..., Page]
HERE = Span(0, 1)
LOGS = "kubectl logs my-app --tail=<lines> --since=<how-long-ago>"
LONG = "A very long need that says in many words what somebody must be allowed to do in which cluster"
NEEDS: dict[str, Any] = {
    "variables": ("app", "lines", "how_long_ago"),
    "told": (
        Variable("app", VariableType.SERVICE, (), example=Quote("checkout", HERE)),
        Variable("lines", VariableType.NUMBER, (), default=Quote("100", HERE)),
    ),
    "needed": ("kubectl", LONG, "x" * 90),
    "probes": (
        Probe("kubectl", "command -v kubectl", HERE),
        Probe("the rights in the cluster", "kubectl auth can-i get pods --all-namespaces " * 2, HERE),
    ),
}


@pytest.fixture
def run(world: World, alice: Member) -> Any:
    words = {"my-app": "app"}
    return world.run(alice, replace(step(LOGS), stand_ins=stand_ins(LOGS, words)), YELLOW, **NEEDS)


def test_a_value_is_given_on_the_card_and_the_step_goes(
    world: World, browse: Opens, alice: Member, run: Any
) -> None:
    page = browse(alice, f"/runs/{run.id}/")
    card = page.locator("#now")
    card.get_by_text("Fill in lines").first.click()
    expect(card.get_by_label("lines (number)")).to_have_value("100")
    card.get_by_role("button", name="Fill in lines").click()
    expect(page.locator("#values + ul")).to_contain_text("typed by")
    card.get_by_text("Fill in how long ago").first.click()
    card.get_by_label("how long ago", exact=True).fill("10m")
    card.get_by_role("button", name="Fill in how long ago").click()
    expect(card.get_by_text("Fill in how long ago")).to_have_count(0)
    assert world.attempts(run.id) == 0
    card.get_by_role("button", name="Use my-app as written").click()
    expect(page.locator("#run-dock")).to_contain_text("Sending step 1")
    assert world.attempts(run.id) == 1


def test_an_odd_value_is_doubted_where_it_was_typed(browse: Opens, alice: Member, run: Any) -> None:
    page = browse(alice, f"/runs/{run.id}/")
    card = page.locator("#now")
    card.get_by_text("Fill in lines").first.click()
    card.get_by_label("lines (number)").fill("many")
    card.get_by_role("button", name="Fill in lines").click()
    expect(page.get_by_text("“many” is not a number.").first).to_be_visible()
    expect(card.get_by_label("lines (number)")).to_have_value("many")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_values_and_checks_are_accessible_and_fit_a_phone(
    browse: Opens, alice: Member, run: Any, theme: str
) -> None:
    for size in (DESKTOP, PHONE, (320, 640)):
        page = browse(alice, f"/runs/{run.id}/", size=size, theme=theme)
        assert axe_violations(page) == []
        assert sideways(page) == 0
        page.get_by_text("Checks that show").click()
        page.locator("#ask-fill-step-lines > summary").click()
        assert axe_violations(page) == []
        assert sideways(page) == 0
