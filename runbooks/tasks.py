"""Background work of the library."""

from uuid import UUID

from celery import shared_task

from ddrun.lib import jobs
from runbooks.actions.refining import read_with_model


@shared_task(name=jobs.REFINE_RUNBOOK)
def refine(organisation_id: str, suggestion_id: str) -> None:
    """Has a model read one version; what it says becomes a suggestion."""
    read_with_model(UUID(organisation_id), UUID(suggestion_id))
