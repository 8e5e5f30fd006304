"""Vendors knock at the door."""

import gzip
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from compliance.queries import entries_of
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import NotAllowed, NotFound, Refusal
from ddrun.lib.logs import masked
from ddrun.lib.tenancy import tenant
from incidents.queries import IncidentRow, incidents
from integrations.inbox import replay, unread
from integrations.keys import change_key, connect, keep_signing_secret
from integrations.models import Connection, Delivery
from integrations.queries import last_deliveries
from integrations.tasks import read_overdue
from integrations.types import DeliveryState, NewKey
from tests.integrations import payloads

SECRET = "pagerduty says so"
FIRING = payloads.raw("alertmanager/alerta_v4.json")


@pytest.fixture
def hook(acme: OrganisationCard, adam: Member) -> NewKey:
    """An Alertmanager hook of Acme."""
    with tenant(acme.id):
        return connect("alertmanager", "production", by=adam)


@pytest.fixture
def signed_hook(acme: OrganisationCard, adam: Member) -> NewKey:
    """A PagerDuty hook of Acme with its signing secret."""
    with tenant(acme.id):
        made = connect("pagerduty", "main", by=adam)
        keep_signing_secret(made.connection_id, SECRET, by=adam)
        return made


def post(
    key: str, body: bytes = FIRING, *, vendor: str = "alertmanager", path: str = "", **headers: str
) -> HttpResponse:
    address = path or f"/hooks/{vendor}/{key}"
    return Client().post(address, body, content_type="application/json", headers=headers)  # type: ignore[return-value]


def signature(body: bytes, secret: str = SECRET) -> str:
    return "v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def problem(response: HttpResponse) -> str:
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert told["status"] == response.status_code
    return str(told["detail"])


def open_incidents(acme: OrganisationCard) -> list[IncidentRow]:
    with tenant(acme.id):
        return incidents(acme.id)


def states(acme: OrganisationCard) -> list[DeliveryState]:
    with tenant(acme.id):
        return [row.state for row in last_deliveries(acme.id)]


def test_an_alert_is_kept_as_it_came_and_opens_an_incident(acme: OrganisationCard, hook: NewKey) -> None:
    response = post(hook.key)
    assert response.status_code == 202
    assert json.loads(response.content)["repeated"] is False
    assert [row.title for row in open_incidents(acme)] == ["thing_dead: No things for over 10 minutes"]
    with tenant(acme.id):
        kept = Delivery.objects.get(organisation_id=acme.id)
        kinds = [entry.kind for entry in entries_of(acme.id)]
    assert bytes(kept.body) == FIRING
    assert (kept.state, kept.alerts, kept.sentence) == ("read", 1, "Opened incident 1.")
    assert kinds[-3:] == ["delivery.accepted", "alert.received", "incident.opened"]


def test_the_key_may_come_as_a_bearer_header_and_is_not_kept(acme: OrganisationCard, hook: NewKey) -> None:
    response = post("", path="/hooks/alertmanager", authorization=f"Bearer {hook.key}", cookie="a=b")
    assert response.status_code == 202
    with tenant(acme.id):
        kept = Delivery.objects.get(organisation_id=acme.id)
    assert hook.key.split(".")[1] not in json.dumps(kept.headers)
    assert not {"authorization", "cookie"} & set(kept.headers)
    assert kept.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "key", ["", "wrong", "%00.x", "%ff.%fe", "acme.wrong", "nobody.wrong", ".", "acme.", "a" * 3000]
)
def test_a_wrong_key_is_told_so_and_leaves_nothing(acme: OrganisationCard, hook: NewKey, key: str) -> None:
    response = post(key)
    assert response.status_code == 401
    assert "key of this hook is wrong" in problem(response)
    assert states(acme) == []


def test_a_key_of_one_vendor_opens_no_other(hook: NewKey) -> None:
    assert post(hook.key, vendor="pagerduty").status_code == 401


def test_an_unknown_vendor_is_not_found(hook: NewKey) -> None:
    response = post(hook.key, vendor="nagios")
    assert response.status_code == 404
    assert "alertmanager and pagerduty" in problem(response)


def test_a_hook_is_only_posted_to(hook: NewKey) -> None:
    response = Client().get(f"/hooks/alertmanager/{hook.key}")
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("body", "headers", "status", "sentence"),
    [
        (b" " * 10_000_000, {}, 413, "larger than 4 MB"),
        (gzip.compress(b"0" * 100_000_000), {"content-encoding": "gzip"}, 413, "larger than 4 MB"),
        (b'{"alerts": "\xff"}', {}, 400, "not UTF-8"),
        (b"[" * 100 + b"]" * 100, {}, 400, "deeper than"),
        (b"hello", {}, 400, "not JSON"),
        (b"", {}, 400, "empty"),
    ],
)
def test_a_body_that_tries_the_door_is_refused_with_a_sentence(
    acme: OrganisationCard, hook: NewKey, body: bytes, headers: dict[str, str], status: int, sentence: str
) -> None:
    response = post(hook.key, body, **headers)
    assert response.status_code == status
    assert sentence in problem(response)
    assert open_incidents(acme) == []


def test_json_that_is_no_alert_is_kept_with_the_reason(acme: OrganisationCard, hook: NewKey) -> None:
    assert post(hook.key, b'{"alerts": []}').status_code == 202
    assert post(hook.key, b'{"hello": 1}').status_code == 202
    assert states(acme) == [DeliveryState.FAILED, DeliveryState.NO_ALERT]
    with tenant(acme.id):
        assert "no list called “alerts”" in last_deliveries(acme.id)[0].sentence


def test_a_compressed_alert_is_read(acme: OrganisationCard, hook: NewKey) -> None:
    assert post(hook.key, gzip.compress(FIRING), **{"content-encoding": "gzip"}).status_code == 202
    assert len(open_incidents(acme)) == 1


def test_the_same_delivery_again_is_accepted_and_changes_nothing(
    acme: OrganisationCard, hook: NewKey
) -> None:
    with time_machine.travel(now(), tick=False):
        first, again = post(hook.key), post(hook.key)
    assert again.status_code == 202
    assert json.loads(again.content) == {**json.loads(first.content), "repeated": True}
    assert len(states(acme)) == 1


def test_a_signed_event_is_read_once(acme: OrganisationCard, signed_hook: NewKey) -> None:
    body = payloads.raw("pagerduty/v3_incident_triggered.json")
    for repeated in (False, True):
        response = post(
            signed_hook.key, body, vendor="pagerduty", **{"x-pagerduty-signature": signature(body)}
        )
        assert (response.status_code, json.loads(response.content)["repeated"]) == (202, repeated)
    assert [row.title for row in open_incidents(acme)] == ["Test Incident 3"]


@pytest.mark.parametrize("change", ["missing", "wrong", "body changed by one byte"])
def test_an_event_without_a_right_signature_opens_nothing(
    acme: OrganisationCard, signed_hook: NewKey, change: str
) -> None:
    body = payloads.raw("pagerduty/v3_incident_triggered.json")
    headers = {"x-pagerduty-signature": signature(body, "another" if change == "wrong" else SECRET)}
    sent = body.replace(b"Test Incident 3", b"Test Incident 4") if change.startswith("body") else body
    response = post(signed_hook.key, sent, vendor="pagerduty", **({} if change == "missing" else headers))
    assert response.status_code == 401
    assert "ignature" in problem(response)
    assert open_incidents(acme) == []
    assert states(acme) == [DeliveryState.REFUSED]


def test_of_refused_deliveries_only_the_last_fifty_are_kept(acme: OrganisationCard, hook: NewKey) -> None:
    for number in range(53):
        post(hook.key, f"no json {number}".encode())
    with tenant(acme.id):
        assert Delivery.objects.filter(organisation_id=acme.id).count() == 50


def test_a_changed_key_leaves_the_old_one_a_day(acme: OrganisationCard, hook: NewKey, adam: Member) -> None:
    with tenant(acme.id):
        fresh = change_key(hook.connection_id, by=adam)
    assert post(fresh.key).status_code == 202
    assert post(hook.key).status_code == 202
    with time_machine.travel(now() + timedelta(hours=25)):
        assert post(hook.key).status_code == 401
        assert post(fresh.key).status_code == 202


def test_a_changed_signing_secret_leaves_the_old_one_a_day(
    acme: OrganisationCard, signed_hook: NewKey, adam: Member
) -> None:
    with tenant(acme.id):
        keep_signing_secret(signed_hook.connection_id, "the new one", by=adam)
    body = payloads.raw("pagerduty/v3_incident_triggered.json")
    old, new = (
        {"x-pagerduty-signature": signature(body)},
        {"x-pagerduty-signature": signature(body, "the new one")},
    )
    assert post(signed_hook.key, body, vendor="pagerduty", **old).status_code == 202
    with time_machine.travel(now() + timedelta(hours=25)):
        assert post(signed_hook.key, body, vendor="pagerduty", **old).status_code == 401
        assert post(signed_hook.key, body, vendor="pagerduty", **new).status_code == 202


def test_key_and_secret_are_stored_nowhere_in_the_clear(acme: OrganisationCard, signed_hook: NewKey) -> None:

    with tenant(acme.id):
        row = Connection.objects.get(organisation_id=acme.id)
        entries = repr(entries_of(acme.id))
    stored = repr({field.name: getattr(row, field.name) for field in row._meta.fields}) + entries
    assert SECRET not in stored
    assert signed_hook.key.split(".")[1] not in stored


def test_the_key_is_masked_in_every_log_line(hook: NewKey) -> None:
    for line in (f"POST /hooks/alertmanager/{hook.key} 202", f"Authorization: Bearer {hook.key}"):
        assert hook.key.split(".")[1] not in masked(line)


def test_a_delivery_is_replayed_by_an_administrator_only(
    acme: OrganisationCard, hook: NewKey, adam: Member, alice: Member, mallory: Member
) -> None:
    post(hook.key)
    with tenant(acme.id):
        kept = last_deliveries(acme.id)[0]
        replay(kept.id, by=adam)
        latest = last_deliveries(acme.id)[0]
        with pytest.raises(NotAllowed):
            replay(kept.id, by=alice)
    assert latest.replay_of == kept.id
    assert latest.sentence == "Incident 1 knows this alert already."
    with tenant(mallory.organisation_id), pytest.raises(NotFound):
        replay(kept.id, by=mallory)


def test_what_was_refused_is_not_replayed(acme: OrganisationCard, hook: NewKey, adam: Member) -> None:
    post(hook.key, b"no json")
    with tenant(acme.id), pytest.raises(Refusal, match="nobody proved"):
        replay(last_deliveries(acme.id)[0].id, by=adam)


def test_what_was_kept_and_never_read_is_read_by_the_sweep(acme: OrganisationCard, hook: NewKey) -> None:
    body = json.loads(FIRING)
    body["alerts"] = [
        {"labels": {"alertname": f"A{number}", "service": "checkout"}, "status": "firing"}
        for number in range(25)
    ]
    post(hook.key, json.dumps(body).encode())
    assert states(acme) == [DeliveryState.RECEIVED]
    with time_machine.travel(now() + timedelta(minutes=5)):
        read_overdue()
    assert states(acme) == [DeliveryState.READ]
    (row,) = open_incidents(acme)
    assert row.alerts == 25
    with tenant(acme.id):
        assert unread(acme.id, older_than=timedelta(0)) == []
