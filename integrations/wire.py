"""A body as it came off the wire, opened without trusting it: size, compression, encoding, depth."""

import json
import re
import zlib
from typing import Final, NoReturn

from integrations.types import BodyRefused, BodyTooLarge, Json

# Alertmanager's largest group seen was under 1 MB; four leaves room and is still read in a blink.
LARGEST_BODY: Final = 4 * 1024 * 1024
# The deepest real payload has nine levels.
DEEPEST_JSON: Final = 40

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*+"')
_BRACKET: Final = re.compile(r"[\[\]{}]")
_GZIP: Final = zlib.MAX_WBITS | 16


def opened(raw: bytes, content_encoding: str = "") -> bytes:
    """The body without its compression.

    Raises `BodyTooLarge` as soon as the limit is passed, however small the compressed form was, and
    `BodyRefused` for an unknown or broken compression.
    """
    if len(raw) > LARGEST_BODY:
        raise too_large()
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        return raw
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("The body is compressed in a way that is not read here; send it plain or as gzip.")
    opener = zlib.decompressobj(_GZIP if "gzip" in encoding else zlib.MAX_WBITS)
    try:
        body = opener.decompress(raw, LARGEST_BODY + 1)
    except zlib.error as error:
        raise BodyRefused("The body says it is compressed, but it cannot be decompressed.") from error
    if len(body) > LARGEST_BODY:
        raise too_large()
    if not opener.eof:
        raise BodyRefused("The compressed body ends too early.")
    return body


def too_large() -> BodyTooLarge:
    """The refusal of a body over the limit."""
    return BodyTooLarge(f"The body is larger than {LARGEST_BODY // 1024 // 1024} MB; nothing of it was kept.")


def read_json(body: bytes) -> Json:
    """What the body says. Raises `BodyRefused`, with where and why, for anything but sound JSON."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BodyRefused(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    if not text.strip():
        raise BodyRefused("The body is empty; a JSON object was expected.")
    if _depth(text) > DEEPEST_JSON:
        raise BodyRefused(f"The JSON is nested deeper than {DEEPEST_JSON} levels.")
    try:
        return json.loads(text, parse_constant=_not_json)
    except json.JSONDecodeError as error:
        raise BodyRefused(f"The body is not JSON: {error.msg} at character {error.pos}.") from error
    except ValueError as error:
        raise BodyRefused("The body is not JSON: it holds a number that JSON does not have.") from error


def _depth(text: str) -> int:
    """The deepest nesting outside strings. Unbalanced brackets are the parser's to complain about."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _not_json(word: str) -> NoReturn:
    raise ValueError(word)
