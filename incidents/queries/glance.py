"""An incident in a few words, for pages that are about something else and draw often."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from incidents.models import Alert, Incident
from incidents.queries.variables import labels_of
from incidents.types import IncidentStatus, Severity


@dataclass(frozen=True)
class Glance:
    """What a run's page says of its incident; `labels` are those on which its alerts agree."""

    number: int
    title: str
    severity: Severity
    service: str
    opened_at: datetime
    is_open: bool
    summary: str
    labels: tuple[tuple[str, str], ...]


def glance(organisation_id: UUID, incident_id: UUID) -> Glance | None:
    """The incident, or None when it is not there."""
    rows = Incident.objects.filter(organisation_id=organisation_id, id=incident_id)
    row = rows.select_related("service").first()
    if row is None:
        return None
    told = Alert.objects.filter(organisation_id=organisation_id, incident=row).exclude(summary="")
    return Glance(
        number=row.number,
        title=row.title,
        severity=Severity(row.severity),
        service=row.service.name if row.service else "",
        opened_at=row.opened_at,
        is_open=row.status != IncidentStatus.RESOLVED,
        summary=told.values_list("summary", flat=True).first() or "",
        labels=tuple(sorted(labels_of(organisation_id, row.id).items())),
    )
