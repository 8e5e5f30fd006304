"""A run goes step by step: safe steps by themselves, everything else with a click, nothing twice."""

from typing import Any

import pytest

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from ddrun.lib.ids import secret_token
from execution.actions.dispatch import run_step
from execution.actions.drive import fill_variable, pause, set_mode, take_over, unpause
from execution.actions.edit import add_step, edit_command
from execution.actions.hand import decide_branch, do_by_hand, retry_step, skip_step
from execution.actions.start import start_empty_run, start_run
from execution.actions.turn import Press
from execution.models import Attempt, Run, StepRun
from execution.types import Mode
from tests.makers.execution import (
    GREEN,
    YELLOW,
    decision,
    fresh,
    last_attempt,
    make_agent,
    make_run,
    press,
    runs_through,
    says_ended,
    says_started,
    statuses,
    step,
    step_at,
    version,
)
from tests.people import acting_for

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def agent(inside: OrganisationCard) -> Any:
    return make_agent(inside)


def test_safe_steps_go_by_themselves_and_stop_before_the_first_that_is_not(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN, "uptime", YELLOW, GREEN)
    assert statuses(run) == ["sent", "ready", "ready", "ready"]
    runs_through(run)
    runs_through(run)
    assert statuses(run) == ["done", "done", "ready", "ready"]
    run_step(run.id, step_at(run, 3).id, by=alice, press=press(run))
    assert last_attempt(run).by_itself is False
    runs_through(run)
    assert statuses(run) == ["done", "done", "done", "sent"]
    assert [one.by_itself for one in Attempt.objects.order_by("sent_at")] == [True, True, False, True]


def test_nothing_goes_on_after_a_failure_until_a_person_tries_again(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN, "uptime")
    says_started(last_attempt(run))
    says_ended(last_attempt(run), 1)
    assert statuses(run) == ["failed", "ready"]
    retry_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert statuses(run) == ["ready", "ready"]
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert Attempt.objects.count() == 2
    runs_through(run)
    assert statuses(run) == ["done", "sent"]


@pytest.mark.parametrize("published", [False])
def test_an_unpublished_version_never_goes_by_itself(agent: Any, alice: Member, published: Any) -> None:
    run = make_run(alice, GREEN, published=published)
    assert statuses(run) == ["ready"]
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert statuses(run) == ["sent"]


def test_in_read_along_nothing_executes(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN, mode=Mode.READ_ALONG)
    with pytest.raises(Refusal, match="nothing executes"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    do_by_hand(run.id, step_at(run, 1).id, by=alice, press=press(run), note="all fine")
    assert statuses(run) == ["by hand"]
    assert not Attempt.objects.exists()


def test_an_edited_command_waits_for_a_click_and_is_judged_anew(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW, GREEN)
    edit_command(run.id, step_at(run, 2).id, by=alice, press=press(run), command="uptime")
    skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="not needed")
    assert statuses(run) == ["skipped", "ready"]
    assert AuditEntry.objects.filter(kind="step.edited").get().facts["before"] == GREEN


def test_a_step_added_mid_run_comes_first_and_never_goes_by_itself(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    added = add_step(run.id, by=alice, press=press(run), command="uptime")
    assert step_at(run, 1).id == added
    assert statuses(run) == ["ready", "ready"]
    assert added is not None
    run_step(run.id, added, by=alice, press=press(run))
    runs_through(run)
    assert statuses(run) == ["done", "ready"]


def test_an_empty_run_takes_steps_by_hand(agent: Any, alice: Member) -> None:
    begun = start_empty_run(by=alice, idempotency_key=secret_token())
    run = fresh(begun.run_id)
    added = add_step(run.id, by=alice, press=press(run), command="uptime")
    assert added is not None
    run_step(run.id, added, by=alice, press=press(run))
    assert statuses(run) == ["sent"]


def test_a_placeholder_without_a_value_never_dispatches(agent: Any, alice: Member) -> None:
    run = make_run(alice, "ls /srv/<dir>")
    assert statuses(run) == ["ready"]
    with pytest.raises(Refusal, match="No value for dir"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    fill_variable(run.id, by=alice, press=press(run), name="dir", value="queue data")
    assert last_attempt(run).command == "ls /srv/'queue data'"


def test_values_from_the_alert_are_filled_in_before_the_first_step(agent: Any, alice: Member) -> None:
    run = make_run(alice, "ls /srv/<dir>", variables={"dir": "x; rm -rf /"})
    assert last_attempt(run).command == "ls /srv/'x; rm -rf /'"


def test_the_verdict_is_on_the_resolved_command(agent: Any, alice: Member) -> None:
    run = make_run(alice, "cat <file>", variables={"file": "/etc/shadow"})
    assert statuses(run) == ["ready"]


def test_a_decision_skips_what_the_branch_leaves_out(agent: Any, alice: Member) -> None:
    run = make_run(alice, decision(("yes", 3), ("no", None)), YELLOW, GREEN)
    decide_branch(run.id, step_at(run, 1).id, by=alice, press=press(run), branch=0)
    assert statuses(run) == ["by hand", "skipped", "sent"]
    assert "yes" in step_at(run, 2).skip_reason


def test_a_decision_that_goes_back_lays_the_steps_once_more(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN, decision(("again", 1), ("done", "end")), YELLOW)
    runs_through(run)
    decide_branch(run.id, step_at(run, 2).id, by=alice, press=press(run), branch=0)
    assert statuses(run) == ["done", "by hand", "sent", "ready", "ready"]
    assert step_at(run, 3).label == "1 (2)"
    runs_through(run)
    decide_branch(run.id, step_at(run, 4).id, by=alice, press=press(run), branch=1)
    assert statuses(run) == ["done", "by hand", "done", "by hand", "skipped"]


def test_skipping_takes_a_reason(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    with pytest.raises(Refusal, match="Say why"):
        skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="  ")


def test_only_the_driver_moves_the_run_and_anyone_may_take_over(
    agent: Any, alice: Member, bob: Member
) -> None:
    run = make_run(alice, YELLOW)
    with pytest.raises(NotAllowed, match="Alice drives"):
        run_step(run.id, step_at(run, 1).id, by=bob, press=press(run))
    take_over(run.id, by=bob, press=press(run))
    with pytest.raises(NotAllowed, match="Bob drives"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    run_step(run.id, step_at(run, 1).id, by=bob, press=press(run))
    assert fresh(run).drivers == [str(alice.id), str(bob.id)]
    assert AuditEntry.objects.filter(kind="run.driver_changed").count() == 1


def test_a_viewer_starts_and_moves_nothing(agent: Any, alice: Member, vera: Member) -> None:
    with pytest.raises(NotAllowed):
        make_run(vera, GREEN)
    run = make_run(alice, YELLOW)
    with pytest.raises(NotAllowed):
        take_over(run.id, by=vera, press=press(run))


def test_a_page_drawn_before_the_run_moved_is_refused(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW, YELLOW)
    old = press(run)
    skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="no")
    with pytest.raises(Conflict, match="The run moved on; look again"):
        run_step(run.id, step_at(run, 2).id, by=alice, press=old)
    assert not Attempt.objects.exists()


def test_a_step_that_is_not_current_does_not_run(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW, YELLOW)
    with pytest.raises(Conflict, match="moved on"):
        run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))


def test_a_double_enter_runs_the_step_once(agent: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW, YELLOW)
    same = press(run)
    run_step(run.id, step_at(run, 1).id, by=alice, press=same)
    run_step(run.id, step_at(run, 1).id, by=alice, press=same)
    assert Attempt.objects.count() == 1


def test_a_key_belongs_to_one_act_of_one_person(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, YELLOW)
    same = press(run)
    skip_step(run.id, step_at(run, 1).id, by=alice, press=same, reason="no")
    with pytest.raises(Conflict, match="another act"):
        take_over(run.id, by=bob, press=same)


def test_starting_twice_with_one_key_gives_one_run(agent: Any, alice: Member) -> None:
    key, frozen = secret_token(), version(step(YELLOW))
    first = start_run(frozen, by=alice, idempotency_key=key)
    assert start_run(frozen, by=alice, idempotency_key=key) == first
    assert Run.objects.count() == 1


def test_runs_count_from_one_in_each_organisation(agent: Any, alice: Member) -> None:
    assert [make_run(alice, YELLOW).number for _ in range(3)] == [1, 2, 3]


def test_another_organisations_run_is_not_there(agent: Any, alice: Member, mallory: Member) -> None:
    run = make_run(alice, YELLOW)
    with acting_for(mallory), pytest.raises(NotFound):
        take_over(run.id, by=mallory, press=Press(secret_token(), run.revision))


def test_one_change_at_a_time_on_a_target_across_runs(agent: Any, alice: Member) -> None:
    first, second = make_run(alice, YELLOW), make_run(alice, YELLOW)
    run_step(first.id, step_at(first, 1).id, by=alice, press=press(first))
    with pytest.raises(Conflict, match="Another change is under way on demo-1"):
        run_step(second.id, step_at(second, 1).id, by=alice, press=press(second))
    runs_through(first)
    run_step(second.id, step_at(second, 1).id, by=alice, press=press(second))


def test_a_drafted_command_waits_until_a_person_accepts_it(agent: Any, alice: Member) -> None:
    run = make_run(alice, step(GREEN, drafted=True))
    with pytest.raises(Refusal, match="must accept"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


def test_anyone_pauses_and_only_the_driver_lets_it_go_on(agent: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, GREEN, "uptime")
    pause(run.id, by=bob, press=press(run))
    runs_through(run)
    assert statuses(run) == ["done", "ready"]
    with pytest.raises(NotAllowed):
        unpause(run.id, by=bob, press=press(run))
    unpause(run.id, by=alice, press=press(run))
    assert statuses(run) == ["done", "sent"]


def test_anyone_drops_to_read_along_and_nothing_more_goes_by_itself(
    agent: Any, alice: Member, bob: Member
) -> None:
    run = make_run(alice, GREEN, "uptime")
    set_mode(run.id, by=bob, press=press(run), mode=Mode.READ_ALONG)
    runs_through(run)
    assert statuses(run) == ["done", "ready"]
    with pytest.raises(NotAllowed):
        set_mode(run.id, by=bob, press=press(run), mode=Mode.COPILOT)


def test_every_act_is_an_event_and_an_entry(agent: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    runs_through(run)
    kinds = [event.kind for event in fresh(run).events.order_by("sequence")]
    assert kinds == ["run.started", "attempt.sent", "attempt.started", "attempt.ended"]
    entries = AuditEntry.objects.filter(run_id=run.id).order_by("sequence")
    assert [entry.kind for entry in entries] == kinds
    assert StepRun.objects.get().settled_at is not None
