"""What an export covers: which entries are shown in full, where the chain begins, what they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from compliance.models import AuditEntry, Checkpoint
from compliance.queries import moment
from compliance.types import JSON
from ddrun.lib.ports import EvidenceScope

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Asked:
    """One incident, or a period `[since, until)` of one organisation."""

    organisation_id: UUID
    incident_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def entries(self) -> QuerySet[AuditEntry]:
        """The entries to show in full."""
        rows = AuditEntry.objects.filter(organisation_id=self.organisation_id)
        if self.incident_id:
            runs = rows.filter(incident_id=self.incident_id, run_id__isnull=False).values("run_id")
            return rows.filter(Q(incident_id=self.incident_id) | Q(run_id__in=runs))
        if self.since:
            rows = rows.filter(at__gte=self.since)
        return rows.filter(at__lt=self.until) if self.until else rows

    def to_json(self) -> dict[str, JSON]:
        """The question, for the manifest and the ledger."""
        return {
            "incident": str(self.incident_id) if self.incident_id else None,
            "since": moment(self.since) if self.since else None,
            "until": moment(self.until) if self.until else None,
        }

    def scope(self) -> EvidenceScope:
        """The question as sources are asked it, with everything the entries name."""
        incidents: set[UUID] = set()
        runs: set[UUID] = set()
        named: set[UUID] = set()
        for incident_id, run_id, facts in self.entries().values_list("incident_id", "run_id", "facts"):
            incidents.update([incident_id] if incident_id else [])
            runs.update([run_id] if run_id else [])
            named.update(_ids(facts))
        return EvidenceScope(
            organisation_id=self.organisation_id,
            incident_id=self.incident_id,
            since=self.since,
            until=self.until,
            incident_ids=frozenset(incidents),
            run_ids=frozenset(runs),
            named_ids=frozenset(named),
        )

    def first(self, last: int) -> int:
        """Where the chain in the pack begins: at the last head signed before the first entry in scope."""
        earliest = (
            self.entries().filter(sequence__lte=last).order_by("sequence").values_list("sequence", flat=True)
        )
        signed = Checkpoint.objects.filter(organisation_id=self.organisation_id, sequence__lt=earliest[0])
        return signed.order_by("-sequence").values_list("sequence", flat=True).first() or 1


def _ids(value: JSON) -> Iterator[UUID]:
    if isinstance(value, str) and _ID.fullmatch(value):
        yield UUID(value)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _ids(item)
