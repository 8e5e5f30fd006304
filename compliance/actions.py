"""Writes to the ledger: an entry for every act, and the signed head."""

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from compliance.chain.canonical import canonical
from compliance.chain.checkpoint import Checkpoint as SignedHead
from compliance.chain.hashing import GENESIS, Link, digest_of
from compliance.models import AuditEntry, Checkpoint
from compliance.queries import chain_head, checkpoint_of, moment
from compliance.types import JSON, SYSTEM, Actor, Kind, NewEntry, Recorded
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.postgres.batch import Batch
from ddrun.lib.signing import server_key

# 128 bits, so that a stub's digest cannot be guessed from what an entry is likely to say.
_SALT_BYTES: Final = 16

# PostgreSQL stores no NUL, and half a character has no canonical form.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def person(member: Member) -> Actor:
    """The member as the ledger names them."""
    return Actor("person", str(member.id), member.name)


def record(
    kind: Kind,
    *,
    organisation_id: UUID,
    actor: Actor,
    facts: Mapping[str, JSON],
    incident_id: UUID | None = None,
    run_id: UUID | None = None,
) -> Recorded:
    """Adds an entry to the organisation's ledger, within the caller's transaction.

    Takes the organisation's ledger lock until that transaction ends, so it is called last.
    Raises `NotCanonical` when a fact is not JSON.
    """
    (recorded,) = record_all(organisation_id, [NewEntry(kind, actor, facts, incident_id, run_id)])
    return recorded


def record_all(
    organisation_id: UUID, acts: Sequence[NewEntry], *, along: Batch | None = None
) -> list[Recorded]:
    """As `record`, for several acts in order; `along` is other writes of theirs, sent with the entries."""
    batch = along or Batch()
    recorded: list[Recorded] = []
    # Within a transaction no savepoint: it would cost two round trips, and nothing here is worth half of it.
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        sequence, previous = _locked_head(organisation_id)
        for place, act in enumerate(acts, start=sequence + 1):
            entry = _entry(organisation_id, act, place, previous)
            batch.insert(entry)
            recorded.append(Recorded(organisation_id, place, entry.hash))
            previous = entry.hash
        batch.send()
    return recorded


def _entry(organisation_id: UUID, act: NewEntry, sequence: int, previous: str) -> AuditEntry:
    entry = AuditEntry(
        organisation_id=organisation_id,
        sequence=sequence,
        at=now(),
        kind=Kind(act.kind).value,
        actor_kind=act.actor.kind,
        actor_id=act.actor.id,
        actor_name=str(_storable(act.actor.name))[:200],
        incident_id=act.incident_id,
        run_id=act.run_id,
        facts=_storable(act.facts),
        previous=previous,
    )
    content = canonical(_content(entry))
    entry.content = content.decode()
    entry.digest = digest_of(content)
    entry.hash = Link(str(organisation_id), entry.sequence, previous, entry.digest).hash
    return entry


@transaction.atomic
def seal(organisation_id: UUID) -> UUID | None:
    """Signs the organisation's head unless nothing happened since the last time; the checkpoint's id."""
    sequence, head = chain_head(organisation_id)
    last = AuditEntry.objects.filter(organisation_id=organisation_id, sequence=sequence).first()
    if last is None or last.kind == Kind.CHAIN_SEALED:
        return None
    checkpoint = _signed(organisation_id, sequence, head)
    record(
        Kind.CHAIN_SEALED,
        organisation_id=organisation_id,
        actor=SYSTEM,
        facts={"sequence": sequence, "hash": head, "public_key": checkpoint.public_key},
    )
    return checkpoint.id


@transaction.atomic
def sign_head(organisation_id: UUID) -> SignedHead:
    """The organisation's present head, signed and kept; writes no entry and takes no lock.

    The organisation must have an entry.
    """
    sequence, head = chain_head(organisation_id)
    return checkpoint_of(_signed(organisation_id, sequence, head))


def _signed(organisation_id: UUID, sequence: int, head: str) -> Checkpoint:
    at = now()
    signed = SignedHead.signed(
        server_key(), organisation=str(organisation_id), sequence=sequence, head=head, at=moment(at)
    )
    kept, _ = Checkpoint.objects.get_or_create(
        organisation_id=organisation_id,
        sequence=sequence,
        public_key=signed.public_key,
        defaults={"hash": head, "at": at, "signature": signed.signature},
    )
    return kept


def _locked_head(organisation_id: UUID) -> tuple[int, str]:
    """The last entry's place and hash, once nobody else can add one; 0 and GENESIS before the first."""
    with connection.cursor() as cursor:
        # Two statements, one round trip. The second takes its snapshot once the lock is ours, so it sees the
        # last holder's entry.
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0)); "
            "select sequence, hash from compliance_auditentry where organisation_id = %s "
            "order by sequence desc limit 1",
            [f"ledger {organisation_id}", organisation_id],
        )
        cursor.nextset()
        head = cursor.fetchone()
    return (head[0], head[1]) if head else (0, GENESIS)


def _content(entry: AuditEntry) -> dict[str, JSON]:
    return {
        "at": moment(entry.at),
        "kind": entry.kind,
        "actor": {"kind": entry.actor_kind, "id": entry.actor_id, "name": entry.actor_name},
        "organisation": str(entry.organisation_id),
        "incident": str(entry.incident_id) if entry.incident_id else None,
        "run": str(entry.run_id) if entry.run_id else None,
        "facts": entry.facts,
        "salt": secrets.token_hex(_SALT_BYTES),
    }


def _storable(value: JSON) -> JSON:
    """`value` with every character that the database or the canonical form refuses shown as U+FFFD."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {str(_storable(key)): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
