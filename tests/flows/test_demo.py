"""The demo as a person meets it: a service breaks, and a run with two people mends it. Nothing is played."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launched import Launched, launched, signed_in
from tests.patience import wait_until
from tests.plain_browser import Page, PlainBrowser, reached

INCIDENT = "/incidents/1/"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    with launched(tmp_path_factory.mktemp("demo") / "data") as running:
        running.read_until(r"connected as orders-host")
        yield running


@pytest.fixture
def dana(up: Launched) -> Iterator[PlainBrowser]:
    with signed_in(up, "Dana Reyes") as browser:
        yield browser


@pytest.fixture
def omar(up: Launched) -> Iterator[PlainBrowser]:
    with signed_in(up, "Omar Haddad") as browser:
        yield browser


def test_the_demo_breaks_is_mended_by_two_people_and_comes_back(
    up: Launched, dana: PlainBrowser, omar: PlainBrowser
) -> None:
    incident = break_it(up, dana)
    run = dana.press(incident, "/start").url

    # The steps that only read went by themselves, up to the first question, and found the cause.
    page = reached(dana, run, "/decide", having='"worker": "stalled"')
    assert page.text.count("Safe, ran by itself") == 6
    assert re.search(r"waiting for spool/worker\.lock, held by process \d+", page.text)
    dana.press(page, "/decide")

    # What changes something waits for a click.
    dana.press(reached(dana, run, "/step"), "/step")
    page = reached(dana, run, "/step", having='"lock": "released"')
    dana.press(page, "/step")
    page = reached(dana, run, "/decide", having='"log_bytes_after"')

    # The step that loses data waits for another person, and then for the target's name.
    dana.press(page, "/skip", reason="the queue still grows")
    dana.press(dana.get(run), "/decide")
    asked = dana.press(dana.get(run), "/ask")
    assert asked.form("/step") is None
    inbox = omar.get("/approvals/")
    assert "scratch.json" in inbox.text
    omar.press(inbox, "/approve")
    unlocked = reached(dana, run, "/step")
    assert dana.press(unlocked, "/step").status >= 400, "without the target's name it does not go"
    dana.press(dana.get(run), "/step", typed="orders-host")
    ended = reached(dana, run, "/finish", holding={"resolved": "yes"}, having="Did this resolve it")
    dana.press(ended, "/finish", {"resolved": "yes"})

    up.read_until(r"alert resolved: answered with 202")
    wait_until(lambda: dana.get("/demo/").text.count(" well ") > 0, "the service is well")
    # A resolved alert closes what nobody works on any more; while the run is live it only offers to.
    if dana.get(INCIDENT).form("/resolve"):
        dana.press(dana.get(INCIDENT), "/resolve")
    assert "No open incident" in dana.get("/incidents/").text
    ledger = dana.get("/ledger/").text
    for kind in ("demo.broken", "run.started", "approval.given", "attempt.ended", "incident.resolved"):
        assert kind in ledger or kind.replace(".", " ").replace("_", " ") in ledger.lower(), kind


def test_only_members_of_the_demo_break_it(up: Launched) -> None:
    stranger = PlainBrowser(up.url)
    assert "/account/login/" in stranger.get("/demo/").url
    stranger.close()


def test_the_service_of_the_demo_takes_no_order_from_a_page_in_a_browser(up: Launched) -> None:
    service = up.link(r"orders on (127\.0\.0\.1:\d+)")
    browser = PlainBrowser(f"http://{service}")
    answer = browser.client.post("/admin/break", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    browser.close()


def break_it(up: Launched, dana: PlainBrowser) -> Page:
    """The incident of the broken service, with its runbook attached."""
    dana.press(reached(dana, "/demo/", "/break"), "/break")
    up.read_until(r"alert firing: answered with 202")
    return reached(dana, INCIDENT, "/start", having="Orders worker stalled")


def test_the_demo_begins_anew_on_demand_and_keeps_nothing_of_the_old(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with launched(data) as first, signed_in(first, "Dana Reyes") as dana:
        dana.press(dana.get("/incidents/"), "/incidents/open", title="An old trouble", severity="warning")
        assert "An old trouble" in dana.get("/incidents/").text
        first.read_until(r"connected as ")
        assert first.end(signal.SIGINT) == 0
    with launched(data, "--reset-demo") as second, signed_in(second, "Dana Reyes") as dana:
        assert "No open incident" in dana.get("/incidents/").text
        assert "Orders worker stalled" in dana.get("/runbooks/").text
        second.read_until(r"connected as orders-host")
