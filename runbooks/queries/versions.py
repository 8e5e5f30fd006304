"""Versions ready to be run."""

from uuid import UUID

from ddrun.lib.errors import NotFound
from runbooks.models import RunbookVersion
from runbooks.queries.needs import need_lines
from runbooks.queries.policy import read_along_only
from runbooks.types import FrozenVersion, ParsedRunbook
from runbooks.versions.freezing import freeze, variables
from runbooks.versions.written import read

GONE = "That version of a runbook is not here."


def frozen_version(organisation_id: UUID, version_id: UUID) -> FrozenVersion:
    """A version, frozen for a run; raises `NotFound`."""
    version = (
        RunbookVersion.objects.select_related("source")
        .filter(organisation_id=organisation_id, id=version_id)
        .first()
    )
    if version is None:
        raise NotFound(GONE)
    parsed = parsed_of(version)
    steps = freeze(parsed)
    return FrozenVersion(
        runbook_id=version.runbook_id,
        version_id=version.id,
        title=version.title,
        number=version.number,
        published=version.published_at is not None,
        steps=steps,
        variables=variables(steps),
        read_along_only=read_along_only(organisation_id, version_id),
        told=parsed.variables,
        needed=tuple(need.text for need in need_lines(parsed)),
        probes=parsed.probes,
    )


def published_version(organisation_id: UUID, runbook_id: UUID) -> UUID | None:
    """The version of the runbook that is published, if one is."""
    rows = RunbookVersion.objects.filter(
        organisation_id=organisation_id, runbook_id=runbook_id, published_at__isnull=False
    )
    return rows.values_list("id", flat=True).first()


def empty_version() -> FrozenVersion:
    """The built-in version without steps; each step of its run is added by hand."""
    return FrozenVersion(
        runbook_id=None, version_id=None, title="Empty run", number=0, published=True, steps=()
    )


def parsed_of(version: RunbookVersion) -> ParsedRunbook:
    """The whole reading that `version` keeps; its `source` must be loaded."""
    return read(version.parsed, version.source.counted)
