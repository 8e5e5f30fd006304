"""What agents say, late, twice or never: nothing is lost, nothing runs twice, nobody guesses."""

from datetime import timedelta
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound
from execution import tasks
from execution.actions.hand import retry_step, skip_step
from execution.actions.report import lost
from execution.models import Agent, Attempt, OutputChunk
from execution.queries import open_changes, output, run_page
from tests.makers.execution import (
    GREEN,
    YELLOW,
    fresh,
    last_attempt,
    make_agent,
    make_run,
    press,
    runs_through,
    says,
    says_buried,
    says_ended,
    says_refused,
    says_started,
    says_status,
    statuses,
    step,
    step_at,
)

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def run(inside: OrganisationCard, alice: Member) -> Any:
    make_agent(inside)
    return make_run(alice, GREEN, "uptime")


def test_a_word_said_twice_counts_once(run: Any) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    says_started(attempt)
    says_ended(attempt)
    revision = fresh(run).revision
    assert says_ended(attempt).settled
    assert fresh(run).revision == revision
    assert Attempt.objects.count() == 2


def test_an_end_that_overtakes_the_start_still_counts(run: Any) -> None:
    says_ended(last_attempt(run))
    assert statuses(run) == ["done", "sent"]


def test_output_is_kept_in_order_and_a_repetition_is_dropped(run: Any) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    assert says(attempt, b"hello ").offset == 6
    assert says(attempt, b"hello ").offset == 6
    assert says(attempt, b"lo world", 3).offset == 11
    assert says(attempt, b"late", 20).gap
    assert output(run.organisation_id, attempt.id).data == b"hello world"
    says_ended(attempt, data=b"hello world")
    assert Attempt.objects.get(id=attempt.id).output_matches is True


def test_bytes_past_the_limit_are_counted_exactly(run: Any) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    says(attempt, b"head")
    says(attempt, b"tail", 1004, dropped=1000)
    first = output(run.organisation_id, attempt.id)
    assert (first.data, first.next_offset) == (b"head", 4)
    second = output(run.organisation_id, attempt.id, 4)
    assert (second.data, second.dropped, second.offset) == (b"tail", 1000, 1004)


def test_an_end_before_all_output_asks_once_for_the_rest_and_then_says_so(run: Any) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    says(attempt, b"12")
    assert says_ended(attempt, data=b"1234").gap
    assert says_ended(attempt, data=b"1234").settled
    assert Attempt.objects.get(id=attempt.id).output_matches is False
    assert statuses(run)[0] == "done"


def test_what_the_agent_refuses_or_buries_never_ran_and_a_person_decides(run: Any, alice: Member) -> None:
    says_refused(last_attempt(run))
    assert statuses(run) == ["buried", "ready"]
    retry_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert Attempt.objects.count() == 1


def test_a_buried_attempt_cannot_come_back(run: Any) -> None:
    attempt = last_attempt(run)
    says_buried(attempt)
    assert says_started(attempt).offset == 0
    assert Attempt.objects.get(id=attempt.id).status == "buried"


def test_what_nobody_can_know_waits_for_a_person_and_is_never_sent_again(run: Any, alice: Member) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    assert says_status(attempt, "unknown").settled
    assert statuses(run) == ["unknown", "ready"]
    assert Attempt.objects.count() == 1
    skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="looked, it did")
    assert statuses(run) == ["skipped", "sent"]


def test_a_word_that_arrives_late_settles_the_step_but_starts_nothing_by_itself(run: Any) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    says_status(attempt, "unknown")
    says_ended(attempt)
    assert statuses(run) == ["done", "ready"]


def test_a_late_word_on_an_old_attempt_does_not_touch_the_new_one(
    inside: OrganisationCard, alice: Member, run: Any
) -> None:
    old = last_attempt(run)
    says_started(old)
    says_status(old, "unknown")
    retry_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    says_ended(old)
    assert statuses(run) == ["ready", "ready"]
    assert Attempt.objects.get(id=old.id).status == "done"


def test_an_agent_away_for_a_minute_leaves_its_steps_unknown(run: Any, inside: OrganisationCard) -> None:
    attempt = last_attempt(run)
    says_started(attempt)
    lost(inside.id, attempt.id)
    assert statuses(run)[0] == "running"
    Agent.objects.update(last_seen=now() - timedelta(seconds=61))
    tasks.sweep()
    tasks.sweep()
    assert statuses(run) == ["unknown", "ready"]
    assert "may still be running" in fresh(run).events.latest("sequence").text


def test_another_agent_cannot_speak_for_an_attempt(run: Any, inside: OrganisationCard) -> None:
    attempt = last_attempt(run)
    attempt.agent_id = make_agent(inside, "other").id
    with pytest.raises(NotFound):
        says_started(attempt)


def test_an_agent_that_started_something_else_is_not_believed(run: Any) -> None:
    attempt = last_attempt(run)
    attempt.digest = "0" * 64
    with pytest.raises(Conflict, match="something else"):
        says_started(attempt)


def test_a_change_stays_open_until_it_is_undone_or_kept(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside)
    run = make_run(alice, step(YELLOW, undo="systemctl start worker"))
    from execution.actions.dispatch import run_step
    from execution.actions.edit import undo_step

    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    runs_through(run)
    assert [one.state for one in open_changes(inside.id)] == ["changed"]
    undo = undo_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    assert undo is not None
    run_step(run.id, undo, by=alice, press=press(run))
    runs_through(run)
    assert open_changes(inside.id) == []
    assert [one.state for one in run_page(inside.id, run.id, alice).changes] == ["undone"]


def test_the_page_shows_the_last_line_as_the_result(
    run: Any, inside: OrganisationCard, alice: Member
) -> None:
    runs_through(run, b"Filesystem\n/dev/sda 12 %\n\n")
    view = run_page(inside.id, run.id, alice)
    assert view.steps[0].attempt is not None
    assert view.current is not None
    assert view.steps[0].attempt.result == "/dev/sda 12 %"
    assert view.current.label == "2"
    assert OutputChunk.objects.count() == 1
