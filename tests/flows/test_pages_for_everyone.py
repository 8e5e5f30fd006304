"""Every page can be read and used: by screen reader, by keyboard, on a phone, in light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways

NARROW = (320, 640)
TABLET = (1024, 768)
SIGNED_OUT = ("/", "/try", "/account/login/", "/no-such-page/")
SIGNED_IN = (
    "/people/",
    "/agents/",
    "/approvals/",
    "/incidents/",
    "/runbooks/",
    "/runbooks/policy",
    "/exceptions/",
    "/try",
    "/ledger/",
    "/integrations/",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_for_people_who_are_not_signed_in_have_no_accessibility_violation(
    browse: Callable[..., Page], path: str, theme: str
) -> None:
    for size in (DESKTOP, PHONE):
        page = browse(None, path, size=size, theme=theme)
        assert axe_violations(page) == []
        assert sideways(page) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_members_have_no_accessibility_violation(
    browse: Callable[..., Page], adam: Member, path: str, theme: str
) -> None:
    for size in (DESKTOP, PHONE):
        page = browse(adam, path, size=size, theme=theme)
        assert axe_violations(page) == []
        assert sideways(page) == 0


@pytest.mark.parametrize("path", [*SIGNED_OUT, *SIGNED_IN])
def test_no_page_scrolls_sideways(browse: Callable[..., Page], adam: Member, path: str) -> None:
    member = adam if path in SIGNED_IN else None
    for size in (NARROW, TABLET):
        assert sideways(browse(member, path, size=size)) == 0


def test_the_first_tab_stop_skips_to_the_content(browse: Callable[..., Page], alice: Member) -> None:
    page = browse(alice, "/agents/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_the_theme_that_was_chosen_stays(browse: Callable[..., Page], alice: Member) -> None:
    page = browse(alice, "/agents/")
    page.locator("summary", has_text="account and theme").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_members_page_says_that_it_is_live(browse: Callable[..., Page], alice: Member) -> None:
    page = browse(alice, "/agents/")
    expect(page.locator("#live")).to_have_text("Live")
