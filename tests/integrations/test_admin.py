"""Incidents, hooks and deliveries in the admin: one organisation's, to read, without keys."""

from uuid import UUID

import pytest
from django.test import Client

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from incidents.models import Alert, Incident, Service
from integrations.keys import connect, keep_signing_secret
from integrations.models import Connection, Delivery
from tests.integrations import payloads
from tests.people import client_of

TABLES = [
    "incidents/incident",
    "incidents/alert",
    "incidents/service",
    "incidents/confirmation",
    "integrations/connection",
    "integrations/delivery",
]


@pytest.fixture
def rows(acme: OrganisationCard, adam: Member) -> dict[str, UUID]:
    """One row of most tables."""
    with tenant(acme.id):
        key = connect("alertmanager", "production cluster", by=adam).key
        signed = connect("pagerduty", "signed", by=adam)
        keep_signing_secret(signed.connection_id, "very secret", by=adam)
    body = payloads.raw("alertmanager/alerta_v3.json")
    Client().post(f"/hooks/alertmanager/{key}", body, content_type="application/json")
    with tenant(acme.id):
        return {
            "incidents/incident": Incident.objects.get().id,
            "incidents/alert": Alert.objects.get().id,
            "incidents/service": Service.objects.get().id,
            "integrations/connection": Connection.objects.get(name="signed").id,
            "integrations/delivery": Delivery.objects.get().id,
        }


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_row_is_read_and_never_written(
    rows: dict[str, UUID], adam: Member, mallory: Member, table: str
) -> None:
    browser = client_of(adam)
    assert browser.get(f"/admin/{table}/").status_code == 200
    assert browser.get(f"/admin/{table}/add/").status_code == 403
    if table in rows:
        page = browser.get(f"/admin/{table}/{rows[table]}/change/")
        assert page.status_code == 200
        assert client_of(mallory).get(f"/admin/{table}/{rows[table]}/change/").status_code in (302, 404)


def test_no_key_and_no_secret_stands_in_the_admin(
    rows: dict[str, UUID], acme: OrganisationCard, adam: Member
) -> None:
    with tenant(acme.id):
        hook = Connection.objects.get(id=rows["integrations/connection"])
    address = f"/admin/integrations/connection/{hook.id}/change/"
    page = client_of(adam).get(address).content.decode()
    assert hook.key_hash not in page
    assert hook.sealed_secret not in page


def test_another_organisation_sees_none_of_it(rows: dict[str, UUID], mallory: Member) -> None:
    browser = client_of(mallory)
    for table in TABLES:
        page = browser.get(f"/admin/{table}/").content.decode()
        assert "failedConnect" not in page
        assert "production cluster" not in page
