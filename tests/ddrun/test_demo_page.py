"""The demo's page, in front of the demo's own service while it is broken."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ddrun.accounts.models import Organisation
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.up.demo.orders import Place, Scratch
from ddrun.up.demo.service import Handler, Service
from incidents.types import AlertState
from tests.makers.incidents import an_alert, arrives, make_incident
from tests.people import client_of

STALLED = an_alert("OrdersWorkerStalled", service="orders")


@pytest.fixture
def broken(acme: OrganisationCard, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Acme is the demo, and its service has had no worker since long ago."""

    class Broken(Handler):
        service = Service(Place(tmp_path / "orders"), began=0.0)

    place = Broken.service.place
    place.make()
    place.write_scratch(Scratch(offset=0, moment=0.0))
    Organisation.objects.filter(id=acme.id).update(demo=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever).start()
        settings.DDRUN_DEMO_SERVICE = f"http://127.0.0.1:{server.server_port}"
        yield
        server.shutdown()


def _leads_to(member: Member) -> str:
    page = client_of(member).get("/demo/").content.decode()
    return page.split('">See the incident</a>')[0].rsplit('href="', 1)[1]


def test_see_the_incident_leads_to_the_open_one(broken: None, acme: OrganisationCard, alice: Member) -> None:
    make_incident(acme.id, an_alert("OrdersLate", service="checkout"))
    found = make_incident(acme.id, STALLED)
    assert _leads_to(alice) == f"/incidents/{found.number}/"


def test_before_the_alert_arrives_it_leads_to_the_list(
    broken: None, acme: OrganisationCard, alice: Member
) -> None:
    assert _leads_to(alice) == "/incidents/"
    make_incident(acme.id, an_alert("OrdersLate", service="checkout"))
    assert _leads_to(alice) == "/incidents/"


def test_an_incident_that_is_over_is_not_led_to(broken: None, acme: OrganisationCard, alice: Member) -> None:
    make_incident(acme.id, STALLED)
    arrives(acme.id, an_alert("OrdersWorkerStalled", service="orders", state=AlertState.RESOLVED))
    assert _leads_to(alice) == "/incidents/"
