"""Is this alert the same trouble as one already open? Fingerprint first, then service within a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from incidents.types import AlertIn

# Symptoms of one cause rarely start further apart; later it is likely to be something else.
SAME_SERVICE_WINDOW: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class OpenIncident:
    """An incident that is not resolved, as the correlation sees it.

    `fingerprints` may leave out those that the alert in question does not bear.
    """

    id: UUID
    number: int
    service: str
    environment: str
    fingerprints: frozenset[str]
    last_alert_at: datetime


@dataclass(frozen=True)
class Joining:
    """The incident an alert belongs to, and why."""

    incident_id: UUID
    reason: str


def same_trouble(
    alert: AlertIn, incidents: Sequence[OpenIncident], *, fingerprint: str, environment: str, now: datetime
) -> Joining | None:
    """The open incident this alert joins, with the reason in words, or None when it is new trouble.

    `fingerprint` is the alert's as stored, told apart by its sender. Of several incidents of one
    service the one that heard an alert last is chosen. A sender's clock is not asked: `now` is ours.
    """
    for incident in incidents:
        if fingerprint in incident.fingerprints:
            return Joining(incident.id, "The same alert, by its fingerprint, is already part of it.")
    if not alert.service:
        return None
    near = [i for i in incidents if _same_service(i, alert, environment) and _lately(i, now)]
    if not near:
        return None
    latest = max(near, key=lambda incident: incident.last_alert_at)
    minutes = max(0, int((now - latest.last_alert_at) / timedelta(minutes=1)))
    ago = "less than a minute" if minutes == 0 else f"{minutes} min"
    return Joining(latest.id, f"Same service, {alert.service}, {ago} after the last alert of it.")


def _same_service(incident: OpenIncident, alert: AlertIn, environment: str) -> bool:
    same_place = not environment or not incident.environment or environment == incident.environment
    return incident.service.casefold() == alert.service.casefold() and same_place


def _lately(incident: OpenIncident, now: datetime) -> bool:
    return now - incident.last_alert_at <= SAME_SERVICE_WINDOW
