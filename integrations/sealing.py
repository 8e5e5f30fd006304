"""Secrets of vendors that the server must hold, sealed with AES-256-GCM (NIST SP 800-38D).

Organisation and field are the associated data: a sealed value moved to another row does not open.
The newest key of the ring seals; every key of it opens, so that keys can be changed without a gap.
"""

import base64
import hashlib
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from ddrun.lib.errors import Refusal

_VERSION: Final = "s1"
_NONCE_BYTES: Final = 12


class CannotOpen(Refusal):
    """The value was sealed with a key that is no longer here, or was changed since."""


def seal(secret: str, *, organisation_id: UUID, field: str) -> str:
    """The secret as it may be stored: version, name of the key, nonce and ciphertext."""
    key = _ring()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), _bound_to(organisation_id, field))
    return ".".join((_VERSION, _name(key), base64.urlsafe_b64encode(nonce + sealed).decode()))


def unseal(sealed: str, *, organisation_id: UUID, field: str) -> str:
    """The secret again. Raises `CannotOpen`; the sentence never holds any of it."""
    _, name, text = (*sealed.split("."), "", "", "")[:3]
    key = next((key for key in _ring() if _name(key) == name), None)
    if key is None:
        raise CannotOpen("A stored secret was sealed with a key that DDRUN_SEALING_KEYS no longer holds.")
    try:
        content = base64.urlsafe_b64decode(text)
        nonce, body = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, body, _bound_to(organisation_id, field)).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("A stored secret does not open; paste it again.") from error


def _ring() -> list[bytes]:
    return [bytes.fromhex(key) for key in settings.DDRUN_SEALING_KEYS]


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name of " + key).hexdigest()[:8]


def _bound_to(organisation_id: UUID, field: str) -> bytes:
    return f"{organisation_id}/{field}".encode()
