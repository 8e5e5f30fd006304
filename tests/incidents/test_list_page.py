"""The list of incidents, opening one by hand, and the letters about it."""

import pytest
from django.core import mail
from django.test import Client, override_settings

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.approve import ask_approval
from incidents.queries import incidents
from incidents.tasks import match_one, match_overdue, tell_people
from incidents.types import MatchState
from tests.makers.execution import RED, make_agent, make_run, open_approval, press, step_at
from tests.makers.incidents import an_alert, make_incident, seen
from tests.makers.runbooks import make_runbook
from tests.people import client_of


def test_the_list_shows_open_incidents_and_escapes_what_came_from_outside(
    acme: OrganisationCard, vera: Member
) -> None:
    make_incident(acme.id, an_alert("<img src=x onerror=alert(1)>"))
    page = client_of(vera).get("/incidents/").content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert "Looking for its runbook" in page
    assert "Open an incident by hand" not in page


def test_a_page_that_only_looks_again_gets_the_list_alone(acme: OrganisationCard, vera: Member) -> None:
    make_incident(acme.id)
    part = client_of(vera).get("/incidents/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="incidents"')
    assert "HighLatency" in part


def test_an_incident_is_opened_by_hand(acme: OrganisationCard, alice: Member) -> None:
    said = {"title": "Customers cannot pay", "severity": "critical", "service": "shop", "summary": "502s"}
    response = client_of(alice).post("/incidents/open", said)
    assert response.headers["Location"] == "/incidents/1/"
    with tenant(acme.id):
        assert [row.title for row in incidents(acme.id)] == ["Customers cannot pay: 502s"]


def test_an_incident_without_words_is_not_opened(acme: OrganisationCard, alice: Member) -> None:
    response = client_of(alice).post("/incidents/open", {"title": " ", "severity": "critical"})
    assert response.status_code == 422
    with tenant(acme.id):
        assert incidents(acme.id) == []


@pytest.mark.parametrize(
    "asked", ["?page=0", "?page=zonk", "?page=99999999999", "?words=%00%27", "?resolved=yes"]
)
def test_odd_questions_get_a_list(acme: OrganisationCard, vera: Member, asked: str) -> None:
    assert client_of(vera).get(f"/incidents/{asked}").status_code == 200


def test_who_is_signed_out_is_sent_to_sign_in(db: None) -> None:
    assert Client().get("/incidents/").status_code == 302


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_each_responder_gets_a_letter_of_their_own(
    acme: OrganisationCard, alice: Member, vera: Member
) -> None:
    incident = make_incident(acme.id, an_alert(summary="Slow\nSubject: spam"))
    tell_people(str(acme.id), "incident", str(incident.id))
    assert [letter.to for letter in mail.outbox] == [[alice.email]]
    assert mail.outbox[0].subject == "INC-1 warning: HighLatency: Slow Subject: spam"
    assert "/incidents/1/" in str(mail.outbox[0].body)


def test_a_lost_match_is_made_up_for(acme: OrganisationCard, olga: Member) -> None:
    with tenant(acme.id):
        make_runbook(olga, "# HighLatency\n\n1. Look:\n\n   ```sh\n   uptime\n   ```\n")
    incident = make_incident(acme.id)
    match_one(str(acme.id), str(incident.id))
    first = seen(acme.id, incident.id)
    assert first.match_state is MatchState.MATCHED
    match_one(str(acme.id), str(incident.id))
    match_overdue()
    assert seen(acme.id, incident.id).timeline == first.timeline


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_who_may_approve_gets_a_letter_without_the_command(
    acme: OrganisationCard, alice: Member, bob: Member
) -> None:
    with tenant(acme.id):
        make_agent(acme)
        run = make_run(alice, RED)
        ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
        asked = open_approval(run)
    tell_people(str(acme.id), "approval", str(asked.id))
    assert [letter.to for letter in mail.outbox] == [[bob.email]]
    assert "Alice asks for consent" in str(mail.outbox[0].body)
    assert RED not in str(mail.outbox[0].body)
