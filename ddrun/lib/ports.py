"""What the domain asks of whoever answers; settings name the class. Protocols only, or every pure room drags in Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class EvidenceFile:
    """One file of an evidence pack: its path inside the zip and its bytes."""

    path: str
    content: bytes


class EvidenceSource(Protocol):
    """Facts an auditor wants beside the ledger: outputs, runbook texts, incidents."""

    def files(
        self, organisation_id: UUID, *, incident_id: UUID | None, since: datetime, until: datetime
    ) -> Iterable[EvidenceFile]:
        """The files for one incident, or for a period when `incident_id` is None."""
        ...
