"""The procedure as a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runbooks.flowchart.graph import Shape, graph_of
from runbooks.flowchart.render import mermaid, standalone, svg
from runbooks.flowchart.stops import Stop, graph_of_stops
from runbooks.types import ParsedRunbook

__all__ = ["Chart", "Shape", "Stop", "chart", "paper_chart", "stops_chart"]


@dataclass(frozen=True)
class Chart:
    """The chart as SVG for a page and as Mermaid text; `stops` counts what is on it."""

    svg: str
    mermaid: str
    stops: int


def chart(parsed: ParsedRunbook, *, now: int | None = None, done: frozenset[int] = frozenset()) -> Chart:
    """The chart of a runbook; in a run, `now` is the number of the step it stands at."""
    graph = graph_of(parsed)
    drawn = svg(
        graph, title=parsed.title or "this runbook", href=lambda step: f"#step-{step}", now=now, done=done
    )
    return Chart(drawn, mermaid(graph), len(graph.nodes))


def paper_chart(parsed: ParsedRunbook) -> str:
    """The chart as an SVG file in the colours of paper; empty where there is nothing to draw."""
    graph = graph_of(parsed)
    return standalone(graph, title=parsed.title or "this runbook") if graph.nodes else ""


def stops_chart(
    stops: Sequence[Stop], *, title: str, href: Callable[[int], str], now: int | None, done: frozenset[int]
) -> str:
    """The chart of a run as SVG; `href`, `now` and `done` go by the order of the stops."""
    return svg(graph_of_stops(stops), title=title or "this run", href=href, now=now, done=done)
