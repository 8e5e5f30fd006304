"""The run machine: whatever happens in whatever order, it stays within its tables and comes to an end."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from execution.machine.plan import Next, PlannedRun, PlannedStep, current, plan, way
from execution.machine.states import (
    ATTEMPT_MOVES,
    ENDINGS,
    RUN_MOVES,
    SETTLED,
    STEP_MOVES,
    UNDER_WAY,
    move_attempt,
    move_run,
    move_step,
)
from execution.types import AttemptStatus, IllegalMove, Mode, RunStatus, StepStatus

S, A = StepStatus, AttemptStatus


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(RUN_MOVES) == set(RunStatus)
    assert set(STEP_MOVES) == set(StepStatus)
    assert set(ATTEMPT_MOVES) == set(AttemptStatus)


def test_an_attempt_is_never_sent_twice() -> None:
    assert all(A.SENT not in after for after in ATTEMPT_MOVES.values())


def test_every_step_can_come_to_an_end() -> None:
    reach = {status: _reachable(status) for status in StepStatus}
    assert all(reach[status] & SETTLED for status in StepStatus if status not in SETTLED)


def test_what_is_behind_us_never_moves_again() -> None:
    assert all(not STEP_MOVES[status] for status in SETTLED)
    assert all(not ATTEMPT_MOVES[status] for status in ENDINGS)


def test_a_lost_step_is_never_sent_again_by_itself() -> None:
    assert S.SENT not in STEP_MOVES[S.UNKNOWN]
    assert S.SENT not in STEP_MOVES[S.FAILED]


def test_an_illegal_move_says_from_where_to_where() -> None:
    with pytest.raises(IllegalMove, match=r"Step 4\.1 is done; it cannot become sent"):
        move_step(S.DONE, S.SENT, label="4.1")
    with pytest.raises(IllegalMove, match="finished"):
        move_run(RunStatus.FINISHED, RunStatus.ACTIVE)
    with pytest.raises(IllegalMove, match="attempt is buried"):
        move_attempt(A.BURIED, A.RUNNING)


def _reachable(status: Any) -> Any:
    seen: set[Any] = set()
    todo = [status]
    while todo:
        for after in STEP_MOVES[todo.pop()] - seen:
            seen.add(after)
            todo.append(after)
    return seen


def _run(
    *statuses: Any,
    mode: Any = Mode.COPILOT,
    status: Any = RunStatus.ACTIVE,
    paused: Any = False,
    held: Any = False,
) -> Any:
    steps = tuple(PlannedStep(order=n, position=n, status=s) for n, s in enumerate(statuses, 1))
    return PlannedRun(status, mode, paused, held, steps)


@given(
    st.lists(st.sampled_from(list(S)), max_size=8),
    st.booleans(),
    st.booleans(),
    st.sampled_from(list(RunStatus)),
)
def test_only_a_ready_step_with_nothing_unsettled_before_it_may_go_by_itself(
    statuses: Any, paused: Any, held: Any, status: Any
) -> None:
    now = plan(_run(*statuses, paused=paused, held=held, status=status))
    if now.by_itself:
        assert status is RunStatus.ACTIVE and not paused and not held
        assert now.order is not None
        assert statuses[now.order - 1] is S.READY
        assert all(before in SETTLED for before in statuses[: now.order - 1])
    else:
        assert now.why_not


@given(st.lists(st.sampled_from(list(S)), max_size=8))
def test_in_read_along_nothing_goes_by_itself(statuses: Any) -> None:
    assert not plan(_run(*statuses, mode=Mode.READ_ALONG)).by_itself


def test_a_decision_waits_for_a_person() -> None:
    step = PlannedStep(order=1, position=1, status=S.READY, has_command=False, has_branches=True)
    assert plan(PlannedRun(RunStatus.ACTIVE, Mode.COPILOT, False, False, (step,))).next is Next.PERSON


def test_when_every_step_is_settled_the_run_asks_whether_it_helped() -> None:
    assert plan(_run(S.DONE, S.SKIPPED, S.BY_HAND)).next is Next.QUESTION


STEPS = tuple(PlannedStep(order=n, position=n, status=S.DONE if n < 3 else S.READY) for n in range(1, 7))


def test_a_branch_ahead_skips_what_lies_between() -> None:
    assert way(STEPS, STEPS[2], 6).skip == (4, 5)


def test_a_branch_to_the_end_skips_the_rest_and_escalation_says_so() -> None:
    assert way(STEPS, STEPS[2], "end").skip == (4, 5, 6)
    assert way(STEPS, STEPS[2], "escalate").escalates


def test_a_branch_backwards_repeats_up_to_the_decision_itself() -> None:
    assert way(STEPS, STEPS[2], 2).repeat == (2, 3)


def test_a_branch_without_a_goal_goes_on_with_the_next_step() -> None:
    assert way(STEPS, STEPS[2], None) == way(STEPS, STEPS[2], 99)


def test_a_step_added_in_the_run_is_not_skipped_by_a_branch() -> None:
    added = (*STEPS[:3], PlannedStep(order=4, position=0, status=S.READY), *STEPS[4:])
    assert way(added, STEPS[2], "end").skip == (5, 6)


class RunMachine(RuleBasedStateMachine):
    """Drives a run of four steps with any order of words from agent, sweep and people."""

    def __init__(self) -> None:
        super().__init__()
        self.status = RunStatus.ACTIVE
        self.steps = [S.READY] * 4
        self.attempts: list[list[Any]] = [[] for _ in self.steps]

    def _current(self) -> Any:
        planned = [PlannedStep(order=n, position=n + 1, status=s) for n, s in enumerate(self.steps)]
        step = current(planned)
        return None if step is None else step.order

    def _move(self, to: Any) -> None:
        at = self._current()
        self.steps[at] = move_step(self.steps[at], to, label=str(at))

    @precondition(lambda self: self.status is RunStatus.ACTIVE and self._current() is not None)
    @rule()
    def dispatch(self) -> None:
        at = self._current()
        if self.steps[at] is S.READY:
            self._move(S.SENT)
            self.attempts[at].append(A.SENT)

    @precondition(lambda self: self._current() is not None)
    @rule(word=st.sampled_from([A.RUNNING, A.BURIED, A.UNKNOWN, A.DONE, A.FAILED, A.STOPPED]))
    def word_arrives(self, word: Any) -> None:
        at = self._current()
        if not self.attempts[at]:
            return
        last = self.attempts[at][-1]
        if word in ATTEMPT_MOVES[last]:
            self.attempts[at][-1] = word
            if self.steps[at] in UNDER_WAY or self.steps[at] is S.UNKNOWN:
                self._move(S(word.value))

    @precondition(lambda self: self._current() is not None)
    @rule(to=st.sampled_from([S.READY, S.SKIPPED, S.BY_HAND, S.WAITING]))
    def a_person_acts(self, to: Any) -> None:
        if to in STEP_MOVES[self.steps[self._current()]]:
            self._move(to)

    @rule(to=st.sampled_from(list(RunStatus)))
    def the_run_moves(self, to: Any) -> None:
        if to in RUN_MOVES[self.status] and not any(s in UNDER_WAY for s in self.steps):
            self.status = move_run(self.status, to)

    @invariant()
    def at_most_one_step_is_under_way(self) -> None:
        assert sum(status in UNDER_WAY for status in self.steps) <= 1

    @invariant()
    def no_step_is_behind_an_unsettled_one(self) -> None:
        at = self._current()
        if at is not None:
            assert all(status is S.READY for status in self.steps[at + 1 :])

    @invariant()
    def at_most_one_attempt_of_a_step_is_open(self) -> None:
        for step, attempts in zip(self.steps, self.attempts, strict=True):
            if step in UNDER_WAY:
                assert attempts and all(old in ENDINGS | {A.UNKNOWN} for old in attempts[:-1])


RunMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestTheRunMachineHoldsInAnyOrder = RunMachine.TestCase
