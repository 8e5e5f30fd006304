"""The one spelling of a JSON value. RFC 8785: JSON Canonicalization Scheme."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from compliance.types import JSON

# RFC 8785, 3.2.2.3 writes numbers as ECMAScript does: beyond 2**53 - 1 an integer would lose digits.
LARGEST_INTEGER: Final = 2**53 - 1

# ECMAScript writes a number plainly while its point lies within these places (ECMA-262, 6.1.6.1.20).
_PLAIN_FROM: Final = -6
_PLAIN_TO: Final = 21

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class NotCanonical(ValueError):
    """A value has no canonical spelling; the message says which and why."""


def canonical(value: JSON) -> bytes:
    """The UTF-8 bytes of `value` in the only spelling RFC 8785 allows.

    Raises `NotCanonical` for numbers that are not finite or too large, for half a character,
    and for anything that is not JSON.
    """
    return _spelled(value).encode()


def read(text: str | bytes) -> JSON:
    """The value that JSON `text` spells; raises `ValueError` or `RecursionError` when it spells none.

    A number beyond the integers that RFC 8785 writes exactly is read as the double it was.
    """
    value: JSON = json.loads(text, parse_int=_read_integer)
    return value


def _read_integer(digits: str) -> int | float:
    value = int(digits)
    return value if abs(value) <= LARGEST_INTEGER else float(digits)


def _spelled(value: JSON) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(_spelled(item) for item in value) + "]"
    raise NotCanonical(f"a {type(value).__name__} is not JSON")


def _object(value: Mapping[str, JSON]) -> str:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"the key {key!r} is not text")
    # RFC 8785, 3.2.3: keys are ordered by their UTF-16 code units, not by code points.
    ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{_string(key)}:{_spelled(item)}" for key, item in ordered) + "}"


def _string(value: str) -> str:
    if _SURROGATE.search(value):
        raise NotCanonical("a text holds half a character (a lone surrogate)")
    return json.dumps(str(value), ensure_ascii=False)


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"the number {value} is too large to be written exactly")
    return str(int(value))


def _number(value: float) -> str:
    """ECMAScript's Number::toString; both it and Python's repr give the shortest digits that read back."""
    if not math.isfinite(value):
        raise NotCanonical(f"{value} is not a number JSON can write")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _digits(abs(value))
    if _PLAIN_FROM < point <= _PLAIN_TO:
        return sign + _plain(digits, point)
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    exponent = point - 1
    return f"{sign}{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits of `value`, and where the point stands: 0.digits x 10**point."""
    mantissa, _, exponent = f"{value!r}e0".partition("e")
    exponent = exponent.removesuffix("e0")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)
    return digits.rstrip("0"), point


def _plain(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if len(digits) <= point:
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]
