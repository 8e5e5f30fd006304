"""A page that counts its news before it reads the rest can be told too often, never too little."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.types import Actor
from ddrun.accounts.types import OrganisationCard
from incidents.actions.receive import receive
from incidents.queries import incident
from incidents.types import AlertIn, AlertState, Severity


def test_what_the_page_says_is_never_older_than_the_news_it_has_counted(inside: OrganisationCard) -> None:
    alert = AlertIn("QueueStuck", Severity.CRITICAL, AlertState.FIRING, "f1", service="queue")
    opened = receive(alert, organisation_id=inside.id, actor=Actor("system", "hook", "hook"))
    assert opened.incident_id is not None
    with CaptureQueriesContext(connection) as queries:
        incident(inside.id, opened.incident_id)
    asked = [query["sql"] for query in queries]
    counted = next(n for n, sql in enumerate(asked) if 'FROM "incidents_timelineentry"' in sql)
    read = max(n for n, sql in enumerate(asked) if 'FROM "incidents_incident" ' in sql)
    assert counted < read
