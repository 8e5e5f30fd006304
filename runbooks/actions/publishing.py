"""A runbook owner says which version alerts may find and runs may follow."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from compliance.actions import person, record
from compliance.types import JSON, Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound
from runbooks.models import Runbook, RunbookVersion


@transaction.atomic
def publish(version_id: UUID, *, by: Member) -> int:
    """Publishes the version in place of the one that was; its number.

    Raises `NotAllowed`, `NotFound`, and `Conflict` when it is published already.
    """
    version = _locked(version_id, by)
    if version.published_at:
        raise Conflict(f"Version {version.number} is published already.")
    before = _versions(by).filter(runbook_id=version.runbook_id, published_at__isnull=False).first()
    if before:
        _set(before, None, "")
    _set(version, now(), by.name)
    _record(Kind.RUNBOOK_PUBLISHED, version, by, in_place_of=before.number if before else None)
    return version.number


@transaction.atomic
def unpublish(version_id: UUID, *, by: Member) -> int:
    """Takes the version back, so that no alert finds it; its number.

    Raises `NotAllowed`, `NotFound`, and `Conflict` when it is not published.
    """
    version = _locked(version_id, by)
    if not version.published_at:
        raise Conflict(f"Version {version.number} is not published.")
    _set(version, None, "")
    _record(Kind.RUNBOOK_UNPUBLISHED, version, by)
    return version.number


def _locked(version_id: UUID, by: Member) -> RunbookVersion:
    """The version, its runbook locked so that two people publish one after the other."""
    require(by, Act.PUBLISH)
    runbook_id = _versions(by).filter(id=version_id).values_list("runbook_id", flat=True).first()
    if runbook_id is None:
        raise NotFound("That version of a runbook is not here.")
    Runbook.objects.select_for_update().get(organisation_id=by.organisation_id, id=runbook_id)
    return _versions(by).get(id=version_id)


def _versions(by: Member) -> QuerySet[RunbookVersion]:
    return RunbookVersion.objects.filter(organisation_id=by.organisation_id).defer("parsed", "search")


def _set(version: RunbookVersion, at: datetime | None, name: str) -> None:
    version.published_at = at
    version.published_by = name
    version.save(update_fields=["published_at", "published_by"])


def _record(kind: Kind, version: RunbookVersion, by: Member, **more: JSON) -> None:
    record(
        kind,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={
            "runbook_id": str(version.runbook_id),
            "version_id": str(version.id),
            "number": version.number,
            "title": version.title,
            **more,
        },
    )
