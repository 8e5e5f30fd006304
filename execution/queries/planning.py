"""A run's rows as the pure planner sees them."""

from collections.abc import Sequence

from execution.machine.plan import PlannedRun, PlannedStep
from execution.models import Run, StepRun
from execution.types import Mode, RunStatus, StepStatus


def planned(run: Run, steps: Sequence[StepRun], *, everything_held: bool) -> PlannedRun:
    """The run for `machine.plan`; `steps` in order."""
    return PlannedRun(
        status=RunStatus(run.status),
        mode=Mode(run.mode),
        paused=run.paused,
        everything_held=everything_held,
        steps=tuple(planned_step(step) for step in steps),
    )


def planned_step(step: StepRun) -> PlannedStep:
    """One step for `machine.plan`."""
    return PlannedStep(
        order=step.order,
        position=step.position,
        status=StepStatus(step.status),
        has_command=bool(step.present_command),
        has_branches=bool(step.branches),
    )
