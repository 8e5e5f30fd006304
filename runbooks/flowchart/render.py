"""The chart as SVG, with links to the steps, and as Mermaid text.

The page styles the SVG by class (`static/css/flowchart.css`); `standalone` carries its own colours, for
evidence and print. WAI-ARIA: the chart is a labelled graphic whose nodes are links; the list of steps
beside it is its text alternative.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from runbooks.flowchart.graph import Graph, Node, Shape
from runbooks.flowchart.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LABEL_SIZE,
    LABEL_WIDTH,
    Drawing,
    Placed,
    Way,
    laid_out,
)
from runbooks.flowchart.lettering import lines_of

_LETTER: Final = 13
_ROOM: Final = BOX_WIDTH - 38 - 12  # beside the shape, inside the border
_DOWN_LABEL: Final = 240
_POINT: Final = 6  # how far the sides of a question lean in and out
_WORDS: Final = {
    Shape.SAFE: "Safe",
    Shape.CAUTION: "Caution",
    Shape.DANGER: "Danger",
    Shape.DECISION: "Decision",
    Shape.MANUAL: "By hand",
    Shape.LAST: "",
}
# The same paths as the icons of the kit, in a box of 24.
_SHAPES: Final = {
    Shape.SAFE: '<circle cx="12" cy="12" r="8.5"/>',
    Shape.CAUTION: '<path d="M12 3.6 21.6 20H2.4z"/>',
    Shape.DANGER: '<path d="M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2z"/>',
    Shape.DECISION: '<path d="M12 2.8 21.2 12 12 21.2 2.8 12z"/>',
    Shape.MANUAL: '<rect x="4" y="4" width="16" height="16" rx="3"/>',
    Shape.LAST: '<circle cx="12" cy="12" r="4"/>',
}
_PRINT: Final = (
    "<style>text{font:13px sans-serif;fill:#161A22}.box{fill:#fff;stroke:#838C9B}"
    ".way{fill:none;stroke:#838C9B;stroke-width:1.5}.shape{fill:none;stroke:#4C5565;stroke-width:2}"
    ".safe .shape{stroke:#0F6B42}.caution .shape{stroke:#7A4F00}.danger .shape{stroke:#B3261E}"
    ".label{font-size:12px;fill:#4C5565;paint-order:stroke;stroke:#fff;stroke-width:4px}"
    ".now .box{stroke-width:3}.way.loose{stroke-dasharray:2 5}.beside{fill:none;stroke:#838C9B;"
    "stroke-dasharray:6 4}.role{font-size:11px;fill:#4C5565}</style>"
)


def svg(
    graph: Graph,
    *,
    title: str,
    href: Callable[[int], str],
    now: int | None = None,
    done: frozenset[int] = frozenset(),
) -> str:
    """The chart for a page; `now` is the step a run stands at, `done` what lies behind it."""
    return _svg(laid_out(graph), title, href, now, done, style="")


def standalone(graph: Graph, *, title: str, now: int | None = None) -> str:
    """The chart as a file of its own, in the colours of paper."""
    return _svg(laid_out(graph), title, lambda step: f"#step-{step}", now, frozenset(), style=_PRINT)


def mermaid(graph: Graph) -> str:
    """The chart in Mermaid's flowchart language, for a wiki that draws it."""
    keys = {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    for node in graph.nodes:
        opening, closing = ("{", "}") if node.shape is Shape.DECISION else ("[", "]")
        lines.append(f'    {keys[node.key]}{opening}"{_plain(node.label)}"{closing}')
    for edge in graph.edges:
        label = f'|"{_plain(edge.label)}"|' if edge.label else ""
        lines.append(f"    {keys[edge.source]} -->{label} {keys[edge.target]}")
    return "\n".join(lines) + "\n"


def _svg(
    drawing: Drawing,
    title: str,
    href: Callable[[int], str],
    now: int | None,
    done: frozenset[int],
    *,
    style: str,
) -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flowchart" role="group"'
        f' aria-label="{escape(f"Flowchart of {title}")}"'
        f' viewBox="0 0 {drawing.width:g} {drawing.height:g}" width="{drawing.width:g}">',
        style,
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
        *_groups(drawing),
        *(_way(way) for way in drawing.ways),
        *_roles(drawing),
        *(_node(placed, href, now, done) for placed in drawing.nodes),
        "</svg>",
    ]
    return "".join(parts)


def _way(way: Way) -> str:
    start, *rest = way.points
    path = f"M{start[0]:g} {start[1]:g}" + "".join(f"L{x:g} {y:g}" for x, y in rest)
    arrow = "" if way.edge.loose else ' marker-end="url(#arrow)"'
    line = f'<path class="way{" loose" if way.edge.loose else ""}" d="{path}"{arrow}/>'
    if not way.edge.label:
        return line
    anchor = "end" if way.side == "left" else "start"
    x, y = way.label_at
    room = _DOWN_LABEL if way.side == "down" else LABEL_WIDTH
    text = escape(lines_of(way.edge.label, width=room, size=LABEL_SIZE, most=1)[0])
    full = escape(way.edge.label)
    return (
        f'{line}<text class="label" x="{x:g}" y="{y:g}" text-anchor="{anchor}">'
        f"<title>{full}</title>{text}</text>"
    )


def _node(placed: Placed, href: Callable[[int], str], now: int | None, done: frozenset[int]) -> str:
    node = placed.node
    left, top = placed.x - BOX_WIDTH / 2, placed.y - BOX_HEIGHT / 2
    inner = (
        f"<title>{escape(_spoken(node))}</title>"
        f"{_box(node.shape, left, top)}"
        f'<g class="shape" transform="translate({left + 12:g} {placed.y - 9:g}) scale(.75)">'
        f"{_SHAPES[node.shape]}</g>"
        f"{_label(node.label, left + 38, placed.y)}"
    )
    if node.step is None:
        return f'<g class="node {node.shape}">{inner}</g>'
    state = "".join(_state(node.step, now, done))
    current = ' aria-current="step"' if node.step == now else ""
    link = escape(href(node.step))
    return f'<a class="node {node.shape}{state}" href="{link}"{current}>{inner}</a>'


def _box(shape: Shape, left: float, top: float) -> str:
    """The outline: a question is drawn in on both sides, so that it is known by its form alone."""
    if shape is not Shape.DECISION:
        return (
            f'<rect class="box" x="{left:g}" y="{top:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
        )
    right, low, middle = left + BOX_WIDTH, top + BOX_HEIGHT, top + BOX_HEIGHT / 2
    points = (
        (left + _POINT, top), (right - _POINT, top), (right + _POINT, middle),
        (right - _POINT, low), (left + _POINT, low), (left - _POINT, middle),
    )  # fmt: skip
    return f'<polygon class="box" points="{" ".join(f"{x:g},{y:g}" for x, y in points)}"/>'


def _label(text: str, x: float, y: float) -> str:
    """One line in the middle of the box, or two around it."""
    lines = lines_of(text, width=_ROOM, size=_LETTER, most=2)
    first = y + 4.5 - 8 * (len(lines) - 1)
    return "".join(
        f'<text x="{x:g}" y="{first + 16 * number:g}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def _groups(drawing: Drawing) -> Iterator[str]:
    """A dashed frame around steps that may go at the same time."""
    groups: dict[int, list[Placed]] = {}
    for placed in drawing.nodes:
        if placed.node.group:
            groups.setdefault(placed.node.group, []).append(placed)
    for members in groups.values():
        left, top = members[0].x - BOX_WIDTH / 2 - 7, members[0].y - BOX_HEIGHT / 2 - 7
        height = members[-1].y - members[0].y + BOX_HEIGHT + 14
        yield (
            f'<rect class="beside" x="{left:g}" y="{top:g}" width="{BOX_WIDTH + 14}" height="{height:g}"'
            ' rx="12"><title>In any order, or at the same time</title></rect>'
        )


def _roles(drawing: Drawing) -> Iterator[str]:
    """The word for what steps are for, over the first of them."""
    before = ""
    for placed in drawing.nodes:
        if placed.node.role and placed.node.role != before:
            x, y = placed.x - BOX_WIDTH / 2 + 2, placed.y - BOX_HEIGHT / 2 - 10
            yield f'<text class="role" x="{x:g}" y="{y:g}">{placed.node.role}</text>'
        before = placed.node.role


def _state(step: int, now: int | None, done: frozenset[int]) -> Iterator[str]:
    if step == now:
        yield " now"
    if step in done:
        yield " done"


def _spoken(node: Node) -> str:
    word = _WORDS[node.shape]
    return f"{node.label} ({word})" if word else node.label


def _plain(text: str) -> str:
    """Text that Mermaid cannot take for syntax: quotes and brackets as its own entities."""
    flat = " ".join(text.split())
    return re.sub(r'["\[\]{}|<>`#;&\\]', lambda found: f"#{ord(found[0])};", flat)
