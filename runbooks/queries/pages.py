"""What one runbook's page shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ddrun.lib.errors import NotFound
from runbooks.learning.success import Success, success
from runbooks.models import Outcome, Runbook, RunbookVersion
from runbooks.queries.versions import GONE, parsed_of
from runbooks.types import ParsedRunbook
from runbooks.versions.diff import DiffLine, diff

RECENT_OUTCOMES = 10


@dataclass(frozen=True)
class VersionLine:
    """One version in the list of a runbook's versions."""

    id: UUID
    number: int
    title: str
    quality: int
    steps: int
    created_at: datetime
    created_by: str
    published_at: datetime | None
    published_by: str
    runs: int


@dataclass(frozen=True)
class OutcomeLine:
    """One run's outcome in a runbook's history."""

    run_id: UUID
    number: int
    at: datetime
    resolved: bool | None
    resolved_by: str
    seconds: float
    skipped: int
    edited: int
    added: int


@dataclass(frozen=True)
class RunbookPage:
    """A runbook with one of its versions in full."""

    id: UUID
    title: str
    path: str
    version: VersionLine
    versions: tuple[VersionLine, ...]
    parsed: ParsedRunbook
    success: Success
    outcomes: tuple[OutcomeLine, ...]

    @property
    def newest(self) -> bool:
        """Whether the version shown is the newest."""
        return self.version.number == self.versions[0].number


def runbook_page(organisation_id: UUID, runbook_id: UUID, number: int | None = None) -> RunbookPage:
    """The runbook with version `number`, or the newest; raises `NotFound`."""
    runbook = Runbook.objects.filter(organisation_id=organisation_id, id=runbook_id).first()
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id, runbook_id=runbook_id)
    outcomes = list(
        Outcome.objects.filter(organisation_id=organisation_id, runbook_id=runbook_id)
        .select_related("version")
        .defer("version__parsed", "version__search")
    )
    lines = tuple(_line(row, outcomes) for row in rows.defer("parsed", "search").order_by("-number"))
    wanted = next((line for line in lines if number in (None, line.number)), None)
    if runbook is None or wanted is None:
        raise NotFound("That runbook is not here.")
    version = rows.select_related("source").get(id=wanted.id)
    return RunbookPage(
        id=runbook.id,
        title=version.title,
        path=version.source.path,
        version=wanted,
        versions=lines,
        parsed=parsed_of(version),
        success=success((one.resolved, one.seconds) for one in outcomes),
        outcomes=tuple(_outcome(one) for one in outcomes[:RECENT_OUTCOMES]),
    )


def source_text(organisation_id: UUID, runbook_id: UUID) -> tuple[int, str]:
    """The newest version's number and the text as it is stored, for editing; raises `NotFound`."""
    version = (
        RunbookVersion.objects.filter(organisation_id=organisation_id, runbook_id=runbook_id)
        .select_related("source")
        .defer("parsed", "search")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotFound("That runbook is not here.")
    return version.number, version.source.text


def version_diff(organisation_id: UUID, runbook_id: UUID, before: int, after: int) -> tuple[DiffLine, ...]:
    """What changed in the text between two versions; raises `NotFound`."""
    rows = RunbookVersion.objects.filter(
        organisation_id=organisation_id, runbook_id=runbook_id, number__in=(before, after)
    )
    texts = dict(rows.values_list("number", "source__text"))
    if before not in texts or after not in texts:
        raise NotFound(GONE)
    return diff(texts[before], texts[after])


def _line(row: RunbookVersion, outcomes: list[Outcome]) -> VersionLine:
    return VersionLine(
        id=row.id,
        number=row.number,
        title=row.title,
        quality=row.score,
        steps=row.step_count,
        created_at=row.created_at,
        created_by=row.created_by,
        published_at=row.published_at,
        published_by=row.published_by,
        runs=sum(one.version_id == row.id for one in outcomes),
    )


def _outcome(row: Outcome) -> OutcomeLine:
    return OutcomeLine(
        run_id=row.run_id,
        number=row.version.number if row.version else 0,
        at=row.created_at,
        resolved=row.resolved,
        resolved_by=row.resolved_by,
        seconds=row.seconds,
        skipped=sum(bool(step["skipped_why"]) for step in row.steps),
        edited=sum(bool(step["edited_from"]) for step in row.steps),
        added=sum(bool(step["added"]) for step in row.steps),
    )
