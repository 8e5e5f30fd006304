"""An administrator or a runbook owner says how good a runbook must be to be run."""

from django.db import transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.errors import Refusal
from runbooks.models import LibraryPolicy
from runbooks.queries.policy import least_quality


@transaction.atomic
def set_least_quality(least: int, *, by: Member) -> None:
    """From now on versions below `least` can only be read along; raises `NotAllowed`, `Refusal`."""
    require(by, Act.SET_LEAST_QUALITY)
    if not 0 <= least <= 100:
        raise Refusal("The least quality is a number from 0 to 100.")
    before = least_quality(by.organisation_id)
    if before == least:
        return
    LibraryPolicy.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"least_quality": least, "changed_by": by.name}
    )
    record(
        Kind.LIBRARY_CHANGED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"least_quality": least, "before": before},
    )
