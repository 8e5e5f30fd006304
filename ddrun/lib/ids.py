"""Identifiers. UUID version 7, RFC 9562, 5.7: ordered by millisecond, so indexes stay compact."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new id; ids made later sort later, to the millisecond."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value &= ~(0xF000 << 64) & ~(0xC000 << 48)
    return UUID(int=value | 0x7000 << 64 | 0x8000 << 48)


def secret_token() -> str:
    """An unguessable URL-safe word of 256 bits."""
    return secrets.token_urlsafe(32)
