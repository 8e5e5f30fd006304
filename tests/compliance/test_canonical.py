"""The one spelling of a JSON value. RFC 8785."""

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.chain.canonical import LARGEST_INTEGER, NotCanonical, canonical, read

# A busy machine is no failure.
CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(**CALM)
@given(VALUES)
def test_a_value_is_read_back_as_it_was_written(value: Any) -> None:
    assert read(canonical(value)) == value


@settings(**CALM)
@given(VALUES)
def test_writing_what_was_read_gives_the_same_bytes(value: Any) -> None:
    once = canonical(value)
    assert canonical(read(once)) == once


@settings(**CALM)
@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6))
def test_the_order_in_which_keys_were_put_in_does_not_matter(value: Any) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (1e-27, "1e-27"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (-0.0, "0"),
        (295147905179352830000.0, "295147905179352830000"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(number: Any, written: Any) -> None:
    assert canonical(number) == written.encode()


def test_keys_are_ordered_by_utf_16_code_units() -> None:
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    assert list(json.loads(canonical(keys))) == [
        "\r",
        "1",
        "\x80",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (math.nan, "not a number"),
        (math.inf, "not a number"),
        (2**53, "too large"),
        ("\ud800", "half a character"),
        ({1: 2}, "not text"),
        (b"bytes", "bytes is not JSON"),
        ({"when": object()}, "object is not JSON"),
    ],
)
def test_what_has_no_canonical_spelling_is_refused_with_the_reason(value: Any, why: Any) -> None:
    with pytest.raises(NotCanonical, match=why):
        canonical(value)
