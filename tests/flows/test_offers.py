"""What is offered beside a command can be read, copied and taken in, by everyone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.execution import step

Opens = Callable[..., Page]
SCALE = "kubectl --context production-eu-west-1 scale deployment/payments-api --replicas=0 -n payments"
TEXT = f"# Stop it\n\n1. Stop the payments: `{SCALE}`\n2. `rm -rf /var/cache/payments`\n"
LOOKS = [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]


def _unfold(page: Page) -> None:
    for fold in page.locator("details.before > summary, details.drafts > summary").all():
        fold.click()


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_drafts_beside_a_pasted_command_can_be_read(
    browse: Opens, size: tuple[int, int], theme: str, db: None
) -> None:
    page = browse(None, "/try", size=size, theme=theme)
    page.locator("textarea").first.fill(TEXT)
    expect(page.locator("details.drafts", has=page.locator(".offers"))).to_have_count(2)
    _unfold(page)
    expect(page.get_by_text("Try it dry").first).to_be_visible()
    assert axe_violations(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_a_draft_on_the_run_page_is_taken_in_as_a_step(
    world: World, browse: Opens, alice: Member, size: tuple[int, int], theme: str
) -> None:
    run = world.run(alice, step(SCALE, title="Stop the payments"))
    page = browse(alice, f"/runs/{run.id}/", size=size, theme=theme)
    _unfold(page)
    assert axe_violations(page) == []
    assert sideways(page) == 0
    draft = page.locator(".offers > li").filter(has_text="Try it dry")
    draft.locator("summary", has_text="Add as a step").click()
    assert axe_violations(page) == []
    draft.locator("form button[type=submit]").click()
    expect(page.locator("#now h2")).to_contain_text("Try it dry, for step 1")
