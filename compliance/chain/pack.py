"""What an evidence pack is made of: the names of its files, and how an entry stands on a line.

Exporter and verifier share this page and nothing else. Every JSON in a pack is canonical (RFC 8785),
so there is one way to write it and a single changed byte shows.
"""

from typing import Final

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
