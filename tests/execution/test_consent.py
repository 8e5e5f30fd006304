"""Danger takes another person: every clause of the law, and what voids a consent."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member, Role
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, Refusal
from ddrun.lib.ids import secret_token
from execution.actions.approve import (
    ask_approval,
    expire_approvals,
    give_approval,
    refuse_approval,
    withdraw_approval,
)
from execution.actions.dispatch import run_step
from execution.actions.drive import choose_agent, fill_variable, take_over
from execution.actions.edit import accept_command, add_step, edit_command
from execution.actions.hand import retry_step
from execution.models import Approval, Attempt
from execution.queries import waiting_approvals
from tests.makers.execution import (
    GREEN,
    RED,
    YELLOW,
    last_attempt,
    make_agent,
    make_run,
    open_approval,
    press,
    says_ended,
    says_started,
    statuses,
    step,
    step_at,
)
from tests.people import acting_for, make_member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def agent(inside: OrganisationCard) -> Any:
    return make_agent(inside)


@pytest.fixture
def carol(acme: OrganisationCard) -> Any:
    return make_member(acme, "Carol", Role.APPROVER)


@pytest.fixture
def run(agent: Any, alice: Member, bob: Member, carol: Any) -> Any:
    """A run of Alice's that stands before a dangerous step."""
    return make_run(alice, RED)


def ask(run: Any, by: Member) -> Any:
    return ask_approval(run.id, step_at(run, 1).id, by=by, press=press(run))


def give(run: Any, by: Member) -> None:
    approval = open_approval(run)
    give_approval(approval.id, by=by, digest=approval.digest, idempotency_key=secret_token())


def start(run: Any, by: Member, typed: Any = "demo-1") -> None:
    run_step(run.id, step_at(run, 1).id, by=by, press=press(run), typed_target=typed)


def test_danger_runs_after_somebody_else_approved_and_the_target_was_typed(
    run: Any, alice: Member, bob: Member
) -> None:
    with pytest.raises(Conflict, match="waits for an approval"):
        start(run, alice)
    ask(run, alice)
    assert statuses(run) == ["waiting"]
    give(run, bob)
    assert statuses(run) == ["ready"]
    with pytest.raises(Refusal, match="Type the target's name, demo-1"):
        start(run, alice, typed="demo")
    start(run, alice, typed=" demo-1 ")
    approval = Approval.objects.get()
    assert approval.status == "used"
    assert last_attempt(run).id == approval.attempt_id
    assert last_attempt(run).digest == approval.digest
    kinds = list(AuditEntry.objects.filter(kind__startswith="approval").values_list("kind", flat=True))
    assert sorted(kinds) == ["approval.asked", "approval.given"]


def test_nobody_approves_without_the_role(run: Any, alice: Member, olga: Member) -> None:
    ask(run, alice)
    with pytest.raises(NotAllowed, match="role approver"):
        give(run, olga)


def test_nobody_approves_what_they_started_or_drive(agent: Any, bob: Member, alice: Member) -> None:
    run = make_run(bob, RED)
    ask(run, bob)
    with pytest.raises(NotAllowed, match="You drive or drove this run"):
        give(run, bob)
    assert statuses(run) == ["waiting"]


def test_nobody_approves_in_a_run_they_drove_before(agent: Any, bob: Member, alice: Member) -> None:
    run = make_run(bob, RED)
    take_over(run.id, by=alice, press=press(run))
    ask(run, alice)
    with pytest.raises(NotAllowed, match="someone else must approve"):
        give(run, bob)


def test_whoever_takes_over_can_no_longer_approve(run: Any, alice: Member, bob: Member, carol: Any) -> None:
    ask(run, alice)
    take_over(run.id, by=bob, press=press(run))
    with pytest.raises(NotAllowed, match="You drive"):
        give(run, bob)
    give(run, carol)


def test_nobody_approves_what_they_edited_or_added(run: Any, alice: Member, bob: Member, carol: Any) -> None:
    take_over(run.id, by=bob, press=press(run))
    added = add_step(run.id, by=bob, press=press(run), command=RED)
    take_over(run.id, by=alice, press=press(run))
    assert added is not None
    ask_approval(run.id, added, by=alice, press=press(run))
    with pytest.raises(NotAllowed, match="someone else must approve"):
        give(run, bob)
    give(run, carol)


def test_nobody_approves_a_value_they_filled_in(agent: Any, alice: Member, bob: Member, carol: Any) -> None:
    run = make_run(alice, "rm -rf /srv/<dir>")
    take_over(run.id, by=bob, press=press(run))
    fill_variable(run.id, by=bob, press=press(run), name="dir", value="x")
    take_over(run.id, by=alice, press=press(run))
    ask(run, alice)
    with pytest.raises(NotAllowed):
        give(run, bob)
    give(run, carol)


def test_a_role_given_during_the_run_does_not_count(
    agent: Any, acme: OrganisationCard, alice: Member
) -> None:
    run = make_run(alice, RED)
    ask(run, alice)
    late = make_member(acme, "Late", Role.APPROVER)
    with pytest.raises(NotAllowed, match="given during this run"):
        give(run, late)


def test_a_consent_is_for_the_command_that_was_seen(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    with pytest.raises(Conflict, match="another command"):
        give_approval(open_approval(run).id, by=bob, digest="0" * 64, idempotency_key=secret_token())


def test_editing_the_command_voids_the_consent(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    give(run, bob)
    edit_command(run.id, step_at(run, 1).id, by=alice, press=press(run), command=RED + "2")
    assert Approval.objects.get().status == "void"
    with pytest.raises(Conflict, match="waits for an approval"):
        start(run, alice)
    assert AuditEntry.objects.filter(kind="approval.void").exists()


def test_editing_while_the_request_waits_makes_the_step_ready_again(run: Any, alice: Member) -> None:
    ask(run, alice)
    edit_command(run.id, step_at(run, 1).id, by=alice, press=press(run), command=RED + "2")
    assert statuses(run) == ["ready"]


def test_changing_a_value_voids_the_consent(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, "rm -rf /srv/<dir>", variables={"dir": "a", "other": "b"})
    ask(run, alice)
    fill_variable(run.id, by=alice, press=press(run), name="other", value="c")
    assert open_approval(run).status == "asked"
    fill_variable(run.id, by=alice, press=press(run), name="dir", value="b")
    assert Approval.objects.get().status == "void"


def test_choosing_another_agent_voids_the_consent(
    inside: OrganisationCard, run: Any, alice: Member, bob: Member
) -> None:
    other = make_agent(inside, "demo-2")
    choose_agent(run.id, by=alice, press=press(run), agent_id=last_agent(inside, "demo-1"))
    ask(run, alice)
    choose_agent(run.id, by=alice, press=press(run), agent_id=other.id)
    assert Approval.objects.get().status == "void"


def last_agent(organisation: Any, name: Any) -> Any:
    from execution.models import Agent

    return Agent.objects.get(organisation_id=organisation.id, name=name).id


def test_a_consent_is_used_once_and_a_retry_asks_again(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    give(run, bob)
    start(run, alice)
    says_started(last_attempt(run))
    says_ended(last_attempt(run), 1)
    retry_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    with pytest.raises(Conflict, match="waits for an approval"):
        start(run, alice)
    assert Attempt.objects.count() == 1


def test_a_request_expires_after_a_quarter_of_an_hour(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        with pytest.raises(Conflict, match="expired"):
            give(run, bob)
        assert expire_approvals(run.organisation_id) == 1
        assert expire_approvals(run.organisation_id) == 0
    assert statuses(run) == ["ready"]


def test_a_consent_that_was_not_used_in_time_is_none(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    give(run, bob)
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        run.agents = None
        from execution.models import Agent

        Agent.objects.update(last_seen=now())
        with pytest.raises(Conflict, match="waits for an approval"):
            start(run, alice)


def test_a_refusal_says_why_and_the_driver_may_ask_again(run: Any, alice: Member, bob: Member) -> None:
    ask(run, alice)
    with pytest.raises(Refusal, match="Say why"):
        refuse_approval(open_approval(run).id, by=bob, reason="", idempotency_key=secret_token())
    refuse_approval(open_approval(run).id, by=bob, reason="backup first", idempotency_key=secret_token())
    assert statuses(run) == ["ready"]
    ask(run, alice)
    assert Approval.objects.filter(status="asked").count() == 1


def test_an_answered_request_is_not_answered_twice(run: Any, alice: Member, bob: Member, carol: Any) -> None:
    ask(run, alice)
    seen = open_approval(run)
    give(run, bob)
    with pytest.raises(Conflict, match="nothing to answer"):
        refuse_approval(seen.id, by=carol, reason="no", idempotency_key=secret_token())


def test_the_driver_withdraws_a_request(run: Any, alice: Member) -> None:
    ask(run, alice)
    withdraw_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert statuses(run) == ["ready"]


def test_consent_may_be_asked_one_step_ahead(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, GREEN, RED)
    ask_approval(run.id, step_at(run, 2).id, by=alice, press=press(run))
    give(run, bob)
    assert statuses(run) == ["sent", "ready"]


def test_caution_needs_no_second_person(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    with pytest.raises(Refusal, match="cannot be asked for"):
        ask(run, alice)


def test_accepting_a_drafted_command_counts_as_a_hand_in_it(
    agent: Any, alice: Member, bob: Member, carol: Any
) -> None:
    run = make_run(alice, step(RED, drafted=True))
    take_over(run.id, by=bob, press=press(run))
    accept_command(run.id, step_at(run, 1).id, by=bob, press=press(run))
    take_over(run.id, by=alice, press=press(run))
    ask(run, alice)
    with pytest.raises(NotAllowed):
        give(run, bob)


def test_the_inbox_shows_what_waits_and_whether_you_may(
    run: Any, alice: Member, bob: Member, mallory: Member
) -> None:
    ask(run, alice)
    (seen,) = waiting_approvals(run.organisation_id, bob)
    assert seen.command == RED and seen.target == "demo-1" and seen.approve.allowed
    (own,) = waiting_approvals(run.organisation_id, alice)
    assert not own.approve.allowed and own.approve.why_not
    with acting_for(mallory):
        assert waiting_approvals(mallory.organisation_id, mallory) == []
