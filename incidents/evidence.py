"""What incidents add to evidence: each incident with its alerts and its timeline."""

import json
from collections.abc import Iterable
from typing import Any

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from incidents.models import Alert, Incident, TimelineEntry


class IncidentEvidence:
    """Answers `ddrun.lib.ports.EvidenceSource`."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """A summary of each incident in scope."""
        rows = Incident.objects.filter(organisation_id=scope.organisation_id, id__in=scope.incident_ids)
        for incident in rows.select_related("service").order_by("number"):
            summary = json.dumps(_incident(incident), indent=1, sort_keys=True)
            yield EvidenceFile(f"incidents/{incident.number}/incident.json", summary.encode())


def _incident(incident: Incident) -> dict[str, Any]:
    of_it = {"organisation_id": incident.organisation_id, "incident": incident}
    return {
        "number": incident.number,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "service": incident.service.name if incident.service else None,
        "environment": incident.environment,
        "opened": {"by": incident.opened_by, "at": _text(incident.opened_at)},
        "acknowledged": {"by": incident.acknowledged_by, "at": _text(incident.acknowledged_at)},
        "resolved": {"by": incident.resolved_by, "at": _text(incident.resolved_at)},
        "alerts": [_alert(alert) for alert in Alert.objects.filter(**of_it)],
        "timeline": [
            {"at": _text(entry.at), "by": entry.by, "kind": entry.kind, "text": entry.text}
            for entry in TimelineEntry.objects.filter(**of_it)
        ],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "source": alert.source,
        "name": alert.name,
        "severity": alert.severity,
        "state": alert.state,
        "fingerprint": alert.fingerprint,
        "labels": alert.labels,
        "summary": alert.summary,
        "first_seen_at": _text(alert.first_seen_at),
        "resolved_at": _text(alert.resolved_at),
        "times": alert.times,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
