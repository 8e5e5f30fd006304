"""The right place: labels that agree, one agent that fits, or a person who chooses."""

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from execution.actions.dispatch import run_step
from execution.actions.drive import choose_agent
from tests.makers.execution import GREEN, YELLOW, last_attempt, make_agent, make_run, press, step_at

pytestmark = pytest.mark.usefixtures("inside")


def test_when_several_agents_fit_a_person_chooses(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside, "one")
    two = make_agent(inside, "two")
    run = make_run(alice, GREEN)
    with pytest.raises(Refusal, match="Several agents fit: one, two"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    choose_agent(run.id, by=alice, press=press(run), agent_id=two.id)
    assert last_attempt(run).target == "two"


def test_an_agent_whose_labels_differ_from_the_alerts_is_never_taken(
    inside: OrganisationCard, alice: Member
) -> None:
    make_agent(inside, "eu", labels={"region": "eu"})
    run = make_run(alice, GREEN, labels={"region": "us"})
    with pytest.raises(Refusal, match="No agent's labels agree"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


def test_the_agent_whose_labels_agree_is_taken(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside, "eu", labels={"region": "eu"})
    make_agent(inside, "us", labels={"region": "us"})
    assert last_attempt(make_run(alice, GREEN, labels={"region": "us"})).target == "us"


def test_an_agent_that_is_away_gets_nothing(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside, connection="")
    run = make_run(alice, GREEN)
    with pytest.raises(Refusal, match="not connected"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


def test_a_step_beyond_the_agents_own_limit_is_refused(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside, max_risk="green")
    run = make_run(alice, YELLOW)
    with pytest.raises(Refusal, match="accepts at most Safe"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
