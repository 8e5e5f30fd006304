"""The signed head of a chain: who holds an older one can prove that nothing before it changed.

Signature: Ed25519, RFC 8032, over the canonical form (RFC 8785) behind a prefix of its own, so that a
signature made for a head can never be taken for one made for anything else.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from compliance.chain.canonical import canonical
from compliance.types import JSON

CHECKPOINT_PREFIX: Final = b"dd0c/run checkpoint v1\n"
MANIFEST_PREFIX: Final = b"dd0c/run evidence manifest v1\n"

_FIELDS: Final = {
    "organisation": str,
    "sequence": int,
    "hash": str,
    "at": str,
    "public_key": str,
    "signature": str,
}


class BadCheckpoint(ValueError):
    """A head is malformed or its signature does not hold; the message says which."""


@dataclass(frozen=True)
class Checkpoint:
    """The chain's head as it was at a moment: entry `sequence` had `hash`. Bytes are lower-case hex."""

    organisation: str
    sequence: int
    hash: str
    at: str
    public_key: str
    signature: str

    @classmethod
    def signed(
        cls, key: Ed25519PrivateKey, *, organisation: str, sequence: int, head: str, at: str
    ) -> "Checkpoint":
        """A head signed with the server's `key`; `at` is an ISO time in UTC."""
        unsigned = cls(organisation, sequence, head, at, public_hex(key), "")
        return cls(
            organisation, sequence, head, at, unsigned.public_key, signature(key, unsigned._signed_bytes())
        )

    @classmethod
    def from_json(cls, value: JSON) -> "Checkpoint":
        """A head as it was written by `to_json`; raises `BadCheckpoint` for anything else."""
        if not isinstance(value, dict) or set(value) != set(_FIELDS):
            raise BadCheckpoint(f"a signed head has exactly the fields {', '.join(sorted(_FIELDS))}")
        for name, wanted in _FIELDS.items():
            if type(value[name]) is not wanted:
                raise BadCheckpoint(f"the field {name} of a signed head is not {wanted.__name__}")
        return cls(**value)

    def to_json(self) -> dict[str, JSON]:
        """The head as plain values, for a file."""
        return {
            "organisation": self.organisation,
            "sequence": self.sequence,
            "hash": self.hash,
            "at": self.at,
            "public_key": self.public_key,
            "signature": self.signature,
        }

    def verify(self) -> None:
        """Raises `BadCheckpoint` unless the signature is that of `public_key` over this very head."""
        if not holds(self.public_key, self.signature, self._signed_bytes()):
            raise BadCheckpoint(f"the signature of the head at entry {self.sequence} does not hold")

    def _signed_bytes(self) -> bytes:
        said = self.to_json()
        del said["signature"]
        return CHECKPOINT_PREFIX + canonical(said)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half of `key`, 32 bytes in hex."""
    return key.public_key().public_bytes_raw().hex()


def signature(key: Ed25519PrivateKey, message: bytes) -> str:
    """The signature of `message`, 64 bytes in hex."""
    return key.sign(message).hex()


def holds(public_key: str, signed: str, message: bytes) -> bool:
    """Whether `signed` is the signature of `message` by the holder of `public_key`, both in hex."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signed), message)
    except (InvalidSignature, ValueError):
        return False
    return True
