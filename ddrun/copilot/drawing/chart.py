"""A run as a flowchart, the step it stands at lit."""

from typing import Final

from ddrun.copilot.drawing.steps import OVER
from ddrun.copilot.fragments import RunChart
from execution.queries.board import RunView
from execution.queries.cards import StepView
from runbooks.queries.chart import Shape, Stop, stops_chart

# More would not be looked at, and takes longer to draw than the page has.
MOST: Final = 400


def draw_chart(run: RunView) -> RunChart:
    """The chart page of a run; empty of a drawing where the run has no steps, or too many."""
    stops = tuple(
        Stop(one.order, one.position, one.label, one.title, _shape(one), one.branches) for one in run.steps
    )
    anchors = {
        one.order: f"/runs/{run.id}/#{'now' if one.is_current else f'step-{one.id.hex}'}" for one in run.steps
    }
    drawn = ""
    if 0 < len(stops) <= MOST:
        drawn = stops_chart(
            stops,
            title=run.title,
            href=anchors.__getitem__,
            now=run.current.order if run.current else None,
            done=frozenset(one.order for one in run.steps if one.status in OVER),
        )
    return RunChart(
        run_id=run.id,
        number=f"RUN-{run.number}",
        title=run.title,
        sequence=run.sequence,
        now=run.current.title if run.current else "",
        svg=drawn,
        steps=len(stops),
    )


def _shape(step: StepView) -> Shape:
    if step.branches:
        return Shape.DECISION
    return Shape(step.risk.css) if step.command else Shape.MANUAL
