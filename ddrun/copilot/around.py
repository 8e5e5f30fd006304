"""What a run page says of the incident its run belongs to."""

from typing import Final
from uuid import UUID

from ddrun.copilot.fragments import Around
from ddrun.lib.errors import NotFound
from incidents import queries as incidents

# Labels that say where and what, before those that say how the sender works.
TELLING: Final = (
    "service",
    "environment",
    "cluster",
    "namespace",
    "pod",
    "instance",
    "host",
    "job",
    "region",
)
SHOWN: Final = 8


def around_run(organisation_id: UUID, incident_id: UUID | None) -> Around:
    """The incident in a few words; an empty answer when there is none."""
    if incident_id is None:
        return Around()
    try:
        found = incidents.incident(organisation_id, incident_id)
    except NotFound:
        return Around()
    return Around(
        incident=number_of(found.number),
        href=f"/incidents/{found.number}/",
        title=found.title,
        severity=found.severity.value,
        service=found.service,
        since=found.opened_at,
        alert=told(found),
        is_open=found.is_open,
    )


def told(found: incidents.IncidentView) -> tuple[tuple[str, str], ...]:
    """The few facts of the alerts that a person at the keyboard wants beside the steps."""
    labels = dict(found.labels)
    first = [(name.capitalize(), labels.pop(name)) for name in TELLING if labels.get(name)]
    rest = sorted(labels.items())
    summary = next(
        (alert.summary for alert in found.alerts if alert.summary and alert.summary not in found.title), ""
    )
    facts = ([("Says", summary)] if summary else []) + first + rest
    return tuple(facts[:SHOWN])


def number_of(number: int) -> str:
    """An incident's number as people say it."""
    return f"INC-{number}"
