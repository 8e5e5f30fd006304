"""Alerts and incidents as they come to be: through the same door vendors use."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from compliance.types import Actor
from ddrun.lib.tenancy import tenant
from incidents.actions.receive import receive
from incidents.queries import IncidentView, incident
from incidents.types import AlertIn, AlertState, Received, Severity

SENDER = Actor("system", "alertmanager", "alertmanager: production")


def an_alert(
    name: str = "HighLatency",
    *,
    severity: Severity = Severity.WARNING,
    state: AlertState = AlertState.FIRING,
    fingerprint: str = "",
    service: str = "checkout",
    summary: str = "",
    labels: Mapping[str, str] | None = None,
    started_at: datetime | None = None,
    source: str = "alertmanager",
) -> AlertIn:
    """An alert; its fingerprint is its name unless given."""
    return AlertIn(
        name=name,
        severity=severity,
        state=state,
        fingerprint=fingerprint or name,
        service=service,
        summary=summary,
        labels=dict(labels or {}),
        started_at=started_at,
        source=source,
    )


def arrives(organisation_id: UUID, alert: AlertIn | None = None) -> Received:
    """The alert arrives at the organisation."""
    with tenant(organisation_id):
        return receive(alert or an_alert(), organisation_id=organisation_id, actor=SENDER)


def make_incident(organisation_id: UUID, alert: AlertIn | None = None) -> IncidentView:
    """The incident that an alert opened."""
    received = arrives(organisation_id, alert)
    assert received.opened
    return seen(organisation_id, received.incident_id)


def seen(organisation_id: UUID, incident_id: UUID | None) -> IncidentView:
    """The incident as its page shows it now."""
    assert incident_id is not None
    with tenant(organisation_id):
        return incident(organisation_id, incident_id)
