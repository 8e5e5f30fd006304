"""A run page that is read while the run moves."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.hand import skip_step
from execution.queries import run_page
from execution.types import StepStatus
from tests.makers.execution import YELLOW, fresh, make_agent, make_run, press, step_at

STEPS = 40


@pytest.mark.django_db(transaction=True)
def test_a_page_shows_the_steps_as_they_were_at_the_revision_it_carries(
    acme: OrganisationCard, alice: Member
) -> None:
    with tenant(acme.id):
        make_agent(acme)
        run = make_run(alice, *[YELLOW] * STEPS)
        skipped = {fresh(run).revision: 0}

    def skip_all() -> None:
        try:
            for order in range(1, STEPS + 1):
                with tenant(acme.id):
                    skip_step(run.id, step_at(run, order).id, by=alice, press=press(run), reason="not now")
                    revision = fresh(run).revision
                skipped[revision] = order
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        skipping = other.submit(skip_all)
        seen = set()
        while not skipping.done():
            with tenant(acme.id):
                view = run_page(acme.id, run.id, alice)
            seen.add((view.revision, sum(one.status is StepStatus.SKIPPED for one in view.steps)))
        skipping.result()
    assert seen <= set(skipped.items())
