"""An alert arrives: it repeats one that is known, joins an open incident, or opens a new one."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from compliance.actions import record
from compliance.types import Actor, Kind
from ddrun.lib import jobs
from ddrun.lib.clock import now
from execution import queries as execution
from incidents import feed, queries
from incidents.actions.order import in_order
from incidents.matching.correlate import same_trouble
from incidents.models import Alert, Incident, Service
from incidents.types import AlertIn, AlertState, IncidentStatus, MatchState, Received, Severity

_LONGEST_TITLE: Final = 300


@transaction.atomic
def receive(alert: AlertIn, *, organisation_id: UUID, actor: Actor) -> Received:
    """What the alert led to. The same alert again changes nothing but its count.

    Alerts of one organisation wait for each other, so that two symptoms of one trouble never open two
    incidents. A resolved alert never closes an incident with a live run or an open change.
    """
    in_order(organisation_id)
    at = now()
    known = _last_episode(alert, organisation_id)
    if alert.state is AlertState.RESOLVED:
        return _resolved(alert, known, organisation_id, actor, at)
    if known and known.state != AlertState.RESOLVED and known.incident.status != IncidentStatus.RESOLVED:
        return _again(alert, known, actor, at)
    if known and known.state == AlertState.RESOLVED and _late(alert, known):
        return Received(None, f"{alert.name} had already resolved when this older message of it came.")
    received = _new(alert, organisation_id, actor, at)
    if alert.state is AlertState.ACKNOWLEDGED and received.incident_id:
        _acknowledged(_incident(organisation_id, received.incident_id), alert, actor, at)
    return received


def open_by_hand(alert: AlertIn, *, organisation_id: UUID, actor: Actor) -> UUID:
    """A new incident that a person opened in their own words; it joins nothing."""
    with transaction.atomic():
        in_order(organisation_id)
        at = now()
        incident = _open(alert, organisation_id, actor, at)
        _keep(alert, incident, at, because="")
        _ring_new(incident, at, actor)
        _record_opened(incident, actor)
        return incident.id


def _last_episode(alert: AlertIn, organisation_id: UUID) -> Alert | None:
    rows = Alert.objects.filter(organisation_id=organisation_id, fingerprint=_fingerprint(alert))
    return rows.select_related("incident").order_by("-first_seen_at").first()


def _incident(organisation_id: UUID, incident_id: UUID) -> Incident:
    return Incident.objects.get(organisation_id=organisation_id, id=incident_id)


def _late(alert: AlertIn, known: Alert) -> bool:
    """Whether the message tells of the episode that is already over, by the sender's own clock."""
    return bool(alert.started_at and known.started_at and alert.started_at <= known.started_at)


def _new(alert: AlertIn, organisation_id: UUID, actor: Actor, at: datetime) -> Received:
    fingerprint = _fingerprint(alert)
    joining = same_trouble(
        alert,
        queries.open_for_joining(alert, organisation_id=organisation_id, fingerprint=fingerprint, at=at),
        fingerprint=fingerprint,
        environment=queries.environment_of(alert.labels),
        now=at,
    )
    if joining is None:
        incident = _open(alert, organisation_id, actor, at)
        _keep(alert, incident, at, because="")
        _ring_new(incident, at, actor)
        _record_alert(alert, incident, actor)
        _record_opened(incident, actor)
        return Received(incident.id, f"Opened incident {incident.number}.", opened=True)
    incident = _incident(organisation_id, joining.incident_id)
    _keep(alert, incident, at, because=joining.reason)
    incident.last_alert_at, incident.offered_at = at, None
    feed.note(incident, "alert.joined", f"{alert.name} joined. {joining.reason}", by=actor, at=at)
    _raise_severity(incident, alert, actor, at)
    incident.save()
    if incident.match_state in (MatchState.NONE, MatchState.PENDING):
        jobs.ring(jobs.MATCH_INCIDENT, str(organisation_id), str(incident.id))
    _record_alert(alert, incident, actor)
    return Received(incident.id, f"Joined incident {incident.number}. {joining.reason}")


def _again(alert: AlertIn, known: Alert, actor: Actor, at: datetime) -> Received:
    incident = known.incident
    if alert.state is AlertState.ACKNOWLEDGED:
        _acknowledged(incident, alert, actor, at)
    known.times += 1
    known.last_seen_at = at
    known.labels = {**known.labels, **alert.labels}
    raised = alert.severity.rank > Severity(known.severity).rank
    if raised:
        known.severity = alert.severity
    known.save()
    incident.last_alert_at = at
    if raised:
        _raise_severity(incident, alert, actor, at)
    incident.save()
    if raised:
        _record_alert(alert, incident, actor)
    return Received(incident.id, f"Incident {incident.number} knows this alert already.")


def _resolved(
    alert: AlertIn, known: Alert | None, organisation_id: UUID, actor: Actor, at: datetime
) -> Received:
    if known is None:
        return Received(None, f"{alert.name} resolved without ever having fired here.")
    incident = known.incident
    if known.state == AlertState.RESOLVED:
        return Received(incident.id, f"{alert.name} was known to be resolved.")
    if alert.started_at and known.started_at and alert.started_at < known.started_at:
        return Received(incident.id, f"{alert.name} fired again since this older message of it.")
    known.state, known.resolved_at, known.last_seen_at = AlertState.RESOLVED, at, at
    known.save()
    feed.note(incident, "alert.resolved", f"{alert.name} resolved at its source.", by=actor, at=at)
    _record_alert(alert, incident, actor)
    if incident.status != IncidentStatus.RESOLVED and not _still_firing(incident):
        _close_or_offer(incident, actor, at)
    return Received(incident.id, f"{alert.name} of incident {incident.number} resolved.")


def _still_firing(incident: Incident) -> bool:
    rows = Alert.objects.filter(organisation_id=incident.organisation_id, incident=incident)
    return rows.exclude(state=AlertState.RESOLVED).exists()


def _close_or_offer(incident: Incident, actor: Actor, at: datetime) -> None:
    live = execution.live_runs(incident.organisation_id, incident.id)
    changes = execution.open_changes(incident.organisation_id, incident.id)
    if live or changes:
        why = "a run is under way" if live else "a change made in it is still open"
        incident.offered_at = at
        incident.save()
        text = (
            f"Every alert has resolved. The incident stays open because {why}; resolve it when you are done."
        )
        feed.note(incident, "incident.offered", text, by=actor, at=at)
        return
    incident.status, incident.resolved_at, incident.resolved_by = (
        IncidentStatus.RESOLVED,
        at,
        actor.name[:200],
    )
    incident.save()
    feed.note(incident, "incident.resolved", "Resolved: every alert of it has resolved.", by=actor, at=at)
    record(
        Kind.INCIDENT_RESOLVED,
        organisation_id=incident.organisation_id,
        actor=actor,
        facts={"number": incident.number, "why": "every alert of it has resolved"},
        incident_id=incident.id,
    )


def _acknowledged(incident: Incident, alert: AlertIn, actor: Actor, at: datetime) -> None:
    if incident.status != IncidentStatus.TRIGGERED:
        return
    incident.status, incident.acknowledged_at = IncidentStatus.ACKNOWLEDGED, at
    incident.acknowledged_by = actor.name[:200]
    incident.save()
    feed.note(
        incident, "incident.acknowledged", f"{alert.name} was acknowledged at its source.", by=actor, at=at
    )


def _raise_severity(incident: Incident, alert: AlertIn, actor: Actor, at: datetime) -> None:
    before = Severity(incident.severity)
    if alert.severity.rank <= before.rank:
        return
    incident.severity = alert.severity
    text = f"Severity raised from {before} to {alert.severity} by {alert.name}."
    feed.note(incident, "incident.raised", text, by=actor, at=at)
    jobs.ring(jobs.TELL_PEOPLE, str(incident.organisation_id), "incident", str(incident.id))


def _open(alert: AlertIn, organisation_id: UUID, actor: Actor, at: datetime) -> Incident:
    incidents = Incident.objects.filter(organisation_id=organisation_id)
    return Incident.objects.create(
        organisation_id=organisation_id,
        number=(incidents.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=_title(alert),
        severity=alert.severity,
        status=IncidentStatus.TRIGGERED,
        service=_service(alert, organisation_id),
        environment=queries.environment_of(alert.labels),
        opened_at=at,
        opened_by=actor.name[:200],
        last_alert_at=at,
    )


def _service(alert: AlertIn, organisation_id: UUID) -> Service | None:
    name = alert.service.strip()[:300]
    if not name:
        return None
    return Service.objects.get_or_create(organisation_id=organisation_id, name=name)[0]


def _title(alert: AlertIn) -> str:
    short = " ".join(alert.summary.split())
    title = f"{alert.name}: {short}" if short and short != alert.name else alert.name
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _keep(alert: AlertIn, incident: Incident, at: datetime, *, because: str) -> Alert:
    kept, _ = Alert.objects.update_or_create(
        organisation_id=incident.organisation_id,
        incident=incident,
        fingerprint=_fingerprint(alert),
        defaults={
            "source": alert.source[:40],
            "name": alert.name[:300],
            "severity": alert.severity,
            "state": alert.state,
            "service": alert.service[:300],
            "environment": queries.environment_of(alert.labels),
            "summary": alert.summary,
            "description": alert.description,
            "labels": dict(alert.labels),
            "links": list(alert.links),
            "joined_because": because,
            "started_at": alert.started_at,
            "first_seen_at": at,
            "last_seen_at": at,
            "resolved_at": None,
        },
    )
    return kept


def _fingerprint(alert: AlertIn) -> str:
    """The sender's fingerprint, told apart by the sender: two vendors may number alike."""
    return f"{alert.source[:40]}:{alert.fingerprint[:300]}"


def _ring_new(incident: Incident, at: datetime, actor: Actor) -> None:
    feed.note(incident, "incident.opened", f"Opened by {actor.name}.", by=actor, at=at)
    jobs.ring(jobs.MATCH_INCIDENT, str(incident.organisation_id), str(incident.id))
    jobs.ring(jobs.TELL_PEOPLE, str(incident.organisation_id), "incident", str(incident.id))


def _record_alert(alert: AlertIn, incident: Incident, actor: Actor) -> None:
    record(
        Kind.ALERT_RECEIVED,
        organisation_id=incident.organisation_id,
        actor=actor,
        facts={
            "name": alert.name,
            "severity": alert.severity,
            "state": alert.state,
            "fingerprint": _fingerprint(alert),
            "service": alert.service,
        },
        incident_id=incident.id,
    )


def _record_opened(incident: Incident, actor: Actor) -> None:
    record(
        Kind.INCIDENT_OPENED,
        organisation_id=incident.organisation_id,
        actor=actor,
        facts={"number": incident.number, "title": incident.title, "severity": incident.severity},
        incident_id=incident.id,
    )
