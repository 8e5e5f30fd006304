"""PagerDuty's webhook, version 3: one event a message, signed.

The header X-PagerDuty-Signature holds `v1=` and the HMAC-SHA256 of the raw body in hex; while a secret is
being changed it holds several, with commas between.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from incidents.types import AlertIn, AlertState, Severity
from integrations import reading
from integrations.types import BodyRefused, Json, NoAlert, NotVerified

SOURCE: Final = "pagerduty"
HEADER: Final = "x-pagerduty-signature"
_MOST_SIGNATURES: Final = 10

_BY_STATUS: Final = {
    "triggered": AlertState.FIRING,
    "acknowledged": AlertState.ACKNOWLEDGED,
    "resolved": AlertState.RESOLVED,
}
# Events that say how an incident stands; the rest (notes, responders, updates) says nothing new of it.
_EVENTS: Final = {
    "incident.triggered": AlertState.FIRING,
    "incident.reopened": AlertState.FIRING,
    "incident.unacknowledged": AlertState.FIRING,
    "incident.acknowledged": AlertState.ACKNOWLEDGED,
    "incident.resolved": AlertState.RESOLVED,
    "incident.priority_updated": None,
    "incident.escalated": None,
    "incident.delegated": None,
    "incident.reassigned": None,
    "incident.service_updated": None,
}
_URGENCIES: Final = {"high": Severity.HIGH, "low": Severity.WARNING}

SAMPLE: Final[Json] = {
    "event": {
        "id": "01TESTOFTHISHOOK0000000000",
        "event_type": "incident.triggered",
        "resource_type": "incident",
        "data": {
            "id": "PTEST01",
            "type": "incident",
            "status": "triggered",
            "title": "A test of this hook. Nothing is wrong.",
            "service": {"summary": "hook-test"},
            "urgency": "low",
        },
    }
}


def verify(body: bytes, headers: Mapping[str, str], secrets: tuple[str, ...]) -> None:
    """Raises `NotVerified` unless one of `secrets` signed exactly these bytes; header names in lower case."""
    if not secrets:
        raise NotVerified(
            "This hook has no signing secret yet; paste the one PagerDuty showed into the integration."
        )
    given = [part.strip() for part in headers.get(HEADER, "").split(",")[:_MOST_SIGNATURES] if part.strip()]
    if not given:
        raise NotVerified("The header X-PagerDuty-Signature is missing.")
    wanted = ["v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() for secret in secrets]
    if not any(hmac.compare_digest(w.encode(), g.encode()) for w in wanted for g in given):
        raise NotVerified("The signature does not fit the body: another secret, or the body was changed.")


def translate(body: Json) -> tuple[AlertIn, ...]:
    """The incident of the event as one alert.

    Raises `BodyRefused` when it is not PagerDuty's shape, `NoAlert` for events that are about something else.
    """
    event = reading.mapping(reading.mapping(body).get("event"))
    kind = reading.name(event.get("event_type"))
    if not kind:
        raise BodyRefused("This is not a PagerDuty v3 message: it has no event with an event_type.")
    if kind not in _EVENTS:
        raise NoAlert(f"The PagerDuty event {kind} says nothing about how an incident stands.")
    incident = reading.mapping(event.get("data"))
    if not reading.name(incident.get("id")):
        raise BodyRefused(f"The PagerDuty event {kind} names no incident.")
    state = _EVENTS[kind] or _BY_STATUS.get(reading.name(incident.get("status")).lower(), AlertState.FIRING)
    return (_alert(incident, event, state),)


def delivery_id(body: Json) -> str:
    """The event's own id: the same again means the same delivery again."""
    return reading.name(reading.mapping(reading.mapping(body).get("event")).get("id"))


def _alert(incident: Mapping[str, Json], event: Mapping[str, Json], state: AlertState) -> AlertIn:
    service = reading.name(reading.mapping(incident.get("service")).get("summary"))
    priority = reading.name(reading.mapping(incident.get("priority")).get("summary"))
    urgency = reading.name(incident.get("urgency"))
    title = reading.name(incident.get("title"))
    return AlertIn(
        name=title or "PagerDuty incident",
        severity=reading.severity(priority) or _URGENCIES.get(urgency.lower(), Severity.WARNING),
        state=state,
        fingerprint=reading.name(incident.get("id")),
        service=service,
        summary=title,
        labels=_labels(incident, service=service, priority=priority, urgency=urgency),
        links=reading.links(
            [
                incident.get("html_url"),
                reading.mapping(incident.get("conference_bridge")).get("conference_url"),
            ]
        ),
        started_at=reading.moment(incident.get("created_at")) or reading.moment(event.get("occurred_at")),
        source=SOURCE,
    )


def _labels(incident: Mapping[str, Json], **known: str) -> dict[str, str]:
    teams = (
        reading.name(reading.mapping(team).get("summary")) for team in reading.listing(incident.get("teams"))
    )
    policy = reading.mapping(incident.get("escalation_policy"))
    told = {
        **known,
        "team": next((team for team in teams if team), ""),
        "escalation_policy": reading.name(policy.get("summary")),
        "incident_number": reading.name(incident.get("number")),
    }
    return {key: value for key, value in told.items() if value}
