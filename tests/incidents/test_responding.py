"""What people do with an incident and its runbook."""

from uuid import uuid4

import pytest

from compliance.queries import entries_of
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, NotFound
from ddrun.lib.tenancy import tenant
from execution.actions.finish import finish_run
from execution.models import Run
from incidents.actions.match import match_incident, not_this_one, this_one
from incidents.actions.respond import (
    acknowledge,
    reopen,
    report,
    resolve,
    work_with_runbook,
    work_without_runbook,
)
from incidents.models import Confirmation
from incidents.queries import IncidentView, incident
from incidents.types import IncidentStatus, MatchState, Severity
from runbooks.queries import library
from tests.makers.execution import press
from tests.makers.incidents import an_alert, make_incident, seen
from tests.makers.runbooks import make_runbook


def a_text(title: str, command: str) -> str:
    return f"# {title}\n\n1. Look:\n\n   ```sh\n   {command}\n   ```\n"


LATENCY = a_text("HighLatency of checkout", "kubectl get pods -n <namespace>")
OTHER = a_text("Checkout latency is high after a deploy", "kubectl rollout history deploy/<deployment>")
DISK = a_text("Disk is full", "df -h")


@pytest.fixture
def matched(acme: OrganisationCard, olga: Member) -> IncidentView:
    """An incident with its runbook attached, and two more in the library."""
    with tenant(acme.id):
        for text in (LATENCY, OTHER, DISK):
            make_runbook(olga, text)
    found = make_incident(
        acme.id,
        an_alert(summary="Checkout latency is high", labels={"namespace": "shop", "pod": "checkout-1"}),
    )
    with tenant(acme.id):
        match_incident(acme.id, found.id)
    return seen(acme.id, found.id)


def test_the_runbook_is_attached_with_its_reason_and_the_nearest_beside_it(matched: IncidentView) -> None:
    assert matched.runbook_title == "HighLatency of checkout"
    assert matched.match_state is MatchState.MATCHED
    assert "Its title names the alert: HighLatency." in matched.reasons
    assert [one.title for one in matched.nearest][:2] == [
        "HighLatency of checkout",
        "Checkout latency is high after a deploy",
    ]
    assert matched.runs == ()


def test_its_variables_are_filled_and_say_where_from(matched: IncidentView) -> None:
    assert [(one.name, one.value, one.origin) for one in matched.variables] == [
        ("namespace", "shop", "label namespace of HighLatency")
    ]


def test_no_fitting_runbook_is_said_with_the_reason(acme: OrganisationCard, olga: Member) -> None:
    with tenant(acme.id):
        make_runbook(olga, DISK)
    found = make_incident(acme.id, an_alert("CassandraCompactionPending", summary="Many compactions wait"))
    with tenant(acme.id):
        match_incident(acme.id, found.id)
    now = seen(acme.id, found.id)
    assert now.match_state is MatchState.NONE
    assert now.runbook_id is None
    assert "No runbook" in now.match_reason


def test_an_unpublished_runbook_is_not_attached(acme: OrganisationCard, olga: Member) -> None:
    with tenant(acme.id):
        make_runbook(olga, LATENCY, published=False)
    found = make_incident(acme.id)
    with tenant(acme.id):
        match_incident(acme.id, found.id)
    assert seen(acme.id, found.id).runbook_id is None


def test_not_this_one_brings_the_next_best_then_none(matched: IncidentView, alice: Member) -> None:
    with tenant(alice.organisation_id):
        assert matched.runbook_id
        not_this_one(matched.id, matched.runbook_id, by=alice)
    now = seen(alice.organisation_id, matched.id)
    assert now.runbook_title == "Checkout latency is high after a deploy"
    with tenant(alice.organisation_id):
        assert now.runbook_id
        not_this_one(matched.id, now.runbook_id, by=alice)
        match_incident(alice.organisation_id, matched.id)
    last = seen(alice.organisation_id, matched.id)
    assert last.runbook_id is None
    assert "“HighLatency of checkout” does not fit, says Alice." in [line.text for line in last.timeline]


def test_a_no_to_a_runbook_that_is_no_longer_attached_is_told_so(
    matched: IncidentView, alice: Member
) -> None:
    with tenant(alice.organisation_id), pytest.raises(Conflict, match="look again"):
        not_this_one(matched.id, uuid4(), by=alice)


def test_a_runbook_chosen_by_hand_stays(matched: IncidentView, acme: OrganisationCard, alice: Member) -> None:
    with tenant(acme.id):
        disk = next(one for one in library(acme.id) if one.title == "Disk is full")
        this_one(matched.id, disk.id, by=alice)
        match_incident(acme.id, matched.id)
    now = seen(acme.id, matched.id)
    assert (now.runbook_title, now.match_state) == ("Disk is full", MatchState.BY_HAND)
    assert now.match_reason == "Chosen by Alice."


def test_starting_a_run_fills_it_in_and_acknowledges(matched: IncidentView, alice: Member) -> None:
    with tenant(alice.organisation_id):
        started = work_with_runbook(matched.id, by=alice, idempotency_key="k1", typed={"deployment": "web"})
        again = work_with_runbook(matched.id, by=alice, idempotency_key="k1")
        run = Run.objects.get(id=started.run_id)
    assert again.run_id == started.run_id
    assert run.incident_id == matched.id
    assert run.variables["namespace"]["value"] == "shop"
    assert run.variables["namespace"]["origin"] == "label namespace of HighLatency"
    assert run.labels["pod"] == "checkout-1"
    now = seen(alice.organisation_id, matched.id)
    assert (now.status, now.acknowledged_by) == (IncidentStatus.ACKNOWLEDGED, "Alice")
    assert [one.number for one in now.runs] == [run.number]
    assert any(line.run_number == run.number for line in now.timeline)


def test_an_empty_run_needs_no_runbook(acme: OrganisationCard, alice: Member) -> None:
    found = make_incident(acme.id)
    with tenant(acme.id):
        with pytest.raises(Conflict, match="No runbook is attached"):
            work_with_runbook(found.id, by=alice, idempotency_key="k1")
        work_without_runbook(found.id, by=alice, idempotency_key="k2")
    assert seen(acme.id, found.id).runs[0].steps == 0


def test_a_live_run_must_end_before_its_incident_is_resolved(matched: IncidentView, alice: Member) -> None:
    with tenant(alice.organisation_id):
        work_with_runbook(matched.id, by=alice, idempotency_key="k1")
        with pytest.raises(Conflict, match="still under way"):
            resolve(matched.id, by=alice)
    assert seen(alice.organisation_id, matched.id).is_open


def test_a_run_that_resolved_it_teaches_the_matcher(matched: IncidentView, alice: Member) -> None:
    with tenant(alice.organisation_id):
        started = work_with_runbook(matched.id, by=alice, idempotency_key="k1")
        finish_run(started.run_id, by=alice, press=press(started.run_id), resolved=True)
        resolve(matched.id, by=alice)
    again = make_incident(
        alice.organisation_id, an_alert(service="another", summary="Checkout latency is high")
    )
    with tenant(alice.organisation_id):
        match_incident(alice.organisation_id, again.id)
    reasons = seen(alice.organisation_id, again.id).reasons
    assert "The same alert was resolved with this once." in reasons


def test_a_run_that_did_not_resolve_it_teaches_nothing(matched: IncidentView, alice: Member) -> None:
    with tenant(alice.organisation_id):
        started = work_with_runbook(matched.id, by=alice, idempotency_key="k1")
        finish_run(started.run_id, by=alice, press=press(started.run_id), resolved=False)
        resolve(matched.id, by=alice)
        assert not Confirmation.objects.filter(organisation_id=alice.organisation_id).exists()


def test_an_incident_is_had_resolved_and_reopened_and_each_is_an_entry(
    acme: OrganisationCard, alice: Member
) -> None:
    found = make_incident(acme.id)
    with tenant(acme.id):
        acknowledge(found.id, by=alice)
        acknowledge(found.id, by=alice)
        resolve(found.id, by=alice, reason="It was the cache.")
        assert incident(acme.id, found.id).status is IncidentStatus.RESOLVED
        with pytest.raises(Conflict, match="reopen it"):
            acknowledge(found.id, by=alice)
        reopen(found.id, by=alice)
        kinds = [entry.kind for entry in entries_of(acme.id)]
    now = seen(acme.id, found.id)
    assert now.status is IncidentStatus.ACKNOWLEDGED
    assert [line.text for line in now.timeline[1:]] == [
        "Alice has it.",
        "Resolved by Alice. It was the cache.",
        "Reopened by Alice.",
    ]
    assert kinds[-3:] == ["incident.changed", "incident.resolved", "incident.changed"]


def test_an_incident_opened_by_hand_stands_alone(acme: OrganisationCard, alice: Member) -> None:
    make_incident(acme.id)
    with tenant(acme.id):
        made = report(
            "Customers cannot pay", severity=Severity.CRITICAL, service="checkout", summary="", by=alice
        )
    now = seen(acme.id, made)
    assert (now.number, now.title, now.opened_by) == (2, "Customers cannot pay", "Alice")


def test_whoever_only_looks_may_do_nothing(matched: IncidentView, vera: Member) -> None:
    with tenant(vera.organisation_id):
        assert matched.runbook_id
        for act in (
            lambda: acknowledge(matched.id, by=vera),
            lambda: resolve(matched.id, by=vera),
            lambda: not_this_one(matched.id, matched.runbook_id or uuid4(), by=vera),
            lambda: work_with_runbook(matched.id, by=vera, idempotency_key="k"),
            lambda: report("x", severity=Severity.INFO, service="", summary="", by=vera),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_another_organisations_incident_does_not_exist(matched: IncidentView, mallory: Member) -> None:
    with tenant(mallory.organisation_id):
        for act in (
            lambda: acknowledge(matched.id, by=mallory),
            lambda: this_one(matched.id, matched.runbook_id or uuid4(), by=mallory),
            lambda: incident(mallory.organisation_id, matched.id),
        ):
            with pytest.raises(NotFound):
                act()
