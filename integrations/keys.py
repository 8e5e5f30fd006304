"""Hook keys and signing secrets: made, changed with an overlap, found again."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from compliance.actions import record
from compliance.types import Kind
from ddrun.accounts.actions.people import actor_of
from ddrun.accounts.queries import hashed, organisation
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound, Refusal
from ddrun.lib.ids import secret_token
from integrations.models import Connection
from integrations.registry import vendor
from integrations.sealing import seal, unseal
from integrations.types import NewKey

# Long enough to change the sender's configuration at leisure.
OVERLAP: Final = timedelta(hours=24)
_SEALED_FIELD: Final = "signing secret"
_LONGEST_SECRET: Final = 500


@transaction.atomic
def connect(vendor_name: str, name: str, *, by: Member) -> NewKey:
    """A new hook. The key is in the answer and nowhere else."""
    require(by, Act.MANAGE_INTEGRATIONS)
    known = vendor(vendor_name)
    key = _new_key(by.organisation_id)
    try:
        with transaction.atomic():
            made = Connection.objects.create(
                organisation_id=by.organisation_id,
                vendor=known.name,
                name=" ".join(name.split())[:120],
                key_hash=hashed(key),
                key_hint=key[-4:],
                created_by=by.name[:200],
            )
    except IntegrityError as error:
        raise Conflict(f"There is a {known.title} integration of that name already.") from error
    _record(Kind.INTEGRATION_CREATED, made, by, "created")
    return NewKey(made.id, made.vendor, made.name, key)


@transaction.atomic
def change_key(connection_id: UUID, *, by: Member) -> NewKey:
    """A new key for the hook; the old one is accepted for a day more, the one before that no longer."""
    require(by, Act.MANAGE_INTEGRATIONS)
    row = _one(connection_id, by)
    key = _new_key(by.organisation_id)
    row.old_key_hash, row.old_key_until = row.key_hash, now() + OVERLAP
    row.key_hash, row.key_hint = hashed(key), key[-4:]
    row.save()
    _record(Kind.INTEGRATION_CHANGED, row, by, "key changed")
    return NewKey(row.id, row.vendor, row.name, key)


@transaction.atomic
def keep_signing_secret(connection_id: UUID, secret: str, *, by: Member) -> None:
    """The vendor's signing secret, sealed; the one before it is accepted for a day more."""
    require(by, Act.MANAGE_INTEGRATIONS)
    row = _one(connection_id, by)
    if vendor(row.vendor).verify is None:
        raise Refusal(f"{vendor(row.vendor).title} signs nothing; the hook's key alone is the proof.")
    plain = secret.strip()
    if not plain or len(plain) > _LONGEST_SECRET:
        raise Refusal("Paste the signing secret as the vendor shows it.")
    if row.sealed_secret:
        row.old_sealed_secret, row.old_secret_until = row.sealed_secret, now() + OVERLAP
    row.sealed_secret = seal(plain, organisation_id=by.organisation_id, field=_field(row))
    row.save()
    _record(Kind.INTEGRATION_CHANGED, row, by, "signing secret changed")


def connection_of(organisation_id: UUID, vendor_name: str, key: str) -> Connection | None:
    """The hook that the key opens, if it still does."""
    known = hashed(key)
    fits = Q(key_hash=known) | Q(old_key_hash=known, old_key_until__gt=now())
    rows = Connection.objects.filter(organisation_id=organisation_id, vendor=vendor_name)
    return rows.filter(fits).first()


def signing_secrets(row: Connection) -> tuple[str, ...]:
    """The secrets that may have signed a delivery: the present one, and the one before it for a day."""
    sealed = [row.sealed_secret] if row.sealed_secret else []
    if row.old_sealed_secret and row.old_secret_until and row.old_secret_until > now():
        sealed.append(row.old_sealed_secret)
    return tuple(unseal(one, organisation_id=row.organisation_id, field=_field(row)) for one in sealed)


def _new_key(organisation_id: UUID) -> str:
    return f"{organisation(organisation_id).slug}.{secret_token()}"


def _field(row: Connection) -> str:
    return f"{_SEALED_FIELD} of {row.id}"


def _one(connection_id: UUID, by: Member) -> Connection:
    rows = Connection.objects.select_for_update().filter(organisation_id=by.organisation_id, id=connection_id)
    row = rows.first()
    if row is None:
        raise NotFound("That integration is not here.")
    return row


def _record(kind: Kind, row: Connection, by: Member, act: str) -> None:
    record(
        kind,
        organisation_id=row.organisation_id,
        actor=actor_of(by),
        facts={"integration": str(row.id), "vendor": row.vendor, "name": row.name, "act": act},
    )
