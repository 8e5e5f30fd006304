"""A run's own steps as a graph: what was frozen, the questions it asks, and what was added on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runbooks.flowchart.graph import END, ESCALATE, Edge, Graph, Node, Shape, joined
from runbooks.types import Branch


@dataclass(frozen=True)
class Stop:
    """One step of a run. `position` is its place in the runbook, 0 for a step that was added."""

    order: int
    position: int
    label: str
    title: str
    shape: Shape
    branches: tuple[Branch, ...] = ()


def graph_of_stops(stops: Sequence[Stop]) -> Graph:
    """The graph of a run: nodes lead to their `order`; a step gone through twice stands twice."""
    keys = [f"o{stop.order}" for stop in stops]
    at: dict[int, str] = {}
    for stop, key in zip(stops, keys, strict=True):
        at.setdefault(stop.position, key)
    edges = joined(_edges(stops, [*keys, END], at))
    nodes = [
        Node(key, stop.shape, f"{stop.label}. {stop.title}" if stop.label else stop.title, stop.order)
        for stop, key in zip(stops, keys, strict=True)
    ]
    used = {edge.target for edge in edges}
    ends = [(END, "End"), (ESCALATE, "Escalate")]
    nodes += [Node(key, Shape.LAST, label, None) for key, label in ends if key in used]
    return Graph(tuple(nodes), edges)


def _edges(stops: Sequence[Stop], keys: Sequence[str], at: dict[int, str]) -> Iterator[Edge]:
    for index, stop in enumerate(stops):
        following = keys[index + 1]
        if not stop.branches:
            yield Edge(keys[index], following)
        for branch in stop.branches:
            if isinstance(branch.goto, int):
                yield Edge(keys[index], at.get(branch.goto, following), branch.label)
            else:
                yield Edge(keys[index], branch.goto or following, branch.label)
