"""The incident page: what is broken, which runbook and why, and the way into a run."""

import re
from uuid import UUID

import pytest
from django.test import Client

from compliance.types import Actor
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.ids import secret_token
from execution.models import Attempt, Run
from incidents.actions.match import match_incident
from incidents.actions.receive import receive
from incidents.models import Incident
from incidents.types import AlertIn, AlertState, Severity
from tests.makers.execution import make_agent
from tests.makers.runbooks import make_runbook
from tests.people import client_of

pytestmark = pytest.mark.django_db

QUEUE = """\
# Checkout queue is stuck

For QueueStuck of checkout-queue.

1. Look at the volume:

   ```sh
   df -h /srv/queue
   ```

2. Restart the worker on <instance>, in <namespace>:

   ```sh
   systemctl restart worker@<instance> --namespace=<namespace>
   ```
"""


@pytest.fixture
def incident(inside: OrganisationCard) -> UUID:
    """An open incident about a stuck queue."""
    alert = AlertIn(
        name="QueueStuck",
        severity=Severity.CRITICAL,
        state=AlertState.FIRING,
        fingerprint="queue",
        service="checkout-queue",
        summary="The checkout queue has not moved",
        labels={"service": "checkout-queue", "instance": "queue-1", "alertname": "QueueStuck"},
        source="alertmanager",
    )
    received = receive(alert, organisation_id=inside.id, actor=Actor("system", "hook", "Alertmanager"))
    assert received.incident_id
    return received.incident_id


@pytest.fixture
def matched(incident: UUID, inside: OrganisationCard, olga: Member) -> UUID:
    """The same, with its runbook attached."""
    make_runbook(olga, QUEUE)
    match_incident(inside.id, incident)
    return incident


def test_the_checklist_and_what_the_text_says_of_a_value_stand_before_the_start(
    matched: UUID, olga: Member
) -> None:
    page = _page(olga)
    assert "Before you start" in page
    assert "a shell on the machine" in page
    assert "<code>command -v systemctl</code>" in page
    assert re.search(r"<td>instance</td>.*?\(host; step 2\)", page)


def _page(member: Member) -> str:
    answer = client_of(member).get("/incidents/1/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def _press(browser: Client, page: str, verb: str) -> int:
    """Sends the form of that verb as the page drew it; the status of the answer."""
    form = next(one for one in page.split("<form")[1:] if f"/incidents/1/{verb}/" in one.split(">")[0])
    said = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
    return int(browser.post(f"/incidents/1/{verb}/", said).status_code)


def test_it_says_what_is_broken_and_since_when(incident: UUID, alice: Member) -> None:
    page = _page(alice)
    assert "QueueStuck" in page
    assert "checkout-queue" in page
    assert "critical" in page
    assert "data-since=" in page


def test_the_attached_runbook_stands_with_its_reason_and_filled_variables(
    matched: UUID, alice: Member
) -> None:
    page = _page(alice)
    assert "Checkout queue is stuck" in page
    assert "Why this one" in page
    assert re.search(r"<td>instance</td>\s*<td>queue-1</td>", page)
    assert re.search(r"<td>namespace</td>\s*<td><span[^>]*>.*?not said", page)


def test_opening_the_page_starts_nothing(matched: UUID, inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside)
    _page(alice)
    assert not Run.objects.exists()
    assert not Attempt.objects.exists()


def test_one_press_starts_the_run_and_leads_to_it(
    matched: UUID, inside: OrganisationCard, alice: Member
) -> None:
    make_agent(inside)
    browser = client_of(alice)
    page = _page(alice)
    assert _press(browser, page, "start") == 302
    assert _press(browser, page, "start") == 302
    run = Run.objects.get()
    assert run.incident_id == matched
    assert run.driver == alice.id
    assert str(run.id) in _page(alice)


def test_a_runbook_that_does_not_fit_is_let_go(matched: UUID, alice: Member) -> None:
    assert _press(client_of(alice), _page(alice), "not-this") == 302
    page = _page(alice)
    assert "No runbook is attached" in page
    assert Incident.objects.get().runbook_id is None


def test_without_a_runbook_an_empty_run_can_be_started(incident: UUID, alice: Member) -> None:
    assert _press(client_of(alice), _page(alice), "empty-run") == 302
    run = Run.objects.get()
    page = client_of(alice).get(f"/runs/{run.id}/").content.decode()
    assert "No step yet" in page
    assert "Add a step" in page


def test_resolving_is_said_and_can_be_taken_back(incident: UUID, alice: Member) -> None:
    browser = client_of(alice)
    assert _press(browser, _page(alice), "resolve") == 302
    page = _page(alice)
    assert "resolved" in page
    assert _press(browser, page, "reopen") == 302
    assert Incident.objects.get().status == "acknowledged"


def test_a_viewer_is_offered_nothing_to_press(matched: UUID, vera: Member) -> None:
    page = _page(vera)
    assert 'hx-post="/incidents/' not in page
    answer = client_of(vera).post("/incidents/1/start/", {"key": secret_token()})
    assert answer.status_code == 403


def test_who_may_read_the_ledger_finds_the_evidence_of_the_incident(
    incident: UUID, audrey: Member, alice: Member
) -> None:
    address = f"/ledger/?incident={incident}"
    assert f'href="{address}"' in _page(audrey)
    assert "/ledger/?incident=" not in _page(alice)
    assert "Export its evidence" in client_of(audrey).get(address).content.decode()


def test_another_organisation_finds_nothing_under_the_number(incident: UUID, mallory: Member) -> None:
    assert client_of(mallory).get("/incidents/1/").status_code == 404
    assert client_of(mallory).get(f"/incidents/{incident}/").status_code == 404


def test_htmx_gets_the_moving_parts_alone(incident: UUID, alice: Member) -> None:
    answer = client_of(alice).get("/incidents/1/", headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert "<html" not in said
    assert 'id="incident"' in said
    assert 'hx-swap-oob="morph"' in said


def test_the_news_tell_of_the_open_incident(incident: UUID, alice: Member) -> None:
    news = client_of(alice).get("/news/").json()
    assert news["waiting"] == 0
    assert [item["href"] for item in news["items"]] == ["/incidents/1/"]


def test_when_every_alert_has_resolved_the_page_says_what_it_still_waits_for(
    matched: UUID, inside: OrganisationCard, alice: Member
) -> None:
    browser = client_of(alice)
    assert _press(browser, _page(alice), "start") == 302
    fired = Incident.objects.get(organisation_id=inside.id, id=matched)
    quiet = AlertIn(
        name="QueueStuck",
        severity=Severity.CRITICAL,
        state=AlertState.RESOLVED,
        fingerprint="queue",
        service="checkout-queue",
        labels={"service": "checkout-queue", "instance": "queue-1", "alertname": "QueueStuck"},
        source="alertmanager",
    )
    receive(quiet, organisation_id=inside.id, actor=Actor("system", "hook", "Alertmanager"))
    fired.refresh_from_db()
    assert fired.offered_at is not None
    assert "A run is still live, so it stays open until you say." in _page(alice)
    Run.objects.filter(organisation_id=inside.id).update(status="finished", resolved=True)
    page = _page(alice)
    assert "A run is still live" not in page
    assert "Resolve the incident when nothing more is to be done." in page
