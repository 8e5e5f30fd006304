"""What runs taught is kept; execution pushes each outcome down here."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from runbooks.models import Outcome, RunbookVersion
from runbooks.types import RunOutcome


@transaction.atomic
def record_outcome(outcome: RunOutcome, *, organisation_id: UUID) -> UUID:
    """Keeps the outcome of a run; told again (somebody answered later), it replaces what was known."""
    runbook_id = _runbook_of(organisation_id, outcome.version_id)
    kept, _ = Outcome.objects.update_or_create(
        organisation_id=organisation_id,
        run_id=outcome.run_id,
        defaults={
            "runbook_id": runbook_id,
            "version_id": outcome.version_id if runbook_id else None,
            "resolved": outcome.resolved,
            "resolved_by": outcome.resolved_by or "",
            "seconds": outcome.seconds,
            "steps": [asdict(step) for step in outcome.steps],
        },
    )
    return kept.id


def _runbook_of(organisation_id: UUID, version_id: UUID | None) -> UUID | None:
    if version_id is None:
        return None
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id, id=version_id)
    return rows.values_list("runbook_id", flat=True).first()
