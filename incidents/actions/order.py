"""One change to an organisation's incidents at a time."""

from uuid import UUID

from django.db import connection

from ddrun.lib.errors import NotFound
from incidents.models import Incident


def in_order(organisation_id: UUID) -> None:
    """Waits until no other transaction changes this organisation's incidents; held until ours ends.

    Taken before any row and before the ledger's lock, which keeps the order of locks the same everywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"incidents {organisation_id}"]
        )


def locked(organisation_id: UUID, incident_id: UUID) -> Incident:
    """The incident, once nobody else changes one of the organisation's; raises `NotFound`."""
    in_order(organisation_id)
    rows = Incident.objects.filter(organisation_id=organisation_id, id=incident_id)
    incident = rows.select_related("version").defer("version__parsed", "version__search").first()
    if incident is None:
        raise NotFound("That incident is not here.")
    return incident
