"""What the list of incidents and the page of one show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from ddrun.lib.errors import NotFound
from execution import queries as execution
from execution.queries.board import RunCard
from incidents.models import Alert, Incident, TimelineEntry
from incidents.queries.variables import filled_variables, labels_of
from incidents.types import AlertState, FilledVariable, IncidentStatus, MatchState, RankedRunbook, Severity
from runbooks import queries as library

PAGE: Final = 50
NEAREST: Final = 3
_MOST_ALERTS: Final = 500
_MOST_ENTRIES: Final = 1000


@dataclass(frozen=True)
class AlertLine:
    """One alert of an incident. Its texts came from outside; its links are http(s) only."""

    id: UUID
    source: str
    name: str
    severity: Severity
    state: AlertState
    service: str
    environment: str
    summary: str
    description: str
    labels: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    joined_because: str
    started_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None
    times: int


@dataclass(frozen=True)
class TimelineLine:
    """One thing that happened, in the incident itself or in one of its runs."""

    at: datetime
    kind: str
    text: str
    by: str
    run_id: UUID | None = None
    run_number: int | None = None


@dataclass(frozen=True)
class IncidentRow:
    """An incident in the list."""

    id: UUID
    number: int
    title: str
    severity: Severity
    status: IncidentStatus
    service: str
    environment: str
    opened_at: datetime
    resolved_at: datetime | None
    alerts: int
    firing: int
    offered: bool
    match_state: MatchState
    runbook_title: str
    live_runs: int

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.status is not IncidentStatus.RESOLVED


@dataclass(frozen=True)
class IncidentView:
    """The whole page of one incident.

    `offered`: every alert has resolved, and the incident stays open for a run or a change.
    `reasons` say why the attached runbook fits; `match_reason` also says why none was attached.
    `nearest` are the three best that nobody said no to, the attached one among them.
    `variables` are those of the attached runbook that the alerts fill, `missing` the rest of them.
    """

    id: UUID
    number: int
    title: str
    severity: Severity
    status: IncidentStatus
    service: str
    environment: str
    opened_at: datetime
    opened_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    resolved_by: str
    offered: bool
    alerts: tuple[AlertLine, ...]
    labels: tuple[tuple[str, str], ...]
    match_state: MatchState
    match_reason: str
    match_score: float | None
    runbook_id: UUID | None
    version_id: UUID | None
    version_number: int | None
    runbook_title: str
    reasons: tuple[str, ...]
    nearest: tuple[RankedRunbook, ...]
    variables: tuple[FilledVariable, ...]
    missing: tuple[str, ...]
    timeline: tuple[TimelineLine, ...]
    runs: tuple[RunCard, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.status is not IncidentStatus.RESOLVED

    @property
    def links(self) -> tuple[str, ...]:
        """Every link of its alerts, each once."""
        return tuple(dict.fromkeys(link for alert in self.alerts for link in alert.links))


def incidents(
    organisation_id: UUID, *, words: str = "", resolved: bool = False, page: int = 1
) -> list[IncidentRow]:
    """One page of incidents: open ones worst and newest first, or resolved ones newest first."""
    rows = Incident.objects.filter(organisation_id=organisation_id)
    rows = (
        rows.filter(status=IncidentStatus.RESOLVED)
        if resolved
        else rows.exclude(status=IncidentStatus.RESOLVED)
    )
    if words.strip():
        said = words.replace("\x00", "").strip().lstrip("#")
        wanted = Q(title__icontains=said) | Q(service__name__icontains=said)
        rows = rows.filter(wanted | Q(number=int(said)) if said.isdecimal() and len(said) < 9 else wanted)
    start = (max(1, page) - 1) * PAGE
    found = list(
        rows.select_related("service", "version")
        .defer("version__parsed", "version__search")
        .order_by("-opened_at")[start : start + PAGE]
    )
    if not resolved:
        found.sort(key=lambda row: -Severity(row.severity).rank)
    return _rows(organisation_id, found)


def incident(organisation_id: UUID, incident_id: UUID) -> IncidentView:
    """The incident's page; raises `NotFound`."""
    return _view(Incident.objects.filter(organisation_id=organisation_id, id=incident_id))


def incident_by_number(organisation_id: UUID, number: int) -> IncidentView:
    """The incident of that number; raises `NotFound`."""
    return _view(Incident.objects.filter(organisation_id=organisation_id, number=number))


def _one(rows: QuerySet[Incident]) -> Incident:
    row = rows.select_related("service", "version").defer("version__parsed", "version__search").first()
    if row is None:
        raise NotFound("That incident is not here.")
    return row


def _rows(organisation_id: UUID, found: Sequence[Incident]) -> list[IncidentRow]:
    states: dict[UUID, list[str]] = {}
    alerts = Alert.objects.filter(organisation_id=organisation_id, incident__in=found)
    for incident_id, state in alerts.values_list("incident_id", "state"):
        states.setdefault(incident_id, []).append(state)
    live = Counter(run.incident_id for run in execution.live_runs(organisation_id))
    return [_row(row, states.get(row.id, []), live[row.id]) for row in found]


def _row(row: Incident, states: list[str], live: int) -> IncidentRow:
    return IncidentRow(
        id=row.id,
        number=row.number,
        title=row.title,
        severity=Severity(row.severity),
        status=IncidentStatus(row.status),
        service=row.service.name if row.service else "",
        environment=row.environment,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
        alerts=len(states),
        firing=sum(state != AlertState.RESOLVED for state in states),
        offered=row.offered_at is not None and row.status != IncidentStatus.RESOLVED,
        match_state=MatchState(row.match_state),
        runbook_title=row.version.title if row.version else "",
        live_runs=live,
    )


def _view(rows: QuerySet[Incident]) -> IncidentView:
    first = _one(rows)
    organisation_id = first.organisation_id
    runs = tuple(execution.runs_of_incident(organisation_id, first.id))
    timeline = tuple(_timeline(first, runs))
    # Read after the timeline, whose length the page knows itself by: what happens in between is then told
    # to the page once more, and never forgotten.
    row = _one(rows)
    alerts = Alert.objects.filter(organisation_id=organisation_id, incident=row)[:_MOST_ALERTS]
    nearest = tuple(one for one in ranked_of(row) if one.runbook_id not in row.rejected)[:NEAREST]
    wanted = library.frozen_version(organisation_id, row.version_id).variables if row.version_id else ()
    variables = filled_variables(organisation_id, row.id, wanted)
    filled = {variable.name for variable in variables}
    return IncidentView(
        id=row.id,
        number=row.number,
        title=row.title,
        severity=Severity(row.severity),
        status=IncidentStatus(row.status),
        service=row.service.name if row.service else "",
        environment=row.environment,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        offered=row.offered_at is not None and row.status != IncidentStatus.RESOLVED,
        alerts=tuple(_alert(alert) for alert in alerts),
        labels=tuple(sorted(labels_of(organisation_id, row.id).items())),
        match_state=MatchState(row.match_state),
        match_reason=row.match_reason,
        match_score=row.match_score,
        runbook_id=row.runbook_id,
        version_id=row.version_id,
        version_number=row.version.number if row.version else None,
        runbook_title=row.version.title if row.version else "",
        reasons=next((one.reasons for one in nearest if one.runbook_id == row.runbook_id), ()),
        nearest=nearest,
        variables=variables,
        missing=tuple(name for name in wanted if name not in filled),
        timeline=timeline,
        runs=runs,
    )


def ranked_of(row: Incident) -> list[RankedRunbook]:
    """The matcher's last answer as it was kept, best first."""
    return [
        RankedRunbook(
            UUID(one["runbook_id"]),
            UUID(one["version_id"]),
            str(one["title"]),
            float(one["score"]),
            tuple(one["reasons"]),
        )
        for one in row.ranked
    ]


def _alert(row: Alert) -> AlertLine:
    return AlertLine(
        id=row.id,
        source=row.source,
        name=row.name,
        severity=Severity(row.severity),
        state=AlertState(row.state),
        service=row.service,
        environment=row.environment,
        summary=row.summary,
        description=row.description,
        labels=tuple(sorted(row.labels.items())),
        links=tuple(row.links),
        joined_because=row.joined_because,
        started_at=row.started_at,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        resolved_at=row.resolved_at,
        times=row.times,
    )


def _timeline(row: Incident, runs: Iterable[RunCard]) -> list[TimelineLine]:
    """The incident's entries and its runs' events, oldest first: a query, not a copy."""
    entries = TimelineEntry.objects.filter(organisation_id=row.organisation_id, incident=row)
    lines = [TimelineLine(one.at, one.kind, one.text, one.by) for one in entries[:_MOST_ENTRIES]]
    for run in runs:
        events = execution.events_since(row.organisation_id, run.id, 0)
        lines += [TimelineLine(e.at, e.kind, e.text, e.actor, run.id, run.number) for e in events]
    return sorted(lines, key=lambda line: line.at)
