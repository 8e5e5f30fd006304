"""Alertmanager's webhook, version 4 (a group of alerts a message; version 3 differs only in its group key).

It signs nothing: the hook's key is the proof.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from incidents.types import AlertIn, AlertState, Severity
from integrations import reading
from integrations.types import BodyRefused, Json, NoAlert

SOURCE: Final = "alertmanager"
# A larger group is a broken route, and would hold the database for a minute.
MOST_ALERTS: Final = 10_000
_STATES: Final = {"firing": AlertState.FIRING, "resolved": AlertState.RESOLVED}
_LINK_ANNOTATIONS: Final = (
    "runbook_url",
    "runbook",
    "dashboard_url",
    "dashboard",
    "grafana_url",
    "url",
    "link",
)

SAMPLE: Final[Json] = {
    "version": "4",
    "status": "firing",
    "receiver": "dd0c-run",
    "groupKey": '{}:{alertname="HookTest"}',
    "groupLabels": {"alertname": "HookTest"},
    "commonLabels": {},
    "commonAnnotations": {},
    "externalURL": "",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "HookTest", "severity": "info", "service": "hook-test"},
            "annotations": {"summary": "A test of this hook. Nothing is wrong."},
        }
    ],
}


def translate(body: Json) -> tuple[AlertIn, ...]:
    """Every alert of the group, in order.

    Raises `BodyRefused` when it is not Alertmanager's shape, `NoAlert` when the group is empty.
    """
    message = reading.mapping(body)
    if not isinstance(message.get("alerts"), list):
        raise BodyRefused("This is not an Alertmanager message: it has no list called “alerts”.")
    alerts = reading.listing(message["alerts"])
    if not alerts:
        raise NoAlert("The Alertmanager message holds no alerts.")
    if len(alerts) > MOST_ALERTS:
        raise BodyRefused(
            f"The message holds {len(alerts):,} alerts; at most {MOST_ALERTS:,} are read at once."
        )
    if not any(reading.mapping(alert) for alert in alerts):
        raise BodyRefused("This is not an Alertmanager message: its alerts are not objects.")
    return tuple(_alert(reading.mapping(alert), message) for alert in alerts if reading.mapping(alert))


def delivery_id(body: Json) -> str:
    """Alertmanager gives its messages no id."""
    return ""


def _alert(alert: Mapping[str, Json], message: Mapping[str, Json]) -> AlertIn:
    labels = reading.labels(message.get("commonLabels")) | reading.labels(alert.get("labels"))
    notes = reading.labels(message.get("commonAnnotations")) | reading.labels(alert.get("annotations"))
    said = (labels.get("severity"), labels.get("priority"), labels.get("level"), notes.get("severity"))
    return AlertIn(
        name=reading.first_of(labels.get("alertname"), notes.get("summary"), notes.get("title"))
        or "Alert without a name",
        severity=reading.severity(*said) or Severity.WARNING,
        state=_state(alert, message),
        fingerprint=reading.name(alert.get("fingerprint")) or _fingerprint(labels),
        service=reading.service(labels),
        summary=notes.get("summary") or notes.get("message") or notes.get("title") or "",
        description=notes.get("description", ""),
        labels=labels,
        links=reading.links(
            [
                alert.get("generatorURL"),
                *(notes.get(key) for key in _LINK_ANNOTATIONS),
                message.get("externalURL"),
            ]
        ),
        started_at=reading.moment(alert.get("startsAt")),
        source=SOURCE,
    )


def _state(alert: Mapping[str, Json], message: Mapping[str, Json]) -> AlertState:
    """As the alert says, else as its group says; what is neither is taken for firing."""
    for said in (alert.get("status"), message.get("status")):
        word = reading.name(said).lower()
        if word in _STATES:
            return _STATES[word]
    return AlertState.FIRING


def _fingerprint(labels: Mapping[str, str]) -> str:
    """The same for the same labels, for senders too old to give one."""
    told = json.dumps(sorted(labels.items()), separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
