"""What the correlation needs to know."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from ddrun.lib.clock import now
from incidents.context.inject import plain_name
from incidents.matching.correlate import OpenIncident
from incidents.models import Alert, Incident
from incidents.types import IncidentStatus, MatchState

# More open incidents than that is a storm; the newest are what an alert would join.
_MOST_OPEN: Final = 500
_ENVIRONMENT_LABELS: Final = ("environment", "env", "stage", "deployment_environment")


def open_for_joining(organisation_id: UUID) -> list[OpenIncident]:
    """Every incident that an alert may join, the one that heard an alert last first."""
    rows = Incident.objects.filter(organisation_id=organisation_id).exclude(status=IncidentStatus.RESOLVED)
    found = list(rows.select_related("service").order_by("-last_alert_at")[:_MOST_OPEN])
    prints: defaultdict[UUID, set[str]] = defaultdict(set)
    alerts = Alert.objects.filter(organisation_id=organisation_id, incident__in=found)
    for incident_id, fingerprint in alerts.values_list("incident_id", "fingerprint"):
        prints[incident_id].add(fingerprint)
    return [
        OpenIncident(
            id=row.id,
            number=row.number,
            service=row.service.name if row.service else "",
            environment=row.environment,
            fingerprints=frozenset(prints[row.id]),
            last_alert_at=row.last_alert_at,
        )
        for row in found
    ]


def environment_of(labels: Mapping[str, str]) -> str:
    """Production, staging…: as the labels say, or ""."""
    plain = {plain_name(label): value for label, value in labels.items()}
    return next((plain[name].strip()[:300] for name in _ENVIRONMENT_LABELS if plain.get(name)), "")


def unmatched(organisation_id: UUID, *, older_than: timedelta) -> list[UUID]:
    """Open incidents for which nobody has looked for a runbook yet, oldest first."""
    rows = Incident.objects.filter(
        organisation_id=organisation_id, match_state=MatchState.PENDING, opened_at__lt=now() - older_than
    ).exclude(status=IncidentStatus.RESOLVED)
    return list(rows.order_by("opened_at").values_list("id", flat=True)[:200])
