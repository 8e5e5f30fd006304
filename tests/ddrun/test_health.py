"""What a load balancer, Prometheus and a finder of weaknesses ask."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from ddrun.lib.logs import masked


def test_it_says_it_is_alive_without_asking_the_database(client: Client) -> None:
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.django_db
def test_it_is_ready_when_database_and_broker_answer(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True, "broken": {}}


@pytest.mark.django_db
def test_it_is_not_ready_without_its_broker_and_says_which(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "broken": {"broker": "the broker does not answer"}}


def test_figures_are_in_prometheus_format(client: Client) -> None:
    assert "python_info" in client.get("/metrics").text


def test_the_contact_for_weaknesses_is_served_once_it_is_named(client: Client, settings: Settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.DDRUN_SECURITY_CONTACT = "mailto:security@acme.example"
    text = client.get("/.well-known/security.txt").text
    assert re.search(r"^Contact: mailto:security@acme.example\nExpires: \d{4}-", text)


@pytest.mark.parametrize(
    "line",
    [
        "POST /hooks/alertmanager/acme.5eCr3t-5eCr3t-5eCr3t",
        "Authorization: Bearer acme.5eCr3t-5eCr3t-5eCr3t",
        "GET /join/acme.5eCr3t-5eCr3t-5eCr3t/",
    ],
)
def test_a_key_in_a_log_line_is_masked(line: str) -> None:
    assert "5eCr3t" not in masked(line)
    assert "‹masked›" in masked(line)
