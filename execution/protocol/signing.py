"""Ed25519 (RFC 8032) by whatever the interpreter has, and the seal that messages carry.

In order: `cryptography`; the OpenSSL that this interpreter's own `ssl` module is linked to; our own
arithmetic. All three give the same signatures. Keys are the 32 raw bytes of the RFC.
"""

import base64
import binascii
import dataclasses
import os
from typing import Any, Callable, Final, Protocol, TypeVar

from execution.protocol import ed25519_openssl, ed25519_plain
from execution.protocol.codec import Malformed, body_of
from execution.protocol.digest import canonical
from execution.protocol.messages import Message

DOMAIN: Final = b"ddrun wire 1\n"
KEY_BYTES: Final = 32

Signed = TypeVar("Signed", bound=Any)


class Ed25519(Protocol):
    """One way to do the arithmetic."""

    def public_key(self, seed: bytes) -> bytes: ...
    def sign(self, seed: bytes, message: bytes) -> bytes: ...
    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool: ...


class ByCryptography:
    """Through the `cryptography` package. Raises ImportError where it is not installed."""

    def __init__(self) -> None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ed25519

        self._keys = ed25519
        self._invalid = InvalidSignature

    def public_key(self, seed: bytes) -> bytes:
        return self._keys.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    def sign(self, seed: bytes, message: bytes) -> bytes:
        return self._keys.Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        try:
            self._keys.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (self._invalid, ValueError):
            return False
        return True


_chosen: list[Ed25519] = []


def ed25519() -> Ed25519:
    """The best way this interpreter has, found once."""
    if not _chosen:
        ways: list[Callable[[], Ed25519]] = [ByCryptography, ed25519_openssl.ByOpenSSL]
        for way in ways:
            try:
                _chosen.append(way())
                break
            except (ImportError, AttributeError, OSError):
                continue
        else:
            _chosen.append(ed25519_plain.Plain())
    return _chosen[0]


def new_seed() -> bytes:
    """A new private key."""
    return os.urandom(KEY_BYTES)


def public_key(seed: bytes) -> bytes:
    """The public key that belongs to the private key `seed`."""
    return ed25519().public_key(seed)


def seal(message: Signed, sign: Callable[[bytes], bytes]) -> Signed:
    """`message` with the signature that `sign` (such as `Ed25519PrivateKey.sign`) gives over it."""
    signature = base64.b64encode(sign(signed_bytes(message))).decode()
    sealed: Signed = dataclasses.replace(message, signature=signature)
    return sealed


def seal_with_seed(message: Signed, seed: bytes) -> Signed:
    """`message` signed by the private key `seed`."""
    return seal(message, lambda payload: ed25519().sign(seed, payload))


def is_genuine(message: Message, public: bytes) -> bool:
    """Whether `message` carries a signature by the holder of `public` over exactly these fields."""
    try:
        signature = base64.b64decode(getattr(message, "signature", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(signature) == 64 and ed25519().verify(public, signature, signed_bytes(message))


def signed_bytes(message: Message) -> bytes:
    """What a signature covers: the type and every field but the signature, canonical."""
    if not message.SIGNED:
        raise Malformed(f"a {message.TYPE} message carries no signature")
    body = body_of(message)
    del body["signature"]
    return DOMAIN + canonical({"type": message.TYPE, **body})


def proof_of_enrolment(seed: bytes, token: str) -> str:
    """Shows that who presents `token` holds the private key: base64 of a signature over it."""
    return base64.b64encode(ed25519().sign(seed, _enrolment_bytes(token))).decode()


def proves_enrolment(public: bytes, token: str, proof: str) -> bool:
    """Whether `proof` was made for `token` by the holder of `public`."""
    try:
        signature = base64.b64decode(proof, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(signature) == 64 and ed25519().verify(public, signature, _enrolment_bytes(token))


def _enrolment_bytes(token: str) -> bytes:
    return b"ddrun enrol 1\n" + token.encode()
