"""What an evidence pack is made of: the names of its files, and how an entry stands on a line.

Exporter and verifier share this page and nothing else. Every JSON in a pack is canonical (RFC 8785),
so there is one way to write it and a single changed byte shows. The zip around the files is as
plain: nothing is compressed, since one content has many compressed spellings, and nothing is dated.
"""

import zipfile
from typing import IO, Final

from compliance.chain.canonical import canonical, read
from compliance.chain.hashing import Link
from compliance.types import JSON

FORMAT: Final = "dd0c/run evidence 1"

README: Final = "README.txt"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature.json"
ENTRIES: Final = "entries.jsonl"
HEADS: Final = "checkpoint.json"
OUTPUTS: Final = "outputs/"

FIXED_FILES: Final = frozenset({README, MANIFEST, SIGNATURE, ENTRIES, HEADS})
STUB_FIELDS: Final = frozenset({"sequence", "previous", "digest", "hash"})
ENTRY_FIELDS: Final = STUB_FIELDS | {"content"}


# The same evidence makes the same bytes: no file carries the time or the system it was packed on.
UNDATED: Final = (1980, 1, 1, 0, 0, 0)
SYSTEM: Final = 3
ACCESS: Final = 0o600 << 16


def member(pack: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A new file of `pack`, open to be written."""
    made = zipfile.ZipInfo(name, UNDATED)
    made.create_system, made.external_attr = SYSTEM, ACCESS
    return pack.open(made, "w", force_zip64=True)


def entry_line(link: Link, content: str) -> bytes:
    """An entry in full; `content` is its canonical text."""
    return canonical({**_place(link), "content": read(content)}) + b"\n"


def stub_line(link: Link) -> bytes:
    """An entry of which only the place in the chain is shown."""
    return canonical(_place(link)) + b"\n"


def _place(link: Link) -> dict[str, JSON]:
    return {
        "sequence": link.sequence,
        "previous": link.previous,
        "digest": link.digest,
        "hash": link.hash,
    }
