"""Texts come in: pasted, or as files. Each becomes a runbook whose first version is unpublished."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.errors import Refusal
from runbooks.actions.saving import Draft, Saved, draft, facts, write_version
from runbooks.intake.files import ReadFile, texts
from runbooks.models import Runbook


@dataclass(frozen=True)
class Imported:
    """What came out of one file: a runbook, or the sentence why none did."""

    path: str
    runbook_id: UUID | None = None
    title: str = ""
    steps: int = 0
    secrets: tuple[str, ...] = ()
    refused: str = ""


def save_text(text: str, *, by: Member, path: str = "") -> Saved:
    """A new runbook from pasted text; raises `NotAllowed`, `NotARunbook`."""
    require(by, Act.IMPORT)
    return _keep(draft(text, path), by)


def import_files(uploads: Iterable[tuple[str, bytes]], *, by: Member) -> list[Imported]:
    """One runbook from each text, in order; a file that is refused stops no other. Raises `NotAllowed`."""
    require(by, Act.IMPORT)
    # Everything is read before anything is written: the ledger is locked from the first entry on.
    read = [_read(file) for file in texts(iter(uploads))]
    return [_kept(one, by) if isinstance(one, Draft) else one for one in read]


def _read(file: ReadFile) -> Draft | Imported:
    if file.refused:
        return Imported(file.path, refused=file.refused)
    try:
        return draft(file.text, file.path)
    except Refusal as refusal:
        return Imported(file.path, refused=str(refusal))


def _kept(drafted: Draft, by: Member) -> Imported:
    saved = _keep(drafted, by)
    return Imported(drafted.path, saved.runbook_id, saved.title, saved.steps, saved.secrets)


@transaction.atomic
def _keep(drafted: Draft, by: Member) -> Saved:
    runbook = Runbook.objects.create(
        organisation_id=by.organisation_id, title=drafted.title, path=drafted.path, created_by=by.name
    )
    saved = write_version(runbook, drafted, number=1, by=by)
    record(
        Kind.RUNBOOK_IMPORTED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts=facts(saved, drafted),
    )
    return saved
