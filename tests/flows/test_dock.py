"""The dock stays in sight and hides nothing that can be pressed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from tests.flows.conftest import PHONE
from tests.flows.world import World
from tests.makers.execution import YELLOW, step

Opens = Callable[..., Page]


@pytest.mark.parametrize("size", [(1280, 900), (1440, 1000), PHONE])
def test_at_the_end_of_a_long_run_nothing_lies_behind_the_dock(
    world: World, browse: Opens, alice: Member, size: tuple[int, int]
) -> None:
    run = world.run(alice, *(step(YELLOW, title=f"Restart worker {number}") for number in range(24)))
    page = browse(alice, f"/runs/{run.id}/", size=size)
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    last = page.locator(".addstep summary").first
    page.wait_for_function("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
    if size == PHONE:
        last = page.locator(".rail section:visible").last
    dock, above = page.locator("#run-dock").bounding_box(), last.bounding_box()
    assert dock is not None and above is not None
    assert above["y"] + above["height"] <= dock["y"]
    expect(page.locator("#run-dock")).to_be_in_viewport()
