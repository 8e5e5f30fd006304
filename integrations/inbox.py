"""The one way in for deliveries: verify, keep as it came, then read it into alerts.

What is kept is durable before it is read, so a crash while reading loses nothing: the sweep reads it later.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError, transaction
from prometheus_client import Counter

from compliance.actions import record
from compliance.types import Actor, Kind
from ddrun.accounts.actions.people import actor_of
from ddrun.accounts.queries import organisation_by_slug, slug_of
from ddrun.lib import jobs
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import NotFound, Refusal
from ddrun.lib.ids import uuid7
from ddrun.lib.tenancy import tenant
from incidents.actions.order import in_order
from incidents.actions.receive import receive
from integrations import reading
from integrations.keys import connection_of, signing_secrets
from integrations.models import Connection, Delivery
from integrations.registry import vendor
from integrations.types import DeliveryState, Json, NoAlert, NotVerified
from integrations.wire import opened, read_json

log = logging.getLogger(__name__)

# A sender without delivery ids repeats a failed POST within minutes; later the same body is news again.
_SAME_BODY: Final = timedelta(minutes=10)
# More alerts than that are read by the worker, so that the sender is not kept waiting.
_READ_AT_ONCE: Final = 20
_KEPT_REFUSALS: Final = 50
_MOST_HEADERS: Final = 50
_MOST_TRIES: Final = 5
_CREDENTIALS: Final = ("authorization", "cookie", "token", "key", "secret", "signature", "password")

deliveries = Counter("ddrun_deliveries", "Deliveries by vendor and what became of them", ["vendor", "state"])


@dataclass(frozen=True)
class Arrived:
    """A delivery that is kept; `repeated` when it was here before."""

    delivery_id: UUID
    repeated: bool


def arrive(vendor_name: str, key: str, raw: bytes, headers: Mapping[str, str]) -> Arrived:
    """Keeps what a vendor sent and reads it. Header names are in lower case.

    Raises `NotFound` for a vendor unknown here, `NotVerified` for a wrong key or signature, `BodyRefused` or
    `BodyTooLarge` for a body that cannot be read. Refusals that came with a right key are kept too.
    """
    known = vendor(vendor_name)
    organisation = organisation_by_slug(slug_of(key.replace("\x00", "")))
    if organisation is None:
        raise _wrong_key(vendor_name)
    with tenant(organisation.id):
        connection = connection_of(organisation.id, vendor_name, key)
        if connection is None:
            raise _wrong_key(vendor_name)
        secrets = signing_secrets(connection)
    try:
        if known.verify:
            known.verify(raw, headers, secrets)
        body = read_json(opened(raw, headers.get("content-encoding", "")))
    except Refusal as refusal:
        with tenant(organisation.id):
            _keep_refused(connection, raw, headers, str(refusal))
        raise
    with tenant(organisation.id):
        kept, new = _keep(connection, raw, headers, known.delivery_id(body))
    if new:
        _read_now_or_later(kept, body)
    return Arrived(kept.id, not new)


def read_delivery(organisation_id: UUID, delivery_id: UUID) -> DeliveryState:
    """Turns a kept delivery into alerts and hands them to the incidents, all or none; safe to repeat."""
    with tenant(organisation_id):
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("connection")
            .get(organisation_id=organisation_id, id=delivery_id)
        )
        if delivery.state != DeliveryState.RECEIVED:
            return DeliveryState(delivery.state)
        state = _read(delivery)
    deliveries.labels(delivery.vendor, state).inc()
    return state


def replay(delivery_id: UUID, *, by: Member) -> UUID:
    """Reads a kept delivery once more, as one of its own; raises `Refusal` where it was never verified."""
    require(by, Act.MANAGE_INTEGRATIONS)
    with transaction.atomic():
        # The reading below takes this lock too, and it is always taken before the ledger's.
        in_order(by.organisation_id)
        rows = Delivery.objects.filter(organisation_id=by.organisation_id, id=delivery_id)
        first = rows.select_related("connection").first()
        if first is None:
            raise NotFound("That delivery is not here.")
        if first.state == DeliveryState.REFUSED:
            raise Refusal("A delivery that was refused is not read: nobody proved who sent it.")
        again = Delivery.objects.create(
            organisation_id=by.organisation_id,
            connection=first.connection,
            vendor=first.vendor,
            received_at=now(),
            headers=first.headers,
            body=bytes(first.body),
            size=first.size,
            dedup_key=f"replay {uuid7()}",
            state=DeliveryState.RECEIVED,
            replay_of=first,
        )
        _record(Kind.DELIVERY_ACCEPTED, again, actor_of(by), replay_of=str(first.id))
    read_delivery(by.organisation_id, again.id)
    return again.id


def unread(organisation_id: UUID, *, older_than: timedelta) -> list[UUID]:
    """Deliveries that were kept and never read, oldest first."""
    rows = Delivery.objects.filter(
        organisation_id=organisation_id,
        state=DeliveryState.RECEIVED,
        received_at__lt=now() - older_than,
    )
    return list(rows.order_by("received_at").values_list("id", flat=True)[:500])


def give_up_or_try(organisation_id: UUID, delivery_id: UUID) -> None:
    """One more try at an unread delivery; after `_MOST_TRIES` it is marked failed, for a person to replay."""
    with tenant(organisation_id):
        delivery = Delivery.objects.get(organisation_id=organisation_id, id=delivery_id)
        delivery.tries += 1
        if delivery.tries > _MOST_TRIES:
            delivery.state = DeliveryState.FAILED
            delivery.sentence = f"It could not be read in {_MOST_TRIES} tries; replay it."
        delivery.save(update_fields=["tries", "state", "sentence"])
    read_delivery(organisation_id, delivery_id)


def _read_now_or_later(kept: Delivery, body: Json) -> None:
    """A failing database here costs the sender nothing: the delivery is kept, and the sweep reads it."""
    many = len(reading.listing(reading.mapping(body).get("alerts")))
    if many > _READ_AT_ONCE:
        with tenant(kept.organisation_id):
            jobs.ring(jobs.READ_DELIVERY, str(kept.organisation_id), str(kept.id))
        return
    try:
        read_delivery(kept.organisation_id, kept.id)
    except DatabaseError:
        log.exception("delivery %s is kept and will be read by the sweep", kept.id)


def _read(delivery: Delivery) -> DeliveryState:
    actor = Actor("system", str(delivery.connection_id), str(delivery.connection))
    try:
        body = read_json(opened(bytes(delivery.body), delivery.headers.get("content-encoding", "")))
        alerts = vendor(delivery.vendor).translate(body)
        delivery.state, told = DeliveryState.READ, []
        for alert in alerts:
            received = receive(alert, organisation_id=delivery.organisation_id, actor=actor)
            delivery.incident_id = received.incident_id or delivery.incident_id
            told.append(received.what)
        delivery.alerts = len(alerts)
        delivery.sentence = " ".join(dict.fromkeys(told))[:2000]
    except NoAlert as nothing:
        delivery.state, delivery.sentence = DeliveryState.NO_ALERT, str(nothing)
    except Refusal as refusal:
        delivery.state, delivery.sentence = DeliveryState.FAILED, str(refusal)
    delivery.save(update_fields=["state", "sentence", "alerts", "incident_id"])
    return delivery.state


def _keep(
    connection: Connection, raw: bytes, headers: Mapping[str, str], delivery_id: str
) -> tuple[Delivery, bool]:
    at = now()
    bucket = int(at.timestamp() // _SAME_BODY.total_seconds())
    digest = hashlib.sha256(raw).hexdigest()
    kept, new = Delivery.objects.get_or_create(
        organisation_id=connection.organisation_id,
        connection=connection,
        dedup_key=f"id {delivery_id}" if delivery_id else f"body {digest} {bucket}",
        defaults={
            "vendor": connection.vendor,
            "received_at": at,
            "headers": without_credentials(headers),
            "body": raw,
            "size": len(raw),
            "state": DeliveryState.RECEIVED,
        },
    )
    if new:
        actor = Actor("system", str(connection.id), str(connection))
        _record(Kind.DELIVERY_ACCEPTED, kept, actor, sha256=digest)
    return kept, new


def _keep_refused(connection: Connection, raw: bytes, headers: Mapping[str, str], sentence: str) -> None:
    """Of refusals only the last few are kept: whoever knows the key could fill the disk with them."""
    kept = Delivery.objects.create(
        organisation_id=connection.organisation_id,
        connection=connection,
        vendor=connection.vendor,
        received_at=now(),
        headers=without_credentials(headers),
        body=raw[:65_536],
        size=len(raw),
        dedup_key=f"refused {uuid7()}",
        state=DeliveryState.REFUSED,
        sentence=sentence,
    )
    rows = Delivery.objects.filter(
        organisation_id=connection.organisation_id, connection=connection, state=DeliveryState.REFUSED
    ).order_by("-received_at")
    rows.filter(id__in=list(rows.values_list("id", flat=True)[_KEPT_REFUSALS:])).delete()
    deliveries.labels(connection.vendor, DeliveryState.REFUSED).inc()
    actor = Actor("system", str(connection.id), str(connection))
    _record(Kind.DELIVERY_REFUSED, kept, actor, why=sentence)


def without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that may be kept: none that proves who someone is."""
    harmless = (
        (name.lower(), reading.text(value, 500))
        for name, value in headers.items()
        if not any(word in name.lower() for word in _CREDENTIALS)
    )
    return dict(list(harmless)[:_MOST_HEADERS])


def _record(kind: Kind, delivery: Delivery, actor: Actor, **facts: str) -> None:
    record(
        kind,
        organisation_id=delivery.organisation_id,
        actor=actor,
        facts={"delivery": str(delivery.id), "vendor": delivery.vendor, "size": delivery.size, **facts},
    )


def _wrong_key(vendor_name: str) -> NotVerified:
    deliveries.labels(vendor_name, "wrong key").inc()
    return NotVerified(
        "The key of this hook is wrong or was changed. The integration's page makes a new one."
    )
