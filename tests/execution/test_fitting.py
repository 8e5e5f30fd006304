"""A value that does not look like what is asked for is doubted in one sentence; what is legal is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execution.policy.fitting import why_odd
from runbooks.types.variables import VariableType


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("number", "3 -1 2.5 50% 1,000 0x1F 1e6"),
        ("port", "80 65535 8080:80 http 8000-8010 53/udp"),
        ("ip", "10.0.0.7 10.0.0.0/24 ::1 fe80::1%eth0 10.0.0.7:8080 [::1]:80 2001:db8::/32"),
        ("url", "https://x.example/ postgres://u@h/db redis-1:6379 localhost:8080/health x.example"),
        ("duration", "90 5m 1h30m 10s PT5M 2.5h 1d"),
        ("size", "512 20Gi 80% 1.5G +10G"),
        ("pod", "api-7f9c pod/api-0 a.b"),
        ("namespace", "kube-system"),
        ("host", "db-1 db_1.internal 10.0.0.7 user@db-1 [::1]:22"),
        ("domain", "*.example.com"),
        ("user", "svc\u00e9 app@db DOMAIN/user"),
        ("version", "1.2.3-rc.1+build v1 sha256:abc"),
        ("email", "a@b.example"),
        ("text", "anything"),
        ("credential", "x"),
    ],
)
def test_what_is_legal_is_not_doubted(kind: str, values: str) -> None:
    for value in values.split():
        assert why_odd(VariableType(kind), value) == "", value


@pytest.mark.parametrize(
    ("kind", "value", "because"),
    [
        ("number", "three", "“three” is not a number."),
        ("port", "70000", "from 1 to 65535"),
        ("ip", "10.0.0.700", "an address such as"),
        ("url", "the dashboard", "a link such as"),
        ("duration", "soon", "a duration such as"),
        ("size", "big", "a size such as"),
        ("email", "bob", "an e-mail address"),
        ("pod", "Api_0", "lower-case letters"),
        ("host", "db 1", "a name: it has spaces"),
        ("host", "db-1; rm -rf x", "signs of the shell"),
        ("host", "db-1\n", "begins or ends with a space"),
        ("path", "/a\n/b", "several lines"),
    ],
)
def test_what_does_not_fit_is_doubted_in_one_sentence(kind: str, value: str, because: str) -> None:
    said = why_odd(VariableType(kind), value)
    assert because in said
    assert said.endswith(".")


@given(st.sampled_from(VariableType), st.text(max_size=80))
def test_any_value_gets_an_answer(kind: Any, value: str) -> None:
    assert isinstance(why_odd(kind, value), str)
