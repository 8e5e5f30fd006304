"""Hashes of the audit chain. Canonical form: RFC 8785. Leaf prefix 0x00: RFC 6962, 2.1.

2026-11-23: an entry is hashed in two steps. `digest` covers what happened; `hash` covers only the
entry's place and that digest. So the evidence of one incident can show another incident's entries as
*stubs* (place, digest, hash) that close the chain without telling what they say. Each content carries
a random salt, or a stub's digest could be guessed from the few things an entry is likely to say.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from compliance.chain.canonical import canonical
from compliance.types import JSON

LEAF_PREFIX: Final = b"\x00"

# What the first entry of an organisation names as the one before it.
GENESIS: Final = "0" * 64


@dataclass(frozen=True)
class Link:
    """An entry's place in its organisation's chain; every hash is lower-case hex."""

    organisation: str
    sequence: int
    previous: str
    digest: str

    @property
    def hash(self) -> str:
        """What the next entry names as its previous."""
        leaf: dict[str, JSON] = {
            "organisation": self.organisation,
            "sequence": self.sequence,
            "previous": self.previous,
            "digest": self.digest,
        }
        return hashlib.sha256(LEAF_PREFIX + canonical(leaf)).hexdigest()


def digest_of(content: bytes) -> str:
    """SHA-256 of an entry's canonical content, or of any file, in hex."""
    return hashlib.sha256(content).hexdigest()
