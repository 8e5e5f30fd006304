"""What the fragments of the incident page are given; see `fragments` for those of a run."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ddrun.copilot.fragments import Row, Verb


@dataclass(frozen=True)
class Value:
    """A variable of the attached runbook as the run would get it; empty when the alert does not say.

    `hint` is what the text says of it: a default or an example, and the steps it is for.
    """

    name: str
    value: str
    origin: str
    kind: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Matched:
    """The attached runbook, with the reasons in words; `needed` and `probes` are its checklist."""

    title: str
    href: str
    version: int
    published: bool
    reasons: tuple[str, ...]
    says: str
    steps: tuple[Row, ...]
    values: tuple[Value, ...]
    start: Verb | None
    start_read_along: Verb | None = None
    not_this: Verb | None = None
    read_along_only: str = ""
    needed: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Other:
    """Another runbook that may fit."""

    title: str
    href: str
    reason: str
    attach: Verb | None


@dataclass(frozen=True)
class AlertRow:
    """One alert of an incident."""

    name: str
    state: str
    severity: str
    summary: str
    source: str
    since: datetime | None
    times: int
    because: str
    labels: tuple[tuple[str, str], ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class RunRow:
    """A run of an incident, as a line."""

    href: str
    title: str
    says: str
    is_open: bool


@dataclass(frozen=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    text: str
    by: str = ""


@dataclass(frozen=True)
class IncidentFragment:
    """The whole incident page below the bar."""

    id: UUID
    number: str
    title: str
    text: str
    severity: str
    status: str
    service: str
    environment: str
    since: datetime
    ended: datetime | None
    now: datetime
    matched: Matched | None
    unmatched: str
    others: tuple[Other, ...]
    alerts: tuple[AlertRow, ...]
    runs: tuple[RunRow, ...]
    moments: tuple[Moment, ...]
    is_open: bool
    offer: str = ""
    acknowledge: Verb | None = None
    resolve: Verb | None = None
    empty_run: Verb | None = None
    sequence: int = 0

    @property
    def live_run(self) -> RunRow | None:
        """The newest run that is not over."""
        return next((run for run in self.runs if run.is_open), None)
