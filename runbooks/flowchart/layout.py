"""Where everything stands: one layer a node, in the document's order, so that the chart reads as the list.

The way to the next layer is a straight line down the spine. Ways that skip layers run on rails beside it:
forwards on the right, back on the left. Rails that would overlap get lanes of their own; the shortest
lie closest to the spine. Everything is linear in nodes and edges but for the lanes, of which there are few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from runbooks.flowchart.graph import Edge, Graph, Node

ROW: Final = 64
BOX_WIDTH: Final = 340
BOX_HEIGHT: Final = 40
LANE: Final = 26
MARGIN: Final = 16
# A rail's label stands on it, so the first lane keeps its distance.
FIRST_LANE: Final = 40
LABEL_WIDTH: Final = 130


@dataclass(frozen=True)
class Placed:
    """A node and the middle of its box."""

    node: Node
    x: float
    y: float


@dataclass(frozen=True)
class Way:
    """An edge as points from box to box, and where its label stands."""

    edge: Edge
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float]
    side: str  # down | right | left


@dataclass(frozen=True)
class Drawing:
    """A chart ready to be drawn, in pixels."""

    width: float
    height: float
    nodes: tuple[Placed, ...]
    ways: tuple[Way, ...]


def laid_out(graph: Graph) -> Drawing:
    """Every node and edge with its place."""
    row = {node.key: number for number, node in enumerate(graph.nodes)}
    forwards = [edge for edge in graph.edges if row[edge.target] > row[edge.source] + 1]
    backwards = [edge for edge in graph.edges if row[edge.target] <= row[edge.source]]
    right, left = _lanes(forwards, row), _lanes(backwards, row)
    labelled_left = LABEL_WIDTH if any(edge.label for edge in backwards) else 0
    middle = MARGIN + _room(left) + labelled_left + BOX_WIDTH / 2
    spots = {
        node.key: Placed(node, middle, MARGIN + BOX_HEIGHT / 2 + number * ROW)
        for number, node in enumerate(graph.nodes)
    }
    ways = []
    for edge in graph.edges:
        source, target = spots[edge.source], spots[edge.target]
        if edge in right:
            ways.append(_rail(edge, source, target, right[edge], side="right"))
        elif edge in left:
            ways.append(_rail(edge, source, target, left[edge], side="left"))
        else:
            ways.append(_down(edge, source, target))
    width = middle + BOX_WIDTH / 2 + _room(right) + LABEL_WIDTH + MARGIN
    height = 2 * MARGIN + BOX_HEIGHT + max(len(graph.nodes) - 1, 0) * ROW
    return Drawing(width, height, tuple(spots.values()), tuple(ways))


def _lanes(edges: Iterable[Edge], row: dict[str, int]) -> dict[Edge, int]:
    """A lane for each edge, so that no two in one lane share a stretch; the shortest come first."""
    ends = {edge: sorted((row[edge.source], row[edge.target])) for edge in edges}
    lanes: list[list[list[int]]] = []
    chosen: dict[Edge, int] = {}
    for edge in sorted(ends, key=lambda one: (ends[one][1] - ends[one][0], ends[one])):
        low, high = ends[edge]
        free = (
            number
            for number, taken in enumerate(lanes)
            if all(high <= other[0] or low >= other[1] for other in taken)
        )
        chosen[edge] = next(free, len(lanes))
        if chosen[edge] == len(lanes):
            lanes.append([])
        lanes[chosen[edge]].append(ends[edge])
    return chosen


def _room(lanes: dict[Edge, int]) -> float:
    return FIRST_LANE + LANE * max(lanes.values()) if lanes else 0


def _down(edge: Edge, source: Placed, target: Placed) -> Way:
    top, bottom = source.y + BOX_HEIGHT / 2, target.y - BOX_HEIGHT / 2
    label_at = (source.x + 8, (top + bottom) / 2 + 4)
    return Way(edge, ((source.x, top), (target.x, bottom)), label_at, "down")


def _rail(edge: Edge, source: Placed, target: Placed, lane: int, *, side: str) -> Way:
    sign = 1 if side == "right" else -1
    edge_of_box = source.x + sign * BOX_WIDTH / 2
    rail = edge_of_box + sign * (FIRST_LANE + LANE * lane)
    # Where a rail leaves and one arrives at the same box they keep a little apart.
    out, into = source.y + 6, target.y - 6
    points = ((edge_of_box, out), (rail, out), (rail, into), (edge_of_box, into))
    return Way(edge, points, (edge_of_box + sign * 6, out - 5), side)
