"""Red to yellow for one exact command on one agent, by two people and the agent's own file; never further."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member, Role
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from ddrun.lib.ids import secret_token, uuid7
from ddrun.lib.tenancy import tenant
from execution.actions.dispatch import run_step
from execution.actions.exceptions import ask_exception, end_exception, give_exception
from execution.models import Agent, CommandException, Run
from execution.policy.easing import Easing, Exact, ease
from execution.protocol.digest import exception_digest
from execution.queries import run_page
from execution.queries.cards import StepView
from execution.queries.exceptions import exceptions
from execution.queries.judging import INTERPRETER
from execution.types import Decision
from runbooks.actions.rules import add_rule
from runbooks.types import Effect, Matches, Risk
from tests.makers.execution import RED, YELLOW, last_attempt, make_agent, make_run, press, step_at
from tests.people import make_member

WHY = "the scratch folder is made anew every night"
DIGEST = exception_digest(RED, list(INTERPRETER))


def word(days: int = 30, digest: str = DIGEST) -> str:
    return f"{digest}:{(now() + timedelta(days=days)).date().isoformat()}"


@pytest.fixture
def agent(inside: OrganisationCard) -> Agent:
    return make_agent(inside, max_risk="yellow", eases=[word()])


def asked(by: Member, agent: Agent, command: str = RED, days: int = 30) -> CommandException:
    key = secret_token()
    made = ask_exception(agent.id, command, reason=WHY, days=days, by=by, idempotency_key=key)
    return CommandException.objects.get(id=made)


def give(row: CommandException, by: Member) -> None:
    give_exception(row.id, by=by, digest=row.digest, idempotency_key=secret_token())


def seen(run: Run, by: Member, order: int = 1) -> StepView:
    return run_page(run.organisation_id, run.id, by).steps[order - 1]


def test_two_people_and_the_agents_file_make_one_command_caution(
    agent: Agent, olga: Member, bob: Member, alice: Member
) -> None:
    row = asked(olga, agent)
    give(row, bob)
    run = make_run(alice, RED)
    shown = seen(run, alice)
    assert (shown.risk, shown.decision) == (Risk.YELLOW, Decision.ASK_DRIVER)
    assert not shown.by_itself
    (said,) = shown.policy
    assert said.startswith("Caution instead of Danger on demo-1 until ")
    assert "Olga asked, Bob agreed" in said
    assert WHY in said
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert last_attempt(run).risk == "yellow"
    kinds = ["exception.asked", "exception.given", "attempt.sent"]
    entries = [AuditEntry.objects.get(kind=kind) for kind in kinds]
    assert [one.facts["exception"] for one in entries] == [str(row.id)] * 3


def test_before_the_second_person_agreed_it_is_danger(agent: Agent, olga: Member, alice: Member) -> None:
    asked(olga, agent)
    shown = seen(make_run(alice, RED), alice)
    assert (shown.risk, shown.policy) == (Risk.RED, ())


def test_while_the_agents_own_file_does_not_say_so_it_is_danger_and_says_why(
    agent: Agent, olga: Member, bob: Member, alice: Member
) -> None:
    give(asked(olga, agent), bob)
    for listed in ([], [word(-1)], [word(digest="0" * 64)]):
        Agent.objects.update(eases=listed)
        shown = seen(make_run(alice, RED), alice)
        assert (shown.risk, shown.decision) == (Risk.RED, Decision.REFUSE)
        assert "the own file of demo-1 does not list exactly this command" in shown.policy[0]


@pytest.mark.parametrize("command", [RED + " ", RED + "/x", f"sudo {RED}", f"{RED} && true"])
def test_one_byte_more_is_another_command(
    agent: Agent, olga: Member, bob: Member, alice: Member, command: str
) -> None:
    give(asked(olga, agent), bob)
    assert seen(make_run(alice, command), alice).risk is Risk.RED


def test_another_agent_is_another_target(
    agent: Agent, olga: Member, bob: Member, alice: Member, inside: OrganisationCard
) -> None:
    give(asked(olga, agent), bob)
    agent.disabled_at = now()
    agent.save()
    make_agent(inside, "demo-2", eases=[word()])
    assert seen(make_run(alice, RED), alice).risk is Risk.RED


def test_it_ends_by_itself_and_by_whoever_may_end_it(
    agent: Agent, olga: Member, bob: Member, adam: Member, alice: Member
) -> None:
    Agent.objects.update(eases=[word(90)])
    give(asked(olga, agent, days=1), bob)
    run = make_run(alice, RED)
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        Agent.objects.update(last_seen=now())
        assert seen(run, alice).risk is Risk.YELLOW
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        Agent.objects.update(last_seen=now())
        assert seen(run, alice).risk is Risk.RED
        give(asked(olga, agent), bob)
        assert seen(run, alice).risk is Risk.YELLOW
    row = CommandException.objects.get(ended_at=None)
    end_exception(row.id, by=adam, why="no longer needed", idempotency_key=secret_token())
    Agent.objects.update(last_seen=now())
    assert seen(run, alice).risk is Risk.RED
    assert AuditEntry.objects.get(kind="exception.ended").facts["why"] == "no longer needed"


def test_who_asked_does_not_agree_and_neither_does_a_role_given_since(
    agent: Agent, acme: OrganisationCard, bob: Member
) -> None:
    both = make_member(acme, "Omar", Role.RUNBOOK_OWNER, Role.APPROVER)
    row = asked(both, agent)
    with pytest.raises(NotAllowed, match="someone else must agree"):
        give(row, both)
    late = make_member(acme, "Lara", Role.APPROVER)
    with pytest.raises(NotAllowed, match="given after it was asked for"):
        give(row, late)
    give(row, bob)
    with pytest.raises(NotAllowed, match="Bob agreed already"):
        give(row, bob)


def test_who_may_not_ask_agree_or_end_does_not(
    agent: Agent, olga: Member, alice: Member, bob: Member, adam: Member, audrey: Member
) -> None:
    for member in (alice, bob, adam, audrey):
        with pytest.raises(NotAllowed):
            asked(member, agent)
    row = asked(olga, agent)
    for member in (alice, olga, adam):
        with pytest.raises(NotAllowed):
            give(row, member)
    for member in (alice, audrey):
        with pytest.raises(NotAllowed):
            end_exception(row.id, by=member, why="x", idempotency_key=secret_token())


@pytest.mark.parametrize(
    ("command", "days", "why"),
    [
        (YELLOW, 30, "only Danger can be eased"),
        ("df -h", 30, "only Danger can be eased"),
        ("rm -rf /srv/<folder>", 30, "every value written out"),
        (" ", 30, "is none"),
        (RED, 91, "from 1 to 90 days"),
        (RED, 0, "from 1 to 90 days"),
    ],
)
def test_what_cannot_be_eased_is_not_asked_for(
    agent: Agent, olga: Member, command: str, days: int, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        asked(olga, agent, command, days)
    assert not CommandException.objects.exists()


def test_no_exception_lowers_what_a_rule_says(agent: Agent, olga: Member, bob: Member, alice: Member) -> None:
    give(asked(olga, agent), bob)
    for effect, decision in ((Effect.DANGER, Decision.REFUSE), (Effect.FORBID, Decision.REFUSE)):
        add_rule(
            "rm -rf",
            effect=effect,
            matches=Matches.COMMAND,
            reason="never again",
            by=olga,
            idempotency_key=secret_token(),
        )
        shown = seen(make_run(alice, RED), alice)
        assert (shown.risk, shown.decision) == (Risk.RED, decision)
    with pytest.raises(Refusal, match="No exception lowers what a rule says"):
        asked(olga, agent, "rm -rf /srv/queue/other")


def test_a_press_that_comes_twice_does_it_once_and_two_for_the_same_do_not_stand(
    agent: Agent, olga: Member, bob: Member
) -> None:
    first = ask_exception(agent.id, RED, reason=WHY, days=3, by=olga, idempotency_key="a")
    assert ask_exception(agent.id, RED, reason=WHY, days=3, by=olga, idempotency_key="a") == first
    with pytest.raises(Conflict, match="already"):
        asked(olga, agent)
    row = CommandException.objects.get()
    for _ in range(2):
        give_exception(row.id, by=bob, digest=row.digest, idempotency_key="b")
    assert AuditEntry.objects.filter(kind="exception.given").count() == 1
    with pytest.raises(Conflict, match="another command"):
        other = asked(olga, agent, "rm -rf /srv/queue/other")
        give_exception(other.id, by=bob, digest=row.digest, idempotency_key="c")


def test_the_exceptions_of_one_organisation_are_nothing_to_another(
    acme: OrganisationCard, olga: Member, mallory: Member
) -> None:
    with tenant(acme.id):
        agent = make_agent(acme)
        row = asked(olga, agent)
    with tenant(mallory.organisation_id):
        assert exceptions(mallory.organisation_id, mallory) == []
        with pytest.raises(NotFound):
            asked(mallory, agent)
        with pytest.raises(NotFound):
            give(row, mallory)
        with pytest.raises(NotFound):
            end_exception(row.id, by=mallory, why="mine", idempotency_key=secret_token())


AGENT = uuid7()
EASINGS = st.lists(
    st.builds(
        Easing,
        id=st.just(AGENT),
        agent_id=st.sampled_from([AGENT, uuid7()]),
        agent=st.just("demo-1"),
        digest=st.sampled_from(["a", "b"]),
        reason=st.just(WHY),
        asked_by=st.just("Olga"),
        given_by=st.just("Bob"),
        expires_at=st.sampled_from([now() - timedelta(days=1), now() + timedelta(days=1)]),
    ),
    max_size=5,
)


@given(
    st.sampled_from(list(Risk)),
    EASINGS,
    st.lists(st.sampled_from([word(9, "a"), word(9, "b"), word(-9, "a")])),
)
def test_nothing_is_ever_made_green_and_only_red_is_made_less(
    risk: Risk, easings: list[Easing], listed: list[str]
) -> None:
    left = ease(risk, easings, listed, on=Exact("a", AGENT, now())).risk
    assert left is risk or (risk, left) == (Risk.RED, Risk.YELLOW)
    if left is not risk:
        assert word(9, "a") in listed
        assert any((one.agent_id, one.digest) == (AGENT, "a") and one.expires_at > now() for one in easings)
