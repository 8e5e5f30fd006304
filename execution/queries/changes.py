"""What runs changed, and which of it is still open."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from execution.models import Attempt, Run, StepRun
from execution.queries.board import ChangeView
from execution.types import AttemptStatus

# The command had an effect, or may have had one.
_TOUCHED = (AttemptStatus.DONE, AttemptStatus.FAILED, AttemptStatus.STOPPED, AttemptStatus.UNKNOWN)


def changes_of(
    run: Run, steps: Sequence[StepRun], attempts: Mapping[UUID, Sequence[Attempt]]
) -> Iterable[ChangeView]:
    """What the run changed, or may have, in order; an undo is told at what it undoes."""
    undone = {step.undo_of_id for step in steps if step.undo_of_id and step.status == "done"}
    for step in steps:
        if step.undo_of_id:
            continue
        done = [one for one in attempts.get(step.id, ()) if one.changes and one.status in _TOUCHED]
        if not done:
            continue
        last = done[-1]
        yield ChangeView(
            run_id=run.id,
            run_number=run.number,
            step_id=step.id,
            label=step.label,
            title=step.title,
            target=last.target,
            command=last.command,
            undo=step.undo,
            state=_state(step, last, undone),
            at=last.ended_at or last.sent_at,
        )


def _state(step: StepRun, last: Attempt, undone: set[UUID]) -> str:
    if step.id in undone:
        return "undone"
    if step.kept_by_name:
        return "kept"
    return "unknown" if last.status == AttemptStatus.UNKNOWN else "changed"


def open_changes(organisation_id: UUID, incident_id: UUID | None = None) -> list[ChangeView]:
    """Changes that are unknown, or have an undo and were neither undone nor kept; of an incident or all."""
    runs = Run.objects.filter(organisation_id=organisation_id, attempts__changes=True).distinct()
    if incident_id is not None:
        runs = runs.filter(incident_id=incident_id)
    found: list[ChangeView] = []
    for run in runs.order_by("number"):
        steps = list(StepRun.objects.filter(organisation_id=organisation_id, run=run).order_by("order"))
        attempts: dict[UUID, list[Attempt]] = {}
        for attempt in Attempt.objects.filter(organisation_id=organisation_id, run=run).order_by("number"):
            attempts.setdefault(attempt.step_id, []).append(attempt)
        found += [change for change in changes_of(run, steps, attempts) if change.is_open]
    return found
