"""Green steps go by themselves, one by one, inside a run that a person started; the rest waits."""

from collections.abc import Sequence

from execution.actions.dispatch import send
from execution.feed import Move
from execution.machine.plan import Next, plan
from execution.models import Run, StepRun
from execution.queries.judging import Around, around, judge
from execution.queries.planning import planned


def advance(move: Move, steps: Sequence[StepRun] | None = None, about: Around | None = None) -> None:
    """Starts the current step when policy lets it go by itself (law 2); else leaves everything as it is.

    `steps` (the first unsettled ones) and `about` are read here unless the caller has them.
    """
    ahead = move.steps_ahead() if steps is None else [move.known(step) for step in steps]
    if not _may_look(move.run, ahead):
        return
    around_it = around(move.run.organisation_id) if about is None else about
    step = _ready(move.run, ahead, around_it)
    if step is None:
        return
    judged = judge(move.run, step, around_it)
    if judged.ruling.by_itself:
        send(move, step, judged, by_itself=True)


def _may_look(run: Run, steps: Sequence[StepRun]) -> bool:
    return plan(planned(run, steps, everything_held=False)).by_itself


def _ready(run: Run, steps: Sequence[StepRun], about: Around) -> StepRun | None:
    now = plan(planned(run, steps, everything_held=about.everything_held is not None))
    if not now.by_itself or now.next is not Next.JUDGE:
        return None
    return next(step for step in steps if step.order == now.order)
