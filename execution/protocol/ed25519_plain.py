"""Ed25519 in plain arithmetic, RFC 8032, 5.1: the last resort, where neither library is there.

Its running time depends on the key, so it is meant for verifying; a host that has to sign with it is
one whose Python was built without OpenSSL.
"""

import hashlib
from typing import Final, Optional

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, P - 2, P) % P
ROOT: Final = pow(2, (P - 1) // 4, P)  # a square root of -1

Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, T = XY/Z
NEUTRAL: Final[Point] = (0, 1, 1, 0)


class Plain:
    """Sign and verify without any library."""

    def public_key(self, seed: bytes) -> bytes:
        return _packed(_times(_scalar(seed), BASE))

    def sign(self, seed: bytes, message: bytes) -> bytes:
        scalar = _scalar(seed)
        public = _packed(_times(scalar, BASE))
        once = _hash(hashlib.sha512(seed).digest()[32:] + message) % ORDER
        commitment = _packed(_times(once, BASE))
        challenge = _hash(commitment + public + message) % ORDER
        return commitment + ((once + challenge * scalar) % ORDER).to_bytes(32, "little")

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        if len(public) != 32 or len(signature) != 64:
            return False
        key, commitment = _unpacked(public), _unpacked(signature[:32])
        response = int.from_bytes(signature[32:], "little")
        if key is None or commitment is None or response >= ORDER:
            return False
        challenge = _hash(signature[:32] + public + message) % ORDER
        return _same(_times(response, BASE), _sum(commitment, _times(challenge, key)))


def _hash(message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(message).digest(), "little")


def _scalar(seed: bytes) -> int:
    low = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return (low & ((1 << 254) - 8)) | (1 << 254)


def _sum(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    result = NEUTRAL
    while factor:
        if factor & 1:
            result = _sum(result, point)
        point = _sum(point, point)
        factor >>= 1
    return result


def _same(one: Point, two: Point) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _packed(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _unpacked(packed: bytes) -> Optional[Point]:
    y = int.from_bytes(packed, "little")
    odd = y >> 255
    y &= (1 << 255) - 1
    x = _x_of(y, odd) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _x_of(y: int, odd: int) -> Optional[int]:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if x & 1 != odd else x


def _base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    x = _x_of(y, 0) or 0
    return x, y, 1, x * y % P


BASE: Final = _base()
