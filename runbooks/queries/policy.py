"""How good a version must be to be run, and whether one is."""

from uuid import UUID

from runbooks.models import LibraryPolicy, RunbookVersion
from runbooks.models.policy import LEAST_QUALITY


def least_quality(organisation_id: UUID) -> int:
    """The quality, 0..100, below which a version can only be read along."""
    rows = LibraryPolicy.objects.filter(organisation_id=organisation_id)
    found = rows.values_list("least_quality", flat=True).first()
    return LEAST_QUALITY if found is None else found


def read_along_only(organisation_id: UUID, version_id: UUID | None) -> str:
    """The sentence why nothing of the version may execute; empty where it may, and for the empty run."""
    if version_id is None:
        return ""
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id, id=version_id)
    score = rows.values_list("score", flat=True).first()
    least = least_quality(organisation_id)
    if score is None or score >= least:
        return ""
    return (
        f"The quality of this version is {score} of 100 and your organisation asks for {least}, "
        "so it can only be read along. A clearer text makes a better version."
    )
