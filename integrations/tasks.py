"""Background work of the doors."""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError

from ddrun.lib import jobs
from ddrun.lib.bindings import organisation_ids
from ddrun.lib.tenancy import tenant
from integrations.inbox import give_up_or_try, read_delivery, unread

log = logging.getLogger(__name__)

# Longer than the slowest reading of a large group, so that nothing is read twice at once.
_OVERDUE: Final = timedelta(seconds=60)


@shared_task(name=jobs.READ_DELIVERY)
def read_one(organisation_id: str, delivery_id: str) -> None:
    """Reads a delivery that held too many alerts to be read while its sender waited."""
    read_delivery(UUID(organisation_id), UUID(delivery_id))


@shared_task(name="integrations.read_overdue")
def read_overdue() -> None:
    """Reads what was kept and, because something crashed, never read."""
    for organisation_id in organisation_ids():
        with tenant(organisation_id):
            waiting = unread(organisation_id, older_than=_OVERDUE)
        for delivery_id in waiting:
            try:
                give_up_or_try(organisation_id, delivery_id)
            except DatabaseError:
                log.exception("delivery %s is still unread", delivery_id)
