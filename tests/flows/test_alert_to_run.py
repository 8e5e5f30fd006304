"""An alert opens an incident on every open page, and a person goes from there into a run."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from compliance.types import Actor
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from incidents.actions.match import match_incident
from incidents.actions.receive import receive
from incidents.types import AlertIn, AlertState, Severity
from tests.flows.conftest import PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.runbooks import make_runbook

Opens = Callable[..., Page]

RUNBOOK = """\
# Checkout queue is stuck

For QueueStuck of checkout-queue.

1. Look at the volume:

   ```sh
   df -h /srv/queue
   ```

2. Restart the worker on <instance>:

   ```sh
   systemctl restart worker@<instance>
   ```
"""


def fires(organisation: OrganisationCard, fingerprint: str = "queue") -> None:
    """The queue's alert arrives, and the matcher looks for its runbook."""
    alert = AlertIn(
        name="QueueStuck",
        severity=Severity.CRITICAL,
        state=AlertState.FIRING,
        fingerprint=fingerprint,
        service="checkout-queue",
        summary="The checkout queue has not moved",
        labels={"service": "checkout-queue", "instance": "queue-1"},
        source="alertmanager",
    )
    received = receive(alert, organisation_id=organisation.id, actor=Actor("system", "hook", "Alertmanager"))
    assert received.incident_id
    match_incident(organisation.id, received.incident_id)


def test_an_alert_appears_on_the_open_list_and_leads_into_a_run(
    world: World, browse: Opens, alice: Member, olga: Member
) -> None:
    world.do(lambda: make_runbook(olga, RUNBOOK))
    page = browse(alice, "/incidents/")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#incidents")).to_contain_text("No open incident")
    world.do(lambda: fires(world.organisation))
    row = page.locator("#incidents .item")
    expect(row).to_contain_text("QueueStuck")
    row.click()
    expect(page.locator("#matched")).to_have_text("Checkout queue is stuck")
    assert world.runs() == 0
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator("#run-dock")).to_contain_text("Sending step 1 on queue-1")
    assert world.runs() == 1


def test_the_runbook_that_is_found_appears_without_a_reload(
    world: World, browse: Opens, alice: Member, olga: Member
) -> None:
    world.do(lambda: fires(world.organisation))
    page = browse(alice, "/incidents/1/")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#unmatched")).to_be_visible()
    world.do(lambda: make_runbook(olga, RUNBOOK))
    world.do(lambda: fires(world.organisation, "queue-again"))
    expect(page.locator("#matched")).to_have_text("Checkout queue is stuck")


def test_a_new_incident_is_told_on_every_open_page(world: World, browse: Opens, alice: Member) -> None:
    page = browse(alice, "/agents/")
    page.context.grant_permissions(["notifications"])
    page.evaluate(
        """() => { window.Notification = class {
            static permission = "granted";
            constructor(title) { document.body.dataset.told = title; }
        }; }"""
    )
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#live[data-heard]")).to_be_attached()
    world.do(lambda: fires(world.organisation))
    expect(page.locator("body")).to_have_attribute("data-told", re.compile("QueueStuck"))
    expect(page.locator("#announce")).to_contain_text("QueueStuck")


def test_a_new_incident_stands_on_every_open_page_until_somebody_looked(
    world: World, browse: Opens, alice: Member, olga: Member
) -> None:
    world.do(lambda: make_runbook(olga, RUNBOOK))
    page = browse(alice, "/agents/")
    expect(page.locator("#live[data-heard]")).to_be_attached()
    other = page.context.new_page()
    other.goto(page.url.replace("/agents/", "/runbooks/"))
    expect(other.locator("#live[data-heard]")).to_be_attached()
    before = page.locator("main").bounding_box()
    world.do(lambda: fires(world.organisation))
    for one in (page, other):
        expect(one.locator("#news .banner")).to_have_count(1)
        expect(one.locator("#news")).to_contain_text("QueueStuck")
    assert page.locator("main").bounding_box() == before, "the page moved under the pointer"
    assert axe_violations(page) == []
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#news .banner")).to_have_count(0)
    page.reload()
    expect(page.locator("#live[data-heard]")).to_be_attached()
    expect(page.locator("#news .banner")).to_have_count(0)
    other.goto(page.url.replace("/agents/", "/people/"))
    other.locator("#news").get_by_role("link", name="Open").click()
    expect(other).to_have_url(re.compile("/incidents/1/"))
    expect(other.locator("#live[data-heard]")).to_be_attached()
    expect(other.locator("#news .banner")).to_have_count(0)


def test_the_incident_page_is_accessible_and_fits_a_phone(
    world: World, browse: Opens, alice: Member, olga: Member
) -> None:
    world.do(lambda: make_runbook(olga, RUNBOOK))
    world.do(lambda: fires(world.organisation))
    for theme in ("light", "dark"):
        for size in ((1440, 1000), PHONE, (320, 640)):
            page = browse(alice, "/incidents/1/", size=size, theme=theme)
            assert axe_violations(page) == []
            assert sideways(page) == 0


def test_hold_everything_shows_on_pages_that_are_open(
    world: World, browse: Opens, alice: Member, bob: Member
) -> None:
    his = browse(bob, "/agents/")
    expect(his.locator("#live")).to_have_text("Live")
    hers = browse(alice, "/agents/")
    hers.locator("summary", has_text="Hold everything").click()
    hers.get_by_label("Reason").fill("wrong region")
    hers.get_by_role("button", name="Hold everything").click()
    expect(hers.locator(".strap")).to_contain_text("Everything is held")
    expect(his.locator(".strap")).to_contain_text("wrong region")
    his.get_by_role("button", name="Lift the hold").click()
    expect(his.locator(".strap")).to_have_count(0)
