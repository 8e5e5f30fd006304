"""Background work of the ledger: every organisation's head is signed once an hour."""

from typing import Final

from celery import shared_task

from compliance.actions import seal
from ddrun.lib.bindings import organisation_ids
from ddrun.lib.tenancy import tenant

# `ddrun.celery` puts it on the clock, hourly.
SEAL_ALL: Final = "compliance.seal_all"


@shared_task(name=SEAL_ALL)
def seal_all() -> None:
    """Signs the head of each organisation's chain that grew since the last time."""
    for organisation_id in organisation_ids():
        with tenant(organisation_id):
            seal(organisation_id)
