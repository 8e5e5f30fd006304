"""Editing a text makes the next version; what was said before stays said."""

from uuid import UUID

from django.db import transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.errors import Conflict, NotFound
from runbooks.actions.saving import NotARunbook, Saved, draft, facts, write_version
from runbooks.models import Runbook, RunbookVersion


@transaction.atomic
def edit_text(runbook_id: UUID, text: str, *, based_on: int, by: Member) -> Saved:
    """The next version of a runbook, unpublished; `based_on` is the number the editor began with.

    Raises `NotAllowed`, `NotFound`, `NotARunbook`, and `Conflict` when somebody saved in between.
    """
    require(by, Act.IMPORT)
    runbook = (
        Runbook.objects.select_for_update().filter(organisation_id=by.organisation_id, id=runbook_id).first()
    )
    if runbook is None:
        raise NotFound("That runbook is not here.")
    newest = (
        RunbookVersion.objects.select_related("source")
        .filter(organisation_id=by.organisation_id, runbook=runbook)
        .order_by("-number")[0]
    )
    if newest.number != based_on:
        raise Conflict(
            f"{newest.created_by} saved version {newest.number} while you were editing version {based_on}. "
            "Copy your text, open the newest version and put your changes in there."
        )
    drafted = draft(text, newest.source.path)
    if drafted.text == newest.source.text:
        raise NotARunbook(f"The text is the same as that of version {newest.number}, so nothing was saved.")
    saved = write_version(runbook, drafted, number=newest.number + 1, by=by)
    Runbook.objects.filter(id=runbook.id, organisation_id=by.organisation_id).update(title=saved.title)
    record(
        Kind.RUNBOOK_EDITED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts=facts(saved, drafted),
    )
    return saved
