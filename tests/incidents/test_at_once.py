"""Alerts that arrive in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.tenancy import tenant
from incidents.queries import incidents
from incidents.types import AlertIn, Received
from tests.makers.incidents import an_alert, arrives


def _arrives_alone(organisation_id: UUID, alert: AlertIn) -> Received:
    try:
        return arrives(organisation_id, alert)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_symptoms_of_one_trouble_in_one_instant_open_one_incident(acme: OrganisationCard) -> None:
    alerts = [an_alert(f"Symptom{number % 8}", service="checkout") for number in range(24)]
    with ThreadPoolExecutor(6) as people:
        told = list(people.map(lambda alert: _arrives_alone(acme.id, alert), alerts))
    assert sum(one.opened for one in told) == 1
    with tenant(acme.id):
        (row,) = incidents(acme.id)
    assert row.alerts == 8


@pytest.mark.django_db(transaction=True)
def test_many_troubles_in_one_instant_get_a_number_each(acme: OrganisationCard) -> None:
    alerts = [an_alert(f"Trouble{number}", service=f"s{number}") for number in range(12)]
    with ThreadPoolExecutor(6) as people:
        list(people.map(lambda alert: _arrives_alone(acme.id, alert), alerts))
    with tenant(acme.id):
        assert sorted(row.number for row in incidents(acme.id)) == list(range(1, 13))
