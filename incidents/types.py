"""Words of alerts and incidents that others may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Severity(StrEnum):
    """How bad, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info up to 3 for critical."""
        return 3 - list(Severity).index(self)


class AlertState(StrEnum):
    """What the sender says of it."""

    FIRING = "firing"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class MatchState(StrEnum):
    """Where the search for an incident's runbook stands."""

    PENDING = "pending"
    MATCHED = "matched"
    NONE = "none"
    BY_HAND = "by hand"


@dataclass(frozen=True)
class AlertIn:
    """An alert in our words, as a vendor's door hands it in.

    `fingerprint` is equal for the same trouble at the same sender. `delivery_key` tells a repeat of
    the same message from a new one. Text is as it came: treat it as hostile.
    """

    name: str
    severity: Severity
    state: AlertState
    fingerprint: str
    service: str = ""
    summary: str = ""
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    started_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True)
class RankedRunbook:
    """A runbook that may fit an incident. `score` is the share of the alert it covers, 0..1."""

    runbook_id: UUID
    version_id: UUID
    title: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """What the matcher says: best first. When it abstains, `reason` says why in words."""

    ranked: tuple[RankedRunbook, ...]
    abstained: bool
    reason: str


@dataclass(frozen=True)
class FilledVariable:
    """A value for a run, and the fact of the alert it came from, in words."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Received:
    """What an alert led to. `incident_id` is None when nothing came of it; `what` says so in words."""

    incident_id: UUID | None
    what: str
    opened: bool = False
