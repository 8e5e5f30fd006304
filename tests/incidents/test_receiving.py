"""Alerts that open incidents, join them, make them worse, and end."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from compliance.queries import entries_of
from ddrun.accounts.types import OrganisationCard
from ddrun.lib import clock
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.dispatch import run_step
from execution.actions.finish import abandon_run
from incidents.models import Incident
from incidents.queries import incidents, open_for_joining
from incidents.types import AlertState, IncidentStatus, Severity
from tests.makers.execution import YELLOW, make_agent, make_run, press, runs_through, step, step_at
from tests.makers.incidents import an_alert, arrives, make_incident, seen

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def kinds(organisation: OrganisationCard) -> list[str]:
    with tenant(organisation.id):
        return [entry.kind for entry in entries_of(organisation.id)]


def test_a_first_alert_opens_an_incident_that_the_ledger_knows(acme: OrganisationCard) -> None:
    alert = an_alert(summary="Checkout answers slowly", labels={"env": "production"})
    incident = make_incident(acme.id, alert)
    assert (incident.number, incident.title) == (1, "HighLatency: Checkout answers slowly")
    assert (incident.severity, incident.status) == (Severity.WARNING, IncidentStatus.TRIGGERED)
    assert (incident.service, incident.environment) == ("checkout", "production")
    assert [line.text for line in incident.timeline] == ["Opened by alertmanager: production."]
    assert kinds(acme)[-2:] == ["alert.received", "incident.opened"]


def test_the_same_alert_again_changes_nothing_but_its_count(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    before = kinds(acme)
    again = arrives(acme.id)
    now = seen(acme.id, again.incident_id)
    assert (now.id, now.alerts[0].times, len(now.alerts)) == (incident.id, 2, 1)
    assert kinds(acme) == before


def test_another_alert_of_the_service_joins_and_says_why(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    joined = arrives(acme.id, an_alert("ErrorRate"))
    assert joined.incident_id == incident.id
    now = seen(acme.id, incident.id)
    assert now.alerts[1].joined_because.startswith("Same service, checkout")


def test_in_a_storm_the_oldest_open_incident_is_still_found(inside: OrganisationCard) -> None:
    first = make_incident(inside.id)
    storm = (
        Incident(
            organisation_id=inside.id,
            number=number,
            title="storm",
            severity=Severity.WARNING,
            status=IncidentStatus.TRIGGERED,
            opened_at=clock.now(),
            opened_by="a test",
            last_alert_at=clock.now(),
        )
        for number in range(2, 1002)
    )
    Incident.objects.bulk_create(storm)
    assert arrives(inside.id, an_alert("ErrorRate", service="Checkout")).incident_id == first.id


def test_what_an_alert_may_join_is_all_that_is_read(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    for service in ("db", "queue", ""):
        make_incident(acme.id, an_alert(f"DiskFull of {service}", service=service))
    joining = an_alert("ErrorRate")
    with tenant(acme.id):
        found = open_for_joining(joining, organisation_id=acme.id, fingerprint="f9", at=clock.now())
    assert [one.id for one in found] == [incident.id]


def test_an_alert_of_another_service_opens_its_own(acme: OrganisationCard) -> None:
    make_incident(acme.id)
    assert make_incident(acme.id, an_alert("DiskFull", service="db")).number == 2


def test_a_joining_alert_of_higher_severity_raises_the_incident(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    arrives(acme.id, an_alert("Down", severity=Severity.CRITICAL))
    now = seen(acme.id, incident.id)
    assert now.severity is Severity.CRITICAL
    assert "Severity raised from warning to critical by Down." in [line.text for line in now.timeline]
    arrives(acme.id, an_alert("Slow", severity=Severity.INFO))
    assert seen(acme.id, incident.id).severity is Severity.CRITICAL


def test_the_same_alert_growing_worse_raises_the_incident(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    arrives(acme.id, an_alert(severity=Severity.CRITICAL))
    assert seen(acme.id, incident.id).severity is Severity.CRITICAL


def test_when_every_alert_has_resolved_the_incident_closes(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    arrives(acme.id, an_alert("ErrorRate"))
    arrives(acme.id, an_alert(state=AlertState.RESOLVED))
    assert seen(acme.id, incident.id).is_open
    arrives(acme.id, an_alert("ErrorRate", state=AlertState.RESOLVED))
    now = seen(acme.id, incident.id)
    assert now.status is IncidentStatus.RESOLVED
    assert now.resolved_by == "alertmanager: production"
    assert kinds(acme)[-1] == "incident.resolved"


def test_a_resolved_alert_never_closes_an_incident_with_a_live_run(
    acme: OrganisationCard, alice: Member
) -> None:
    incident = make_incident(acme.id)
    with tenant(acme.id):
        make_agent(acme)
        make_run(alice, "systemctl restart worker", incident_id=incident.id)
    arrives(acme.id, an_alert(state=AlertState.RESOLVED))
    now = seen(acme.id, incident.id)
    assert now.is_open
    assert now.offered
    assert "stays open because a run is under way" in now.timeline[-1].text


def test_a_resolved_alert_never_closes_an_incident_with_an_open_change(
    acme: OrganisationCard, alice: Member
) -> None:
    incident = make_incident(acme.id)
    with tenant(acme.id):
        make_agent(acme)
        run = make_run(alice, step(YELLOW, undo="systemctl start worker"), incident_id=incident.id)
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
        runs_through(run)
        abandon_run(run.id, by=alice, press=press(run))
    arrives(acme.id, an_alert(state=AlertState.RESOLVED))
    now = seen(acme.id, incident.id)
    assert now.is_open
    assert "a change made in it is still open" in now.timeline[-1].text


@pytest.mark.parametrize("service", ["checkout", ""])
def test_an_alert_that_fires_again_takes_the_offer_back(
    acme: OrganisationCard, alice: Member, service: str
) -> None:
    incident = make_incident(acme.id, an_alert(service=service))
    with tenant(acme.id):
        make_run(alice, "systemctl restart worker", incident_id=incident.id)
    arrives(acme.id, an_alert(service=service, state=AlertState.RESOLVED))
    again = arrives(acme.id, an_alert(service=service))
    now = seen(acme.id, incident.id)
    assert again.incident_id == incident.id
    assert not now.offered
    assert now.alerts[0].state is AlertState.FIRING


def test_firing_after_a_resolve_is_a_new_episode(acme: OrganisationCard) -> None:
    first = make_incident(acme.id, an_alert(started_at=NIGHT))
    arrives(acme.id, an_alert(state=AlertState.RESOLVED, started_at=NIGHT))
    second = make_incident(acme.id, an_alert(started_at=NIGHT + timedelta(hours=1)))
    assert second.number == first.number + 1


def test_a_firing_that_arrives_after_its_own_resolve_opens_nothing(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id, an_alert(started_at=NIGHT))
    arrives(acme.id, an_alert(state=AlertState.RESOLVED, started_at=NIGHT))
    late = arrives(acme.id, an_alert(started_at=NIGHT))
    assert not late.opened
    assert "already resolved" in late.what
    assert seen(acme.id, incident.id).status is IncidentStatus.RESOLVED


def test_a_late_resolve_of_an_older_episode_ends_nothing(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id, an_alert(started_at=NIGHT))
    arrives(acme.id, an_alert(state=AlertState.RESOLVED, started_at=NIGHT - timedelta(hours=2)))
    assert seen(acme.id, incident.id).is_open


def test_a_resolve_without_a_firing_opens_nothing(acme: OrganisationCard) -> None:
    received = arrives(acme.id, an_alert(state=AlertState.RESOLVED))
    assert received.incident_id is None
    with tenant(acme.id):
        assert incidents(acme.id) == []


def test_an_acknowledgement_at_the_source_is_one_here(acme: OrganisationCard) -> None:
    incident = make_incident(acme.id)
    arrives(acme.id, an_alert(state=AlertState.ACKNOWLEDGED))
    assert seen(acme.id, incident.id).status is IncidentStatus.ACKNOWLEDGED


def test_the_same_fingerprint_of_two_senders_is_two_alerts(acme: OrganisationCard) -> None:
    make_incident(acme.id, an_alert(service="", fingerprint="7"))
    assert make_incident(acme.id, an_alert(service="", fingerprint="7", source="pagerduty")).number == 2


def test_after_the_window_the_same_service_is_new_trouble(acme: OrganisationCard) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        make_incident(acme.id)
        clock.shift(timedelta(hours=1))
        assert make_incident(acme.id, an_alert("ErrorRate")).number == 2


def test_another_organisation_sees_and_joins_nothing(
    acme: OrganisationCard, umbrella: OrganisationCard
) -> None:
    make_incident(acme.id)
    theirs = make_incident(umbrella.id)
    assert theirs.number == 1
    with tenant(umbrella.id):
        assert [row.id for row in incidents(umbrella.id)] == [theirs.id]
        assert incidents(acme.id) == []


@pytest.mark.parametrize("words", ["latency", "checkout", "#1", "1"])
def test_an_incident_is_found_by_title_service_or_number(acme: OrganisationCard, words: str) -> None:
    make_incident(acme.id)
    with tenant(acme.id):
        assert len(incidents(acme.id, words=words)) == 1
        assert incidents(acme.id, words="zonk") == []
        assert incidents(acme.id, words=words, resolved=True) == []


def test_the_list_shows_the_worst_first(acme: OrganisationCard) -> None:
    make_incident(acme.id, an_alert("A", service="a", severity=Severity.CRITICAL))
    make_incident(acme.id, an_alert("B", service="b"))
    with tenant(acme.id):
        assert [row.title for row in incidents(acme.id)] == ["A", "B"]
