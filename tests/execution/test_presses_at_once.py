"""Buttons that are pressed in the same instant, on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import secret_token
from ddrun.lib.tenancy import tenant
from execution.actions.dispatch import run_step
from execution.actions.drive import take_over
from execution.actions.hand import skip_step
from execution.actions.turn import Press
from execution.models import Attempt, Run
from tests.makers.execution import YELLOW, fresh, make_agent, make_run, statuses, step_at

TIMES = 4
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("_time", range(TIMES)),
]


@pytest.fixture
def run(acme: OrganisationCard, alice: Member) -> Run:
    with tenant(acme.id):
        make_agent(acme)
        return make_run(alice, YELLOW)


@pytest.fixture
def step(acme: OrganisationCard, run: Run) -> UUID:
    with tenant(acme.id):
        return step_at(run, 1).id


def _press(run: Run) -> Press:
    """A press of its own on the page as it was when the run began."""
    return Press(secret_token(), run.revision)


def _at_once(organisation: OrganisationCard, *acts: Callable[[], object]) -> list[str]:
    """Does everything in one instant; for each what it was told, empty where it was done."""
    start = Barrier(len(acts))

    def told(do: Callable[[], object]) -> str:
        try:
            start.wait()
            with tenant(organisation.id):
                do()
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(told, acts))


def test_of_several_presses_of_run_one_starts_an_attempt_and_the_others_are_told(
    acme: OrganisationCard, alice: Member, run: Run, step: UUID, _time: int
) -> None:
    told = _at_once(acme, *(partial(run_step, run.id, step, by=alice, press=_press(run)) for _ in range(3)))
    assert sorted(map(bool, told)) == [False, True, True]
    assert all("moved on" in sentence for sentence in told if sentence)
    with tenant(acme.id):
        assert Attempt.objects.filter(run=run).count() == 1


def test_one_press_that_arrives_three_times_is_done_once_and_nobody_is_scolded(
    acme: OrganisationCard, alice: Member, run: Run, step: UUID, _time: int
) -> None:
    once = partial(run_step, run.id, step, by=alice, press=_press(run))
    assert _at_once(acme, once, once, once) == ["", "", ""]
    with tenant(acme.id):
        assert Attempt.objects.filter(run=run).count() == 1


def test_of_run_and_skip_in_one_instant_one_is_done(
    acme: OrganisationCard, alice: Member, run: Run, step: UUID, _time: int
) -> None:
    ran, skipped = _at_once(
        acme,
        partial(run_step, run.id, step, by=alice, press=_press(run)),
        partial(skip_step, run.id, step, by=alice, press=_press(run), reason="not now"),
    )
    assert bool(ran) != bool(skipped)
    with tenant(acme.id):
        assert statuses(run) == (["skipped"] if ran else ["sent"])
        assert Attempt.objects.filter(run=run).count() == (0 if ran else 1)


def test_of_two_who_take_over_in_one_instant_one_drives(
    acme: OrganisationCard, bob: Member, adam: Member, run: Run, _time: int
) -> None:
    told = _at_once(acme, *(partial(take_over, run.id, by=who, press=_press(run)) for who in (bob, adam)))
    assert sorted(map(bool, told)) == [False, True]
    with tenant(acme.id):
        assert fresh(run).driver == (adam if told[0] else bob).id
