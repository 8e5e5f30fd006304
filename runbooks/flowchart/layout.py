"""Where everything stands: one layer a node, in the document's order, so that the chart reads as the list.

The way to the next layer is a straight line down the spine. Ways that skip layers run on rails beside it:
forwards on the right, back on the left. Rails to the same box run together; others that would overlap get
lanes of their own, the shortest closest to the spine. All is linear in nodes and edges but for the lanes.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from runbooks.flowchart.graph import Edge, Graph, Node
from runbooks.flowchart.lettering import width_of

ROW: Final = 80
BOX_WIDTH: Final = 300
BOX_HEIGHT: Final = 48
LANE: Final = 18
MARGIN: Final = 16
LABEL_SIZE: Final = 12
# The longest label of a rail that is drawn; it stands between the box and the first lane.
LABEL_WIDTH: Final = 132
_GAP: Final = 24
_CAPTION: Final = 12  # the word over the first box
_MOST_LANES: Final = 40


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
    grouped = _GAP / 2 if any(node.group for node in graph.nodes) else 0
    middle = MARGIN + max(_room(left), grouped) + BOX_WIDTH / 2
    top = MARGIN + (_CAPTION if any(node.role for node in graph.nodes) else 0)
    spots = {
        node.key: Placed(node, middle, top + BOX_HEIGHT / 2 + number * ROW)
        for number, node in enumerate(graph.nodes)
    }
    firsts = {"right": _first(right), "left": _first(left)}
    leaving: Counter[tuple[str, str]] = Counter()
    ways = []
    for edge in graph.edges:
        source, target = spots[edge.source], spots[edge.target]
        side = "right" if edge in right else "left" if edge in left else "down"
        if side == "down":
            ways.append(_down(edge, source, target))
            continue
        far = firsts[side] + LANE * (right if side == "right" else left)[edge]
        ways.append(_rail(edge, source, target, far, side=side, before=leaving[side, edge.source]))
        leaving[side, edge.source] += 1
    width = middle + BOX_WIDTH / 2 + _room(right) + MARGIN
    height = top + MARGIN + BOX_HEIGHT + max(len(graph.nodes) - 1, 0) * ROW
    return Drawing(width, height, tuple(spots.values()), tuple(ways))


def _lanes(edges: Iterable[Edge], row: dict[str, int]) -> dict[Edge, int]:
    """A lane for all the edges that lead to one box, so that no two in one lane share a stretch.

    The shortest come first; of more than `_MOST_LANES` the rest share the last.
    """
    trunks: dict[str, list[Edge]] = {}
    for edge in edges:
        trunks.setdefault(edge.target, []).append(edge)
    ends = {target: _stretch(trunk, row) for target, trunk in trunks.items()}
    lanes: list[list[tuple[int, int]]] = []
    chosen: dict[Edge, int] = {}
    for target in sorted(ends, key=lambda one: (ends[one][1] - ends[one][0], ends[one])):
        low, high = ends[target]
        free = (number for number, taken in enumerate(lanes) if _is_free(taken, low, high))
        lane = len(lanes) - 1 if len(lanes) == _MOST_LANES else next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        insort(lanes[lane], (low, high))
        chosen.update(dict.fromkeys(trunks[target], lane))
    return chosen


def _is_free(taken: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    """Whether a stretch touches none of a lane's own, which lie apart and in order."""
    after = bisect_left(taken, (low, high))
    return (after == len(taken) or taken[after][0] > high) and (after == 0 or taken[after - 1][1] < low)


def _stretch(trunk: Iterable[Edge], row: dict[str, int]) -> tuple[int, int]:
    rows = [row[end] for edge in trunk for end in (edge.source, edge.target)]
    return min(rows), max(rows)


def _first(lanes: dict[Edge, int]) -> float:
    """How far from the boxes the first lane lies: the longest label fits before it."""
    longest = max((width_of(edge.label, LABEL_SIZE) for edge in lanes), default=0)
    return _GAP + min(ceil(longest), LABEL_WIDTH)


def _room(lanes: dict[Edge, int]) -> float:
    return _first(lanes) + LANE * max(lanes.values()) if lanes else 0


def _down(edge: Edge, source: Placed, target: Placed) -> Way:
    top, bottom = source.y + BOX_HEIGHT / 2, target.y - BOX_HEIGHT / 2
    label_at = (source.x + 8, (top + bottom) / 2 + 4)
    return Way(edge, ((source.x, top), (target.x, bottom)), label_at, "down")


def _rail(edge: Edge, source: Placed, target: Placed, far: float, *, side: str, before: int) -> Way:
    sign = 1 if side == "right" else -1
    edge_of_box = source.x + sign * BOX_WIDTH / 2
    rail = edge_of_box + sign * far
    # Where a rail leaves and one arrives at the same box they keep a little apart; so do the labels of two.
    out, into = source.y + 10 + min(before, 1) * 13, target.y - 12
    points = ((edge_of_box, out), (rail, out), (rail, into), (edge_of_box, into))
    return Way(edge, points, (edge_of_box + sign * 12, out - 7), side)
