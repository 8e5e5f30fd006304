"""Reading texts without an account is open to everybody, at a pace."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv6Address
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory

from ddrun.lib import clock
from ddrun.lib.access import Member
from runbooks.views.pace import MOST_A_MINUTE, address_of, within_pace

SignedIn = Callable[[Member], Client]


@pytest.fixture
def somewhere() -> str:
    """An address that nobody has used."""
    return str(IPv6Address(uuid4().int))


def used_up(address: str) -> None:
    """The address has had its share of this minute and of the next."""
    for at in (clock.now(), clock.now() + timedelta(minutes=1)):
        while within_pace(address, at):
            pass


def test_an_address_has_its_share_of_each_minute(somewhere: str) -> None:
    at = clock.now()
    answers = [within_pace(somewhere, at) for _ in range(MOST_A_MINUTE + 1)]
    assert answers == [True] * MOST_A_MINUTE + [False]
    assert within_pace(somewhere, at + timedelta(minutes=1))
    assert within_pace(f"{somewhere}0", at)


@pytest.mark.parametrize(("address", "field"), [("/try", "text"), ("/try/text", "html")])
def test_more_is_refused_in_a_sentence(
    client: Client, db: Any, somewhere: str, address: str, field: str
) -> None:
    assert client.post(address, {field: "1. Go"}, REMOTE_ADDR=somewhere).status_code == 200
    used_up(somewhere)
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(address, {field: "1. Go"}, REMOTE_ADDR=somewhere, headers=headers)
        assert answer.status_code == 429
        assert "Wait a minute, or sign in." in answer.content.decode()
    assert client.get("/try", REMOTE_ADDR=somewhere).status_code == 200
    assert client.post(address, {field: "1. Go"}, REMOTE_ADDR="127.0.0.1").status_code == 200


def test_who_is_signed_in_is_not_counted(somewhere: str, alice: Member, signed_in: SignedIn) -> None:
    used_up(somewhere)
    assert signed_in(alice).post("/try", {"text": "1. Go"}, REMOTE_ADDR=somewhere).status_code == 200


def test_an_address_is_believed_only_from_the_proxy(settings: Any) -> None:
    request = RequestFactory().post(
        "/try", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}
    )
    assert address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "2.2.2.2"
