"""What people do with an incident: have it, work on it, close it, open it again."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from compliance.actions import record
from compliance.types import JSON, Actor, Kind
from ddrun.accounts.actions.people import actor_of
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict
from execution import queries as execution
from execution.actions.start import start_empty_run, start_run
from execution.types import Given, Mode, RunStarted
from incidents import feed, queries
from incidents.actions.match import learn
from incidents.actions.order import locked
from incidents.actions.receive import open_by_hand
from incidents.models import Incident
from incidents.types import AlertIn, AlertState, IncidentStatus, Severity
from runbooks import queries as library


@transaction.atomic
def acknowledge(incident_id: UUID, *, by: Member) -> None:
    """Somebody has it. Doing it again, or while another has it, changes nothing."""
    require(by, Act.RESPOND)
    incident = locked(by.organisation_id, incident_id)
    if incident.status == IncidentStatus.RESOLVED:
        raise Conflict("The incident is resolved; reopen it to work on it.")
    if incident.status == IncidentStatus.TRIGGERED:
        _acknowledge(incident, by)


@transaction.atomic
def resolve(incident_id: UUID, *, by: Member, reason: str = "") -> None:
    """Closes the incident. Raises `Conflict` while a run is live: it is finished or abandoned first.

    An open change does not hinder a person, who may know better; it is named in the entry.
    """
    require(by, Act.RESPOND)
    incident = locked(by.organisation_id, incident_id)
    if incident.status == IncidentStatus.RESOLVED:
        return
    if execution.live_runs(by.organisation_id, incident.id):
        raise Conflict("A run of this incident is still under way. Finish or abandon it, then resolve.")
    changes = len(execution.open_changes(by.organisation_id, incident.id))
    incident.status, incident.resolved_at, incident.resolved_by = (
        IncidentStatus.RESOLVED,
        now(),
        by.name[:200],
    )
    incident.save()
    left = f" {changes} changes made in it are still open." if changes else ""
    said = f" {reason.strip()}" if reason.strip() else ""
    feed.note(incident, "incident.resolved", f"Resolved by {by.name}.{said}{left}", by=actor_of(by))
    _learn_from(incident)
    facts: dict[str, JSON] = {"number": incident.number, "why": reason.strip(), "open_changes": changes}
    _record(incident, Kind.INCIDENT_RESOLVED, actor_of(by), facts)


@transaction.atomic
def reopen(incident_id: UUID, *, by: Member) -> None:
    """A resolved incident is worked on again, by whoever reopened it."""
    require(by, Act.RESPOND)
    incident = locked(by.organisation_id, incident_id)
    if incident.status != IncidentStatus.RESOLVED:
        return
    incident.status, incident.resolved_at, incident.resolved_by = IncidentStatus.ACKNOWLEDGED, None, ""
    incident.acknowledged_at, incident.acknowledged_by = now(), by.name[:200]
    incident.offered_at = None
    incident.save()
    feed.note(incident, "incident.reopened", f"Reopened by {by.name}.", by=actor_of(by))
    _record(incident, Kind.INCIDENT_CHANGED, actor_of(by), {"number": incident.number, "act": "reopened"})


@transaction.atomic
def work_with_runbook(
    incident_id: UUID,
    *,
    by: Member,
    idempotency_key: str,
    mode: Mode = Mode.COPILOT,
    typed: Mapping[str, str] | None = None,
    version_id: UUID | None = None,
) -> RunStarted:
    """Starts a run of the attached runbook, or of `version_id`, with what the alerts know filled in.

    `typed` are variables a person gave by hand; they win. The incident is acknowledged by it.
    """
    require(by, Act.RESPOND)
    incident = _workable(incident_id, by)
    chosen = version_id or incident.version_id
    if chosen is None:
        raise Conflict("No runbook is attached to this incident. Choose one, or start an empty run.")
    frozen = library.frozen_version(by.organisation_id, chosen)
    started = start_run(
        frozen,
        by=by,
        idempotency_key=idempotency_key,
        mode=mode,
        incident_id=incident.id,
        variables=_given(incident, frozen.variables, by, typed or {}),
        labels=queries.labels_of(by.organisation_id, incident.id),
    )
    return _under_way(incident, started, by)


@transaction.atomic
def work_without_runbook(incident_id: UUID, *, by: Member, idempotency_key: str) -> RunStarted:
    """Starts an empty run: each step is added by hand."""
    require(by, Act.RESPOND)
    incident = _workable(incident_id, by)
    started = start_empty_run(
        by=by,
        idempotency_key=idempotency_key,
        incident_id=incident.id,
        labels=queries.labels_of(by.organisation_id, incident.id),
    )
    return _under_way(incident, started, by)


def report(title: str, *, severity: Severity, service: str, summary: str, by: Member) -> UUID:
    """The incident that a person opened in their own words."""
    require(by, Act.RECEIVE_BY_HAND)
    alert = AlertIn(
        name=" ".join(title.split())[:300],
        severity=severity,
        state=AlertState.FIRING,
        fingerprint=f"{by.id}/{now().isoformat()}",
        service=service,
        summary=summary,
        source="person",
        started_at=now(),
    )
    return open_by_hand(alert, organisation_id=by.organisation_id, actor=actor_of(by))


def _workable(incident_id: UUID, by: Member) -> Incident:
    incident = locked(by.organisation_id, incident_id)
    if incident.status == IncidentStatus.RESOLVED:
        raise Conflict("The incident is resolved; reopen it to work on it.")
    return incident


def _under_way(incident: Incident, started: RunStarted, by: Member) -> RunStarted:
    """Acknowledges after the start: it takes the ledger's lock, and runs take theirs before that."""
    if incident.status == IncidentStatus.TRIGGERED:
        _acknowledge(incident, by)
    feed.ring(incident, "run.started")
    return started


def _acknowledge(incident: Incident, by: Member) -> None:
    incident.status, incident.acknowledged_at = IncidentStatus.ACKNOWLEDGED, now()
    incident.acknowledged_by = by.name[:200]
    incident.save()
    feed.note(incident, "incident.acknowledged", f"{by.name} has it.", by=actor_of(by))
    _record(incident, Kind.INCIDENT_CHANGED, actor_of(by), {"number": incident.number, "act": "acknowledged"})


def _given(
    incident: Incident, names: tuple[str, ...], by: Member, typed: Mapping[str, str]
) -> dict[str, Given]:
    found = queries.filled_variables(incident.organisation_id, incident.id, names)
    given = {one.name: Given(one.value, one.origin) for one in found}
    return given | {
        name: Given(value, f"typed by {by.name}", by.id) for name, value in typed.items() if value.strip()
    }


def _learn_from(incident: Incident) -> None:
    """A run of the attached runbook that a person said resolved it teaches the matcher."""
    if incident.runbook_id is None or incident.version is None:
        return
    title = incident.version.title
    runs = execution.runs_of_incident(incident.organisation_id, incident.id)
    if any(run.resolved and run.title == title for run in runs):
        learn(incident, runbook_id=incident.runbook_id)


def _record(incident: Incident, kind: Kind, actor: Actor, facts: Mapping[str, JSON]) -> None:
    record(
        kind,
        organisation_id=incident.organisation_id,
        actor=actor,
        facts=facts,
        incident_id=incident.id,
    )
