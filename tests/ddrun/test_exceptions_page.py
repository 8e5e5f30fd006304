"""Exceptions as people ask for them, agree to them and end them."""

from collections.abc import Callable

import pytest
from django.test import Client

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.models import Agent, CommandException
from tests.makers.execution import RED, YELLOW, make_agent, make_run

SignedIn = Callable[[Member], Client]
PAGE = "/exceptions/"


@pytest.fixture
def agent(acme: OrganisationCard) -> Agent:
    with tenant(acme.id):
        return make_agent(acme)


def form(agent: Agent, **changes: str) -> dict[str, str]:
    given = {"agent": str(agent.id), "command": RED, "reason": "made anew", "days": "30", "key": "once"}
    return given | changes


def test_an_owner_asks_an_approver_agrees_and_the_page_says_what_the_agent_lacks(
    agent: Agent, acme: OrganisationCard, olga: Member, bob: Member, vera: Member, signed_in: SignedIn
) -> None:
    for _ in range(2):
        assert signed_in(olga).post(PAGE, form(agent)).status_code == 302
    with tenant(acme.id):
        row = CommandException.objects.get()
    own = signed_in(olga).get(PAGE).content.decode()
    assert "You asked for it; someone else must agree." in own
    assert "Agree to this command" not in own
    assert "Agree to this command" in signed_in(bob).get(PAGE).content.decode()
    answer = signed_in(bob).post(f"{PAGE}{row.id}/give/", {"digest": row.digest, "key": "agree"})
    assert answer.status_code == 302
    page = signed_in(vera).get(PAGE).content.decode()
    assert "Danger until the agent’s file says so too" in page
    assert "[[exceptions]]\ncommand = &quot;rm -rf /srv/queue/scratch&quot;" in page
    with tenant(acme.id):
        Agent.objects.update(eases=[f"{row.digest}:2999-01-01"])
    assert "Caution instead of Danger" in signed_in(vera).get(PAGE).content.decode()


def test_what_cannot_be_asked_for_comes_back_with_the_reason_and_what_was_typed(
    agent: Agent, olga: Member, alice: Member, signed_in: SignedIn
) -> None:
    answer = signed_in(olga).post(PAGE, form(agent, command=YELLOW))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "only Danger can be eased" in page
    assert f"{YELLOW}</textarea>" in page
    assert signed_in(olga).post(PAGE, form(agent) | {"agent": "nobody"}).status_code == 400
    assert signed_in(olga).post(PAGE, form(agent, days="-1")).status_code == 400
    assert signed_in(alice).post(PAGE, form(agent)).status_code == 403
    assert "Ask for this exception" not in signed_in(alice).get(PAGE).content.decode()


def test_one_that_was_ended_is_kept_with_who_and_why(
    agent: Agent, acme: OrganisationCard, olga: Member, adam: Member, signed_in: SignedIn
) -> None:
    signed_in(olga).post(PAGE, form(agent))
    with tenant(acme.id):
        row = CommandException.objects.get()
    answer = signed_in(adam).post(f"{PAGE}{row.id}/end/", {"reason": "not needed", "key": "end"})
    assert answer.status_code == 302
    page = signed_in(adam).get(PAGE).content.decode()
    assert "Adam ended it" in page
    assert "not needed" in page


def test_the_step_shows_a_rule_that_forbids_it_and_asks_nobody_to_approve(
    agent: Agent, acme: OrganisationCard, olga: Member, alice: Member, signed_in: SignedIn
) -> None:
    rule = {
        "written": "rm -rf",
        "effect": "forbid",
        "against": "command",
        "reason": "use the broom",
        "key": "r",
    }
    signed_in(olga).post("/runbooks/rules", rule)
    with tenant(acme.id):
        run = make_run(alice, RED)
    page = signed_in(alice).get(f"/runs/{run.id}/").content.decode()
    assert "Forbidden by your organisation: use the broom (rule by Olga, " in page
    assert "Danger: forbidden here" in page
    assert "Another person must approve" not in page
    assert "Done by hand" in page
