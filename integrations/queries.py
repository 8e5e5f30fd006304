"""What the integrations page shows."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max

from ddrun.lib.errors import NotFound
from integrations.models import Connection, Delivery
from integrations.registry import VENDORS
from integrations.types import ConnectionRow, DeliveryRow, DeliveryState

SHOWN: Final = 50


def connections(organisation_id: UUID) -> list[ConnectionRow]:
    """Every hook of the organisation, by vendor and name."""
    rows = Connection.objects.filter(organisation_id=organisation_id)
    return [_connection(row, row.last) for row in rows.annotate(last=Max("deliveries__received_at"))]


def last_deliveries(organisation_id: UUID, connection_id: UUID | None = None) -> list[DeliveryRow]:
    """The newest deliveries, of one hook or of all."""
    rows = Delivery.objects.filter(organisation_id=organisation_id)
    if connection_id is not None:
        rows = rows.filter(connection_id=connection_id)
    return [_delivery(row) for row in rows.select_related("connection").defer("body")[:SHOWN]]


def delivery_text(organisation_id: UUID, delivery_id: UUID) -> tuple[DeliveryRow, str]:
    """One delivery with its body as text, bytes that are no UTF-8 shown as U+FFFD; raises `NotFound`."""
    rows = Delivery.objects.filter(organisation_id=organisation_id, id=delivery_id)
    row = rows.select_related("connection").first()
    if row is None:
        raise NotFound("That delivery is not here.")
    return _delivery(row), bytes(row.body).decode("utf-8", "replace")


def _connection(row: Connection, last: datetime | None) -> ConnectionRow:
    known = VENDORS.get(row.vendor)
    return ConnectionRow(
        id=row.id,
        vendor=row.vendor,
        title=known.title if known else row.vendor,
        name=row.name,
        hint=row.key_hint,
        created_by=row.created_by,
        old_key_until=row.old_key_until,
        needs_secret=bool(known and known.verify),
        has_secret=bool(row.sealed_secret),
        last_delivery_at=last,
    )


def _delivery(row: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        received_at=row.received_at,
        vendor=row.vendor,
        connection=row.connection.name,
        state=DeliveryState(row.state),
        sentence=row.sentence,
        size=row.size,
        alerts=row.alerts,
        incident_id=row.incident_id,
        replay_of=row.replay_of_id,
    )
