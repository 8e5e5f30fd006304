"""The admin in a real browser: what its theme brings along must be allowed to run, there and only there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from runbooks.actions.saving import Saved
from tests.flows.conftest import DESKTOP, PHONE, sideways
from tests.makers.runbooks import make_runbook

Opens = Callable[..., Page]


@pytest.fixture
def saved(site: object, olga: Member) -> Saved:
    """A published runbook of Acme's."""
    with tenant(olga.organisation_id):
        return make_runbook(olga)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_runbook_owner_reads_the_library_in_the_admin(
    browse: Opens, saved: Saved, olga: Member, size: tuple[int, int], theme: str
) -> None:
    page = browse(olga, "/admin/runbooks/runbook/", size=size, theme=theme)
    # A click goes through only where nothing lies over the page.
    page.get_by_role("link", name="Replication lag is high").click()
    expect(page.get_by_text("Replication lag is high").first).to_be_visible()
    dark = page.evaluate("document.documentElement.classList.contains('dark')")
    assert dark is (theme == "dark")
    assert sideways(page) == 0


def test_the_admin_bears_the_products_name(browse: Opens, saved: Saved, olga: Member) -> None:
    page = browse(olga, "/admin/")
    expect(page).to_have_title("Library | dd0c/run")


def test_the_menu_of_the_admin_opens_on_a_phone(browse: Opens, saved: Saved, olga: Member) -> None:
    page = browse(olga, "/admin/", size=PHONE)
    expect(page.locator("#nav-sidebar")).not_to_be_in_viewport()
    page.locator("[x-on\\:click='sidebarToggle()']:visible").first.click()
    expect(page.locator("#nav-sidebar")).to_be_in_viewport()
