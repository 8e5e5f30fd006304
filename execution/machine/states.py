"""The tables of moves: read them before the code. Everything else asks `move` first.

A step that failed, was stopped, buried or lost waits for a person: a retry is a new attempt,
never the old one sent again (law 4). Word that arrives late may still settle an unknown.
"""

from collections.abc import Mapping
from typing import Final

from execution.types import AttemptStatus, IllegalMove, RunStatus, StepStatus

RUN_MOVES: Final[Mapping[RunStatus, frozenset[RunStatus]]] = {
    RunStatus.ACTIVE: frozenset({RunStatus.HELD, RunStatus.FINISHED, RunStatus.ABANDONED}),
    RunStatus.HELD: frozenset({RunStatus.ACTIVE, RunStatus.FINISHED, RunStatus.ABANDONED}),
    RunStatus.FINISHED: frozenset(),
    RunStatus.ABANDONED: frozenset(),
}

_S = StepStatus
STEP_MOVES: Final[Mapping[StepStatus, frozenset[StepStatus]]] = {
    _S.READY: frozenset({_S.WAITING, _S.SENT, _S.SKIPPED, _S.BY_HAND}),
    # an approval was given, refused, voided or expired
    _S.WAITING: frozenset({_S.READY, _S.SKIPPED, _S.BY_HAND}),
    # started in time, or never
    _S.SENT: frozenset({_S.RUNNING, _S.BURIED, _S.UNKNOWN}),
    _S.RUNNING: frozenset({_S.DONE, _S.FAILED, _S.STOPPED, _S.UNKNOWN}),
    # a person's choice; READY again means a new attempt
    _S.FAILED: frozenset({_S.READY, _S.SKIPPED, _S.BY_HAND}),
    _S.STOPPED: frozenset({_S.READY, _S.SKIPPED, _S.BY_HAND}),
    _S.BURIED: frozenset({_S.READY, _S.SKIPPED, _S.BY_HAND}),
    # word arrived late, or a person looked
    _S.UNKNOWN: frozenset(
        {_S.RUNNING, _S.DONE, _S.FAILED, _S.STOPPED, _S.BURIED, _S.READY, _S.SKIPPED, _S.BY_HAND}
    ),
    _S.DONE: frozenset(),
    _S.SKIPPED: frozenset(),
    _S.BY_HAND: frozenset(),
}

_A = AttemptStatus
ATTEMPT_MOVES: Final[Mapping[AttemptStatus, frozenset[AttemptStatus]]] = {
    _A.SENT: frozenset({_A.RUNNING, _A.BURIED, _A.UNKNOWN}),
    _A.RUNNING: frozenset({_A.DONE, _A.FAILED, _A.STOPPED, _A.UNKNOWN}),
    _A.UNKNOWN: frozenset({_A.RUNNING, _A.DONE, _A.FAILED, _A.STOPPED, _A.BURIED}),
    _A.DONE: frozenset(),
    _A.FAILED: frozenset(),
    _A.STOPPED: frozenset(),
    _A.BURIED: frozenset(),
}

# What is behind us: nothing moves these any more.
SETTLED: Final = frozenset({_S.DONE, _S.SKIPPED, _S.BY_HAND})
# Something may be happening on a machine.
UNDER_WAY: Final = frozenset({_S.SENT, _S.RUNNING})
# Somebody has to choose what happens next.
NEEDS_A_PERSON: Final = frozenset({_S.FAILED, _S.STOPPED, _S.BURIED, _S.UNKNOWN})
OVER: Final = frozenset({RunStatus.FINISHED, RunStatus.ABANDONED})
# The word of an attempt's end, in an attempt and in its step alike.
ENDINGS: Final = frozenset({_A.DONE, _A.FAILED, _A.STOPPED, _A.BURIED})


def move_run(now: RunStatus, to: RunStatus) -> RunStatus:
    """`to`, when the table allows it from `now`; raises `IllegalMove` otherwise."""
    if to not in RUN_MOVES[now]:
        raise IllegalMove(f"The run is {now}; it cannot become {to}.")
    return to


def move_step(now: StepStatus, to: StepStatus, *, label: str) -> StepStatus:
    """`to`, when the table allows it from `now`; raises `IllegalMove` naming the step otherwise."""
    if to not in STEP_MOVES[now]:
        raise IllegalMove(f"Step {label} is {now}; it cannot become {to}.")
    return to


def move_attempt(now: AttemptStatus, to: AttemptStatus) -> AttemptStatus:
    """`to`, when the table allows it from `now`; raises `IllegalMove` otherwise."""
    if to not in ATTEMPT_MOVES[now]:
        raise IllegalMove(f"The attempt is {now}; it cannot become {to}.")
    return to
