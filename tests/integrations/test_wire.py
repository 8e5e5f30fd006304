"""Bodies that try the door."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.errors import Refusal
from integrations.types import BodyRefused, BodyTooLarge
from integrations.wire import DEEPEST_JSON, LARGEST_BODY, opened, read_json


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(b"0" * 200_000_000, compresslevel=9)
    assert len(bomb) < 400_000
    with pytest.raises(BodyTooLarge, match="larger than 4 MB"):
        opened(bomb, "gzip")


def test_ten_megabytes_are_too_large() -> None:
    with pytest.raises(BodyTooLarge):
        opened(b" " * 10_000_000)


@pytest.mark.parametrize(("pack", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_a_compressed_body_is_read(pack: object, encoding: str) -> None:
    assert callable(pack)
    assert opened(pack(b'{"a": 1}'), encoding) == b'{"a": 1}'


@pytest.mark.parametrize(
    ("body", "encoding", "sentence"),
    [
        (b"not gzip", "gzip", "cannot be decompressed"),
        (gzip.compress(b"x" * 1000)[:-8], "gzip", "ends too early"),
        (b"x", "br", "not read here"),
    ],
)
def test_a_broken_compression_is_named(body: bytes, encoding: str, sentence: str) -> None:
    with pytest.raises(BodyRefused, match=sentence):
        opened(body, encoding)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"a": "\xff"}', "byte 7 cannot be read"),
        (b"", "empty"),
        (b"{", "not JSON"),
        (b'{"a": NaN}', "number that JSON does not have"),
        (b"[" + b"9" * 10_000 + b"]", "number that JSON does not have"),
        (b"[" * 100 + b"]" * 100, f"deeper than {DEEPEST_JSON}"),
        (b"[" * 1_000_000, f"deeper than {DEEPEST_JSON}"),
    ],
)
def test_what_is_not_sound_json_is_refused_with_the_place(body: bytes, sentence: str) -> None:
    with pytest.raises(BodyRefused, match=sentence):
        read_json(body)


def test_brackets_in_a_string_are_no_depth() -> None:
    assert read_json(b'{"a": "' + b"[" * 500 + b'\\"{{{"}')["a"].startswith("[[[")


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reading(body: bytes) -> None:
    for encoding in ("", "gzip", "deflate"):
        try:
            read_json(opened(body, encoding))
        except Refusal as refusal:
            assert str(refusal)


def test_a_body_just_under_the_limit_is_read() -> None:
    assert opened(b" " * LARGEST_BODY)
