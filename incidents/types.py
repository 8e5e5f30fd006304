"""Words of alerts and incidents that others may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
    labels: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    started_at: datetime | None = None
    source: str = ""
