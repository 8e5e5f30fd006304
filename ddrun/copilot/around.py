"""What a run page says of the incident its run belongs to."""

from typing import Final
from uuid import UUID

from ddrun.copilot.fragments import Around
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
    found = incidents.glance(organisation_id, incident_id)
    if found is None:
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


def told(found: incidents.Glance) -> tuple[tuple[str, str], ...]:
    """The few facts of the alerts that a person at the keyboard wants beside the steps."""
    labels = dict(found.labels)
    first = [(name.capitalize(), labels.pop(name)) for name in TELLING if labels.get(name)]
    rest = sorted(labels.items())
    summary = found.summary if found.summary not in found.title else ""
    facts = ([("Says", summary)] if summary else []) + first + rest
    return tuple(facts[:SHOWN])


def number_of(number: int) -> str:
    """An incident's number as people say it."""
    return f"INC-{number}"
