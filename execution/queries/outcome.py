"""What a run taught, for the library below."""

from collections.abc import Sequence
from uuid import UUID

from ddrun.lib.clock import now
from execution.models import Attempt, Run, StepRun
from execution.types import StepStatus
from runbooks.types import RunOutcome, StepOutcome

_ENDINGS = {
    StepStatus.DONE: "ran",
    StepStatus.FAILED: "failed",
    StepStatus.STOPPED: "stopped",
    StepStatus.BURIED: "never started",
    StepStatus.UNKNOWN: "unknown",
    StepStatus.SKIPPED: "skipped",
    StepStatus.BY_HAND: "by hand",
}


def run_outcome(run: Run) -> RunOutcome:
    """Per step what became of it, and what resolved the trouble."""
    steps = list(StepRun.objects.filter(organisation_id=run.organisation_id, run=run).order_by("order"))
    attempts = list(Attempt.objects.filter(organisation_id=run.organisation_id, run=run).order_by("number"))
    resolving = next((step.label for step in steps if step.id == run.resolved_by_step), None)
    return RunOutcome(
        run_id=run.id,
        version_id=run.version_id,
        resolved=run.resolved,
        resolved_by=resolving,
        seconds=((run.finished_at or now()) - run.started_at).total_seconds(),
        steps=tuple(_step(step, attempts) for step in steps),
    )


def _step(step: StepRun, attempts: Sequence[Attempt]) -> StepOutcome:
    last = _last(step.id, attempts)
    edited = bool(step.edited_command)
    return StepOutcome(
        label=step.label,
        title=step.title,
        ending="decided" if step.chosen else _ENDINGS.get(StepStatus(step.status), "not reached"),
        command=step.present_command,
        edited_from=step.command if edited else "",
        added=step.added_by is not None,
        skipped_why=step.skip_reason,
        seconds=last.milliseconds / 1000 if last and last.milliseconds is not None else None,
        exit_code=last.exit_code if last else None,
    )


def _last(step_id: UUID, attempts: Sequence[Attempt]) -> Attempt | None:
    return next((one for one in reversed(attempts) if one.step_id == step_id), None)
