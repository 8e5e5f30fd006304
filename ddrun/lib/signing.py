"""The server's own Ed25519 key (RFC 8032): it signs dispatches to agents and heads of the ledger."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


@cache
def server_key() -> Ed25519PrivateKey:
    """The key that `DDRUN_SIGNING_KEY` holds: 32 bytes in hex."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.DDRUN_SIGNING_KEY))


def server_public_key() -> bytes:
    """The 32 bytes that agents and verifiers pin."""
    return server_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
