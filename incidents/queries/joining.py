"""What the correlation needs to know."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from ddrun.lib.clock import now
from incidents.context.inject import plain_name
from incidents.matching.correlate import SAME_SERVICE_WINDOW, OpenIncident
from incidents.models import Alert, Incident, Service
from incidents.types import AlertIn, IncidentStatus, MatchState

_ENVIRONMENT_LABELS: Final = ("environment", "env", "stage", "deployment_environment")


def open_for_joining(
    alert: AlertIn, *, organisation_id: UUID, fingerprint: str, at: datetime
) -> list[OpenIncident]:
    """The open incidents that this alert may join, the one that heard an alert last first.

    Only those that know its fingerprint, or heard of its service within the window, are read: in a storm
    thousands are open, and neither may one be overlooked nor an alert cost more for it.
    """
    alerts = Alert.objects.filter(organisation_id=organisation_id, fingerprint=fingerprint)
    knowing = set(alerts.values_list("incident_id", flat=True))
    may_join = Q(id__in=knowing)
    if alert.service:
        services = Service.objects.filter(organisation_id=organisation_id, name__iexact=alert.service)
        lately = Q(last_alert_at__gte=at - SAME_SERVICE_WINDOW)
        may_join |= Q(service__in=list(services)) & lately
    rows = Incident.objects.filter(may_join, organisation_id=organisation_id)
    rows = rows.exclude(status=IncidentStatus.RESOLVED).select_related("service")
    return [
        OpenIncident(
            id=row.id,
            number=row.number,
            service=row.service.name if row.service else "",
            environment=row.environment,
            fingerprints=frozenset({fingerprint}) if row.id in knowing else frozenset(),
            last_alert_at=row.last_alert_at,
        )
        for row in rows.order_by("-last_alert_at")
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
