"""What incidents add to evidence: their alerts as they were told, and their timelines."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from incidents.models import Incident
from incidents.queries import IncidentView, incident


class IncidentEvidence:
    """Answers `ddrun.lib.ports.EvidenceSource`."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """A JSON file for each incident: how it stands, its alerts, its runbook and why, its timeline."""
        rows = Incident.objects.filter(organisation_id=scope.organisation_id, id__in=scope.incident_ids)
        for incident_id in rows.order_by("number").values_list("id", flat=True):
            view = incident(scope.organisation_id, incident_id)
            yield EvidenceFile(f"incidents/{view.number}.json", _told(view))


def _told(view: IncidentView) -> bytes:
    plain = asdict(view)
    # Runs have files of their own.
    plain["runs"] = [run.number for run in view.runs]
    return json.dumps(plain, ensure_ascii=False, indent=2, default=str).encode()
