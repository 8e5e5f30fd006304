"""Adds to an incident's timeline, then rings the bell of everyone who looks at it or at the list."""

from datetime import datetime

from compliance.types import Actor
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from incidents.models import Incident, TimelineEntry


def note(incident: Incident, kind: str, text: str, *, by: Actor, at: datetime | None = None) -> None:
    """One more entry, within the caller's transaction; `kind` is what the bell says too."""
    TimelineEntry.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        at=at or now(),
        kind=kind,
        text=text,
        by=by.name[:200],
    )
    ring(incident, kind)


def ring(incident: Incident, kind: str) -> None:
    """Says "look again" to the incident's page and to every page of the organisation."""
    for group in (f"incident.{incident.id.hex}", f"org.{incident.organisation_id.hex}"):
        ring_bell(group, kind, incident=incident.id.hex, number=incident.number)
