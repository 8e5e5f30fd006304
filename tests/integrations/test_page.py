"""The page on which hooks are made and looked after."""

import json
import re
from uuid import uuid4

import pytest
from django.test import Client

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from integrations.queries import connections, last_deliveries
from tests.integrations import payloads
from tests.people import client_of


def test_a_new_hook_shows_its_key_once_and_the_key_works(acme: OrganisationCard, adam: Member) -> None:
    client = client_of(adam)
    page = client.post("/integrations/new", {"vendor": "alertmanager", "name": "production"}).content.decode()
    found = re.search(r"/hooks/alertmanager/(acme\.[\w-]+)", page)
    assert found
    assert "curl -sS -X POST" in page
    response = Client().post(
        f"/hooks/alertmanager/{found[1]}",
        payloads.raw("alertmanager/alerta_v4.json"),
        content_type="application/json",
    )
    assert response.status_code == 202
    later = client.get("/integrations/").content.decode()
    assert found[1] not in later
    assert "Opened incident 1." in later


def test_the_curl_line_of_a_new_hook_is_a_real_alert(adam: Member) -> None:
    page = client_of(adam).post("/integrations/new", {"vendor": "alertmanager", "name": "x"}).content.decode()
    sent = re.search(r"-d &#x27;(.*?)&#x27; http", page)
    assert sent
    assert json.loads(sent[1].replace("&quot;", '"').replace("&#x27;", "'"))["alerts"]


def test_a_delivery_is_shown_as_text_and_replayed_with_a_click(acme: OrganisationCard, adam: Member) -> None:
    client = client_of(adam)
    page = client.post("/integrations/new", {"vendor": "alertmanager", "name": "x"}).content.decode()
    key = re.search(r"/hooks/alertmanager/(acme\.[\w-]+)", page)
    assert key
    hostile = {"alerts": [{"labels": {"alertname": "<script>alert(1)</script>"}, "status": "firing"}]}
    Client().post(f"/hooks/alertmanager/{key[1]}", json.dumps(hostile), content_type="application/json")
    with tenant(acme.id):
        kept = last_deliveries(acme.id)[0]
    shown = client.get(f"/integrations/deliveries/{kept.id}/").content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert client.post(f"/integrations/deliveries/{kept.id}/again").status_code == 302
    with tenant(acme.id):
        assert len(last_deliveries(acme.id)) == 2


def test_a_signing_secret_is_pasted_and_never_shown(acme: OrganisationCard, adam: Member) -> None:
    client = client_of(adam)
    client.post("/integrations/new", {"vendor": "pagerduty", "name": "main"})
    assert "no signing secret yet" in client.get("/integrations/").content.decode()
    with tenant(acme.id):
        (row,) = connections(acme.id)
    client.post(f"/integrations/{row.id}/secret", {"secret": "very secret"})
    page = client.get("/integrations/").content.decode()
    assert "no signing secret yet" not in page
    assert "very secret" not in page


def test_a_responder_sees_hooks_and_changes_none(acme: OrganisationCard, adam: Member, alice: Member) -> None:
    client_of(adam).post("/integrations/new", {"vendor": "alertmanager", "name": "production"})
    client = client_of(alice)
    page = client.get("/integrations/").content.decode()
    assert "production" in page
    assert "Change the key" not in page
    with tenant(acme.id):
        (row,) = connections(acme.id)
    for address in ("/integrations/new", f"/integrations/{row.id}/key", f"/integrations/{row.id}/secret"):
        assert client.post(address, {"vendor": "alertmanager", "name": "y", "secret": "s"}).status_code == 403


@pytest.mark.parametrize("address", ["{}/key", "{}/secret", "deliveries/{}/again"])
def test_another_organisations_hook_is_not_found(
    acme: OrganisationCard, adam: Member, mallory: Member, address: str
) -> None:
    client_of(adam).post("/integrations/new", {"vendor": "pagerduty", "name": "production"})
    with tenant(acme.id):
        (row,) = connections(acme.id)
    for known in (row.id, uuid4()):
        response = client_of(mallory).post(f"/integrations/{address.format(known)}", {"secret": "s"})
        assert response.status_code == 404


def test_two_hooks_of_a_sender_have_two_names(adam: Member) -> None:
    client = client_of(adam)
    client.post("/integrations/new", {"vendor": "alertmanager", "name": "production"})
    again = client.post("/integrations/new", {"vendor": "alertmanager", "name": "production"})
    assert again.status_code == 409
    assert "of that name already" in again.content.decode()
