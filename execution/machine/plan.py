"""What may happen now in a run, from plain values: which step is current, and where a branch leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from execution.machine.states import NEEDS_A_PERSON, OVER, SETTLED, UNDER_WAY
from execution.types import Mode, RunStatus, StepStatus


@dataclass(frozen=True)
class PlannedStep:
    """A step as the planner sees it.

    `order` is its place in this run, `position` its place in the runbook (a repeated step shares
    it; 0 for one added in the run).
    """

    order: int
    position: int
    status: StepStatus
    has_command: bool = True
    has_branches: bool = False


@dataclass(frozen=True)
class PlannedRun:
    """A run as the planner sees it; `steps` in order."""

    status: RunStatus
    mode: Mode
    paused: bool
    everything_held: bool
    steps: tuple[PlannedStep, ...]


class Next(StrEnum):
    """What the run waits for."""

    JUDGE = "judge"  # the current step has a command that policy may look at
    PERSON = "person"  # a decision, a manual step, or something that went wrong
    APPROVAL = "approval"
    AGENT = "agent"  # something is under way
    QUESTION = "question"  # every step is settled: did this resolve it?
    NOTHING = "nothing"  # the run is over


@dataclass(frozen=True)
class Plan:
    """What the run waits for, at which step, and whether a step may be started by itself at all."""

    next: Next
    order: int | None
    by_itself: bool
    why_not: str = ""


def current(steps: Sequence[PlannedStep]) -> PlannedStep | None:
    """The first step that is not settled; None when all are."""
    return next((step for step in steps if step.status not in SETTLED), None)


def plan(run: PlannedRun) -> Plan:
    """What may happen now; never more than one step is current."""
    if run.status in OVER:
        return Plan(Next.NOTHING, None, False, "The run is over.")
    step = current(run.steps)
    if step is None:
        return Plan(Next.QUESTION, None, False, "Every step is settled.")
    if step.status in UNDER_WAY:
        return Plan(Next.AGENT, step.order, False, "The step is under way.")
    if step.status is StepStatus.WAITING:
        return Plan(Next.APPROVAL, step.order, False, "The step waits for an approval.")
    if step.status in NEEDS_A_PERSON:
        return Plan(
            Next.PERSON, step.order, False, f"The step is {step.status}; a person decides what is next."
        )
    if step.has_branches or not step.has_command:
        return Plan(Next.PERSON, step.order, False, "This step is a person's to do.")
    why_not = _why_nothing_goes_by_itself(run)
    return Plan(Next.JUDGE, step.order, not why_not, why_not)


def _why_nothing_goes_by_itself(run: PlannedRun) -> str:
    if run.everything_held:
        return "Everything is held in this organisation."
    if run.status is RunStatus.HELD:
        return "The run is held."
    if run.mode is Mode.READ_ALONG:
        return "In read-along nothing executes."
    if run.paused:
        return "Going on by itself is paused."
    return ""


@dataclass(frozen=True)
class Way:
    """Where a decision leads: orders to skip, or the orders to go through once more.

    `escalates` says that the way out is to call somebody; the steps after it are skipped too.
    """

    skip: tuple[int, ...] = ()
    repeat: tuple[int, ...] = ()
    escalates: bool = False


def way(steps: Sequence[PlannedStep], decision: PlannedStep, goto: int | str | None) -> Way:
    """What `goto` does to the steps after `decision`.

    A position ahead skips what lies between; a position behind repeats from there up to the
    decision itself; "end" and "escalate" skip the rest; None, or a position that is not there,
    goes on with the next step. Steps added in the run are never skipped by a branch.
    """
    ahead = [s for s in steps if s.order > decision.order and s.position and s.status is StepStatus.READY]
    if goto in ("end", "escalate"):
        return Way(skip=tuple(s.order for s in ahead), escalates=goto == "escalate")
    if not isinstance(goto, int):
        return Way()
    if goto > decision.position:
        if not any(s.position == goto for s in ahead):
            return Way()
        return Way(skip=tuple(s.order for s in ahead if s.position < goto))
    latest = {s.position: s.order for s in steps if goto <= s.position <= decision.position and s.position}
    return Way(repeat=tuple(latest[position] for position in sorted(latest)))
