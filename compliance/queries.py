"""Reads of the ledger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from compliance.chain.checkpoint import Checkpoint as SignedHead
from compliance.chain.hashing import GENESIS, digest_of
from compliance.models import AuditEntry, Checkpoint
from compliance.types import JSON, Kind
from ddrun.lib.errors import NotFound

PAGE: Final = 100

_COUNT: Final = re.compile(r"[0-9.]+|True|False")
# Ids and digests.
_OPAQUE: Final = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class EntryLine:
    """An entry as the ledger's page shows it."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    actor_kind: str
    incident_id: UUID | None
    run_id: UUID | None
    facts: tuple[tuple[str, str], ...]
    hash: str

    @property
    def what(self) -> str:
        """The act in words."""
        return in_words(self.kind)

    @property
    def said(self) -> str:
        """The facts that fit on a line: no ids and no digests."""
        short = [(n, v) for n, v in self.facts if v and len(v) <= 80 and not _OPAQUE.fullmatch(v)]
        words = [value for _, value in short if not _COUNT.fullmatch(value)]
        counts = [f"{name} {value}" for name, value in short if _COUNT.fullmatch(value) and value != "0"]
        return " · ".join([*words, *counts][:4])


@dataclass(frozen=True)
class OpenedIncident:
    """An incident of whose opening the ledger tells."""

    id: UUID
    name: str


@dataclass(frozen=True)
class LedgerFilter:
    """What of the ledger is asked for; empty fields ask for everything. Days are in UTC, both included."""

    actor: str = ""
    kind: str = ""
    incident_id: UUID | None = None
    run_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class LedgerPage:
    """Entries, newest first; `older` is the sequence to ask `before`, or None at the end."""

    entries: tuple[EntryLine, ...]
    older: int | None
    total: int
    sealed: int | None
    sealed_at: datetime | None


@dataclass(frozen=True)
class Verified:
    """What checking the whole chain found; `bad` names the first entry that does not hold, in a sentence."""

    entries: int
    head: str
    at: datetime
    bad: str = ""


def in_words(kind: str) -> str:
    """A kind of entry as people read it: "run driver changed"."""
    return kind.replace(".", " ").replace("_", " ")


def moment(at: datetime) -> str:
    """A time as the ledger spells it: UTC, microseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def checkpoint_of(row: Checkpoint) -> SignedHead:
    """The signed head that `row` keeps."""
    return SignedHead(
        str(row.organisation_id), row.sequence, row.hash, moment(row.at), row.public_key, row.signature
    )


def last_head(organisation_id: UUID) -> SignedHead:
    """The newest signed head; raises `NotFound` while there is none."""
    row = Checkpoint.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    if row is None:
        raise NotFound("No head was signed so far; it is signed once an hour.")
    return checkpoint_of(row)


def ledger(organisation_id: UUID, asked: LedgerFilter) -> LedgerPage:
    """A page of the organisation's entries."""
    rows = list(_asked(organisation_id, asked).order_by("-sequence")[: PAGE + 1])
    sealed = Checkpoint.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()
    return LedgerPage(
        entries=tuple(_line(row) for row in rows[:PAGE]),
        older=rows[PAGE - 1].sequence if len(rows) > PAGE else None,
        total=chain_head(organisation_id)[0],
        sealed=sealed.sequence if sealed else None,
        sealed_at=sealed.at if sealed else None,
    )


def opened_incidents(organisation_id: UUID, *, most: int = 100) -> list[OpenedIncident]:
    """The last incidents that were opened, as the ledger itself knows them, newest first."""
    rows = AuditEntry.objects.filter(
        organisation_id=organisation_id,
        kind=Kind.INCIDENT_OPENED,
        facts__has_keys=["number", "title"],
    )
    said = rows.order_by("-sequence").values_list("incident_id", "facts")[:most]
    return [
        OpenedIncident(incident_id, f"INC-{facts['number']} {facts['title']}")
        for incident_id, facts in said
        if incident_id
    ]


def entries_of(
    organisation_id: UUID, *, incident_id: UUID | None = None, run_id: UUID | None = None
) -> tuple[EntryLine, ...]:
    """An incident's or a run's entries, oldest first."""
    asked = LedgerFilter(incident_id=incident_id, run_id=run_id)
    return tuple(_line(row) for row in _asked(organisation_id, asked).order_by("sequence"))


def verified(organisation_id: UUID, *, at: datetime) -> Verified:
    """Walks the whole chain from its first entry and compares it with every signed head."""
    heads = {
        row.sequence: checkpoint_of(row) for row in Checkpoint.objects.filter(organisation_id=organisation_id)
    }
    sequence, previous = 0, GENESIS
    for row in _chain(organisation_id):
        bad = _why_bad(row, sequence + 1, previous, heads.get(row.sequence))
        if bad:
            return Verified(sequence, previous, at, bad)
        sequence, previous = row.sequence, row.hash
    if heads and max(heads) > sequence:
        return Verified(
            sequence, previous, at, f"entry {max(heads)} was signed as the head, and is not there"
        )
    return Verified(sequence, previous, at)


def _why_bad(row: AuditEntry, sequence: int, previous: str, head: SignedHead | None) -> str:
    """The first reason not to believe `row`, as a sentence; empty when there is none."""
    if row.sequence != sequence:
        return f"entry {sequence} is missing: after entry {sequence - 1} comes entry {row.sequence}"
    if digest_of(row.content.encode()) != row.digest:
        return f"entry {row.sequence}: its content does not match its digest"
    if row.previous != previous:
        return f"entry {row.sequence} does not follow entry {row.sequence - 1}: the hash it names is another"
    if row.link.hash != row.hash:
        return f"entry {row.sequence}: its hash does not match its place and digest"
    if head and head.hash != row.hash:
        return f"entry {row.sequence} is not the one that was signed as the head on {head.at}"
    return ""


def _chain(organisation_id: UUID) -> Iterator[AuditEntry]:
    return (
        AuditEntry.objects.filter(organisation_id=organisation_id)
        .order_by("sequence")
        .only("organisation_id", "sequence", "content", "digest", "previous", "hash")
        .iterator(chunk_size=2000)
    )


def chain_head(organisation_id: UUID) -> tuple[int, str]:
    """The last entry's place and hash; 0 and GENESIS before the first."""
    rows = AuditEntry.objects.filter(organisation_id=organisation_id).order_by("-sequence")
    return rows.values_list("sequence", "hash").first() or (0, GENESIS)


def _asked(organisation_id: UUID, asked: LedgerFilter) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(organisation_id=organisation_id)
    if asked.actor:
        rows = rows.filter(actor_name__icontains=asked.actor)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.incident_id:
        rows = rows.filter(incident_id=asked.incident_id)
    if asked.run_id:
        rows = rows.filter(run_id=asked.run_id)
    if asked.since:
        rows = rows.filter(at__gte=datetime(asked.since.year, asked.since.month, asked.since.day, tzinfo=UTC))
    if asked.until:
        rows = rows.filter(at__date__lte=asked.until)
    if asked.before:
        rows = rows.filter(sequence__lt=asked.before)
    return rows


def _line(row: AuditEntry) -> EntryLine:
    return EntryLine(
        sequence=row.sequence,
        at=row.at,
        kind=row.kind,
        actor=row.actor_name,
        actor_kind=row.actor_kind,
        incident_id=row.incident_id,
        run_id=row.run_id,
        facts=tuple((name.replace("_", " "), _plain(value)) for name, value in row.facts.items()),
        hash=row.hash,
    )


def _plain(value: JSON) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    return "" if value is None else str(value)
