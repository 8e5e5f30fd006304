"""Runs in lists."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from execution.models import Run
from execution.queries.board import RunCard
from execution.types import Mode, RunStatus

_LIVE = (RunStatus.ACTIVE, RunStatus.HELD)


def live_runs(organisation_id: UUID, incident_id: UUID | None = None) -> list[RunCard]:
    """Runs that are not over, newest first; of one incident, or of the organisation."""
    rows = Run.objects.filter(organisation_id=organisation_id, status__in=_LIVE)
    return _cards(rows if incident_id is None else rows.filter(incident_id=incident_id))


def runs_of_incident(organisation_id: UUID, incident_id: UUID) -> list[RunCard]:
    """Every run of the incident, newest first."""
    return _cards(Run.objects.filter(organisation_id=organisation_id, incident_id=incident_id))


def recent_runs(organisation_id: UUID, limit: int = 50) -> list[RunCard]:
    """The organisation's latest runs, newest first."""
    return _cards(Run.objects.filter(organisation_id=organisation_id), limit)


def _cards(rows: QuerySet[Run], limit: int = 200) -> list[RunCard]:
    settled = Q(steps__status__in=["done", "skipped", "by hand"])
    counted = rows.annotate(steps_all=Count("steps"), steps_settled=Count("steps", filter=settled))
    return [
        RunCard(
            id=row.id,
            number=row.number,
            title=row.title,
            status=RunStatus(row.status),
            mode=Mode(row.mode),
            incident_id=row.incident_id,
            driver=row.driver_name,
            started_at=row.started_at,
            finished_at=row.finished_at,
            resolved=row.resolved,
            steps=row.steps_all,
            settled=row.steps_settled,
        )
        for row in counted.order_by("-number")[:limit]
    ]
