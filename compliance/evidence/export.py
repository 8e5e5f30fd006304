"""Makes an evidence pack: a zip that `python -m compliance.verifier` checks offline."""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Final
from uuid import UUID

from compliance.actions import person, record, sign_head
from compliance.chain.canonical import canonical
from compliance.chain.checkpoint import MANIFEST_PREFIX, Checkpoint, public_hex, signature
from compliance.chain.hashing import digest_of
from compliance.chain.pack import (
    ENTRIES,
    FORMAT,
    HEADS,
    MANIFEST,
    OUTPUTS,
    README,
    SIGNATURE,
    entry_line,
    member,
    stub_line,
)
from compliance.evidence import readme
from compliance.evidence.scope import Asked
from compliance.models import AuditEntry
from compliance.models import Checkpoint as KeptHead
from compliance.queries import checkpoint_of, moment
from compliance.types import JSON, Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.bindings import evidence_sources
from ddrun.lib.clock import now
from ddrun.lib.errors import Refusal
from ddrun.lib.signing import server_key

# Small packs stay in memory; larger ones go through a temporary file.
_IN_MEMORY: Final = 8 << 20
_PART: Final = 1 << 20
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._+ /-]|\.\.+")


class NothingToExport(Refusal):
    """No entry lies in what was asked for."""


@dataclass(frozen=True)
class Evidence:
    """A pack that was made: its name, its bytes from the beginning, and their digest."""

    name: str
    file: IO[bytes]
    sha256: str


def export_incident(incident_id: UUID, *, by: Member) -> Evidence:
    """Everything recorded of one incident and its runs; raises `NotAllowed`, `NothingToExport`."""
    return _export(Asked(by.organisation_id, incident_id=incident_id), f"incident-{incident_id}", by)


def export_period(since: datetime, until: datetime, *, by: Member) -> Evidence:
    """Everything recorded in `[since, until)`; raises `NotAllowed`, `NothingToExport`."""
    name = f"{since:%Y-%m-%d}-to-{until:%Y-%m-%d}"
    return _export(Asked(by.organisation_id, since=since, until=until), name, by)


def _export(asked: Asked, name: str, by: Member) -> Evidence:
    require(by, Act.EXPORT_EVIDENCE)
    if not asked.entries().exists():
        raise NothingToExport("Nothing was recorded in what you asked for, so there is nothing to export.")
    head = sign_head(asked.organisation_id)
    file = _new_file()
    try:
        _Writing(file).write(asked, head, by)
        sha256 = _digest(file)
    except BaseException:
        file.close()
        raise
    record(
        Kind.EVIDENCE_EXPORTED,
        organisation_id=asked.organisation_id,
        actor=person(by),
        facts={**asked.to_json(), "head": head.sequence, "sha256": sha256},
        incident_id=asked.incident_id,
    )
    return Evidence(f"evidence-{name}.zip", file, sha256)


@dataclass
class _Writing:
    """One pack on its way into `file`; remembers what the manifest will list."""

    file: IO[bytes]
    listed: dict[str, dict[str, JSON]] = field(default_factory=dict)

    def write(self, asked: Asked, head: Checkpoint, by: Member) -> None:
        first = asked.first(head.sequence)
        full = set(asked.entries().filter(sequence__lte=head.sequence).values_list("sequence", flat=True))
        with zipfile.ZipFile(self.file, "w") as pack:
            self._add(pack, README, [readme.TEXT.encode()])
            self._add(pack, ENTRIES, _lines(asked.organisation_id, first, head.sequence, full))
            self._add(pack, HEADS, [_heads(asked.organisation_id, first, head)])
            scope = asked.scope()
            for source in evidence_sources():
                for found in source.files(scope):
                    self._add(pack, self._free(OUTPUTS + _safe(found.path)), [found.content])
            manifest = canonical(
                {
                    "format": FORMAT,
                    "organisation": str(asked.organisation_id),
                    "about": asked.to_json(),
                    "exported_at": moment(now()),
                    "exported_by": by.name,
                    "first": first,
                    "last": head.sequence,
                    "full": len(full),
                    "files": self.listed,
                }
            )
            key = server_key()
            signed = {"public_key": public_hex(key), "signature": signature(key, MANIFEST_PREFIX + manifest)}
            self._add(pack, MANIFEST, [manifest])
            self._add(pack, SIGNATURE, [canonical(signed)])

    def _add(self, pack: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with member(pack, name) as opened:
            for part in parts:
                opened.write(part)
                digest.update(part)
                size += len(part)
        self.listed[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def _free(self, name: str) -> str:
        """`name`, or with a number behind it when two sources chose the same."""
        number, free = 2, name
        while free in self.listed:
            free, number = f"{name} ({number})", number + 1
        return free


def _lines(organisation_id: UUID, first: int, last: int, full: set[int]) -> Iterator[bytes]:
    rows = AuditEntry.objects.filter(organisation_id=organisation_id, sequence__range=(first, last))
    for row in rows.order_by("sequence").iterator(chunk_size=2000):
        yield entry_line(row.link, row.content) if row.sequence in full else stub_line(row.link)


def _heads(organisation_id: UUID, first: int, head: Checkpoint) -> bytes:
    rows = KeptHead.objects.filter(
        organisation_id=organisation_id, sequence__range=(first, head.sequence - 1)
    )
    earlier = [checkpoint_of(row).to_json() for row in rows.order_by("sequence")]
    return canonical({"head": head.to_json(), "earlier": earlier})


def _safe(path: str) -> str:
    parts = [part.strip(" .") for part in _UNSAFE.sub("-", path).split("/")]
    return "/".join(part for part in parts if part) or digest_of(path.encode())


def _new_file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(_PART):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()
