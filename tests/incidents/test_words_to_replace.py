"""Where a text says "replace `my-app`", the alert fills it in or the run asks; nobody sends `my-app`."""

from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.models import Attempt, StepRun
from incidents.actions.match import match_incident
from incidents.actions.respond import work_with_runbook
from tests.makers.execution import make_agent
from tests.makers.incidents import an_alert, make_incident, seen
from tests.makers.runbooks import make_runbook

pytestmark = pytest.mark.django_db
TEXT = (
    "# HighLatency of checkout\n\n1. Look, where `my-app` is the name of your deployment:\n\n"
    "   ```sh\n   kubectl logs 'my-app' \\\n     --tail=100\n   ```\n"
)


@pytest.mark.parametrize(
    ("labels", "sent"),
    [
        ({"app": "checkout"}, ["kubectl logs 'checkout' \\\n     --tail=100"]),
        ({"app": "a'b"}, ["kubectl logs 'a'\\''b' \\\n     --tail=100"]),
        ({}, []),
    ],
)
def test_what_a_run_sends_is_what_the_alert_says_or_nothing(
    acme: OrganisationCard, olga: Member, alice: Member, labels: Any, sent: Any
) -> None:
    with tenant(acme.id):
        make_runbook(olga, TEXT)
        make_agent(acme, "cluster-1", labels={"zone": "eu"})
    found = make_incident(acme.id, an_alert(service="", labels={"zone": "eu"} | labels))
    with tenant(acme.id):
        match_incident(acme.id, found.id)
        view = seen(acme.id, found.id)
        assert view.missing == (() if sent else ("app",))
        started = work_with_runbook(found.id, by=alice, idempotency_key="one")
        commands = Attempt.objects.filter(run_id=started.run_id).values_list("command", flat=True)
        steps = StepRun.objects.filter(run_id=started.run_id, command__contains="my-app")
        assert [step.stand_ins for step in steps] == [[[14, 20, "app"]]]
        assert [" ".join(one.split()) for one in commands] == [" ".join(one.split()) for one in sent]
