"""Brakes anyone may pull, and the one question at the end."""

from typing import Any

import pytest

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, Refusal
from ddrun.lib.ids import secret_token
from execution.actions.dispatch import run_step
from execution.actions.finish import abandon_run, finish_run
from execution.actions.hand import do_by_hand, skip_step
from execution.actions.hold import go_on, hold_everything, hold_run, lift_hold
from execution.actions.stop import stop_step
from execution.actions.turn import Press
from execution.models import Attempt
from execution.queries import hold, live_runs, run_page
from runbooks.models import Outcome
from tests.makers.execution import (
    GREEN,
    YELLOW,
    fresh,
    last_attempt,
    make_agent,
    make_run,
    press,
    runs_through,
    says_ended,
    says_started,
    statuses,
    step_at,
)

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def agent(inside: OrganisationCard) -> Any:
    return make_agent(inside)


def test_anyone_holds_a_run_and_nothing_more_starts(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, GREEN, "uptime")
    hold_run(run.id, by=bob, press=Press(secret_token(), None), reason="looking")
    says_started(last_attempt(run))
    says_ended(last_attempt(run))
    assert statuses(run) == ["done", "ready"]
    with pytest.raises(Refusal, match="held"):
        run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))
    go_on(run.id, by=alice, press=press(run))
    assert statuses(run) == ["done", "sent"]


def test_holding_stops_a_reading_command_and_lets_a_change_end(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    says_started(last_attempt(run))
    hold_run(run.id, by=alice, press=press(run))
    assert last_attempt(run).stop_asked == "interrupt"
    other = make_run(alice, YELLOW)
    run_step(other.id, step_at(other, 1).id, by=alice, press=press(other))
    hold_run(other.id, by=alice, press=press(other))
    assert last_attempt(other).stop_asked == ""


def test_holding_is_never_too_late(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    old = Press(secret_token(), None)
    runs_through(run)
    hold_run(run.id, by=alice, press=old)
    assert fresh(run).status == "held"


def test_while_everything_is_held_no_run_goes_on(
    agent: Any, inside: OrganisationCard, alice: Member, bob: Member, vera: Member
) -> None:
    run = make_run(alice, GREEN, "uptime")
    with pytest.raises(NotAllowed):
        hold_everything(by=vera, idempotency_key=secret_token())
    hold_everything(by=alice, idempotency_key=secret_token(), reason="bad deploy")
    runs_through(run)
    assert statuses(run) == ["done", "ready"]
    held = hold(inside.id)
    assert held is not None
    assert held.reason == "bad deploy"
    with pytest.raises(Refusal, match="Everything is held"):
        run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))
    with pytest.raises(NotAllowed):
        lift_hold(by=alice, idempotency_key=secret_token())
    lift_hold(by=bob, idempotency_key=secret_token())
    assert hold(inside.id) is None
    assert statuses(run) == ["done", "ready"]


def test_two_people_hold_everything_in_one_instant_and_it_is_held_once(
    agent: Any, inside: OrganisationCard, alice: Member, bob: Member
) -> None:
    hold_everything(by=alice, idempotency_key=secret_token())
    hold_everything(by=bob, idempotency_key=secret_token())
    held = hold(inside.id)
    assert held is not None
    assert held.set_by == "Alice"


def test_pressing_stop_again_uses_the_next_stronger_signal(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, GREEN)
    says_started(last_attempt(run))
    for signal in ("interrupt", "terminate", "kill", "kill"):
        stop_step(run.id, step_at(run, 1).id, by=bob, press=Press(secret_token(), None))
        assert last_attempt(run).stop_asked == signal
    says_ended(last_attempt(run), how="stopped")
    assert statuses(run) == ["stopped"]
    with pytest.raises(Conflict, match="Nothing of step 1 is under way"):
        stop_step(run.id, step_at(run, 1).id, by=bob, press=Press(secret_token(), None))


def test_finishing_says_what_helped_and_teaches_the_runbook(
    agent: Any, inside: OrganisationCard, alice: Member
) -> None:
    run = make_run(alice, GREEN, YELLOW, "uptime")
    runs_through(run)
    do_by_hand(run.id, step_at(run, 2).id, by=alice, press=press(run), note="restarted it")
    runs_through(run)
    helped = step_at(run, 2)
    finish_run(run.id, by=alice, press=press(run), resolved=True, resolved_by_step=helped.id)
    assert fresh(run).status == "finished"
    outcome = Outcome.objects.get(run_id=run.id)
    assert outcome.resolved is True
    assert [one["ending"] for one in outcome.steps] == ["ran", "by hand", "ran"]
    assert AuditEntry.objects.filter(kind="run.finished").count() == 1
    assert live_runs(inside.id) == []


def test_a_run_does_not_end_while_something_is_under_way(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    with pytest.raises(Conflict, match="still under way"):
        finish_run(run.id, by=alice, press=press(run), resolved=True)


def test_nothing_is_done_in_a_run_that_is_over(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    abandon_run(run.id, by=alice, press=press(run))
    with pytest.raises(Conflict, match="over"):
        skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="no")
    assert not Attempt.objects.exists()


def test_the_page_says_who_may_do_what_and_why_not(
    agent: Any, inside: OrganisationCard, alice: Member, bob: Member, vera: Member
) -> None:
    run = make_run(alice, YELLOW, GREEN)
    mine = run_page(inside.id, run.id, alice)
    assert mine.current is not None
    assert mine.current.may.run.allowed and mine.may.hold.allowed
    his = run_page(inside.id, run.id, bob)
    assert his.current is not None
    assert not his.current.may.run.allowed
    assert "Alice drives" in his.current.may.run.why_not
    assert his.may.take_over.allowed
    hers = run_page(inside.id, run.id, vera)
    assert not hers.may.take_over.allowed and "responder" in hers.may.take_over.why_not
