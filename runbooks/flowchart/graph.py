"""The procedure as a graph: a node for each step and each decision, an edge for each way on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from runbooks.types import Decision, ParsedRunbook, ParsedStep, Risk, StepKind

END: Final = "end"
ESCALATE: Final = "escalate"


class Shape(StrEnum):
    """What a node looks like; the first three are the risks' own shapes."""

    SAFE = "safe"
    CAUTION = "caution"
    DANGER = "danger"
    DECISION = "decision"
    MANUAL = "manual"
    LAST = "last"


@dataclass(frozen=True)
class Node:
    """A stop on the way. `step` is the number it leads to on the page; None for the ends.

    `role` is the word for what its step is for, empty for most; `group` counts the steps that go together.
    """

    key: str
    shape: Shape
    label: str
    step: int | None
    role: str = ""
    group: int = 0


@dataclass(frozen=True)
class Edge:
    """A way from one node to another; `label` is the condition, empty where there is none.

    A `loose` way joins two steps of which neither waits for the other.
    """

    source: str
    target: str
    label: str = ""
    loose: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of the document, then the ends; every edge joins two of them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(runbook: ParsedRunbook) -> Graph:
    """The graph of a runbook.

    A decision that guards commands stands as a node of its own before its step; a step that is nothing but
    a decision is drawn as one. Notes are not stops and are left out.
    """
    steps = [step for step in runbook.steps if step.kind is not StepKind.NOTE]
    forks: dict[int, list[Decision]] = {}
    for decision in runbook.decisions:
        forks.setdefault(decision.step, []).append(decision)
    groups = {number: at for at, one in enumerate(runbook.parallel, start=1) for number in one.steps}
    nodes = [
        node
        for step in steps
        for node in _nodes(step, forks.get(step.number, []), groups.get(step.number, 0))
    ]
    entries = {node.step: node.key for node in reversed(nodes)}
    edges = joined(_edges(nodes, forks, entries))
    used = {edge.target for edge in edges}
    ends = [(END, "End"), (ESCALATE, "Escalate")]
    nodes += [Node(key, Shape.LAST, label, None) for key, label in ends if key in used]
    return Graph(tuple(nodes), edges)


def worst(step: ParsedStep) -> Shape:
    """The shape of the most dangerous command of a step; a step without commands is done by hand."""
    risks = [command.verdict.risk if command.verdict else Risk.YELLOW for command in step.commands]
    if not risks:
        return Shape.MANUAL
    return Shape(max(risks, key=lambda risk: risk.rank).css)


def _nodes(step: ParsedStep, forks: Sequence[Decision], group: int) -> Iterator[Node]:
    number, role = step.number, step.role.word
    for index, fork in enumerate(forks):
        yield Node(f"d{number}.{index}", Shape.DECISION, _asked(number, fork), number, role)
    if step.commands or not forks:
        yield Node(f"s{number}", worst(step), f"{number}. {step.title}", number, role, group)


def _asked(number: int, fork: Decision) -> str:
    """A condition as a question: "4. The disk is full?"."""
    words = fork.condition.strip(" .:,;")
    return f"{number}. {words[:1].upper()}{words[1:]}{'' if words.endswith(('?', '？')) else '?'}"


def joined(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """One edge for each pair of nodes: two ways out to the same place are one way with both names."""
    labels: dict[tuple[str, str], list[str]] = {}
    loose: dict[tuple[str, str], bool] = {}
    for edge in edges:
        pair = (edge.source, edge.target)
        labels.setdefault(pair, [])
        loose[pair] = edge.loose
        if edge.label and edge.label not in labels[pair]:
            labels[pair].append(edge.label)
    return tuple(Edge(*pair, " / ".join(said), loose[pair]) for pair, said in labels.items())


def _edges(
    nodes: Sequence[Node], forks: dict[int, list[Decision]], entries: dict[int | None, str]
) -> Iterator[Edge]:
    for index, node in enumerate(nodes):
        following = nodes[index + 1].key if index + 1 < len(nodes) else END
        if node.shape is not Shape.DECISION:
            beside = bool(node.group) and index + 1 < len(nodes) and nodes[index + 1].group == node.group
            yield Edge(node.key, following, "any order" if beside else "", loose=beside)
            continue
        step, _, place = node.key.removeprefix("d").partition(".")
        branches = forks[int(step)][int(place)].branches
        # "Go on" at its own step is the step behind the question, never the question again.
        gotos = [None if branch.goto == int(step) else branch.goto for branch in branches]
        targets = [_target(goto, following, entries) for goto in gotos]
        for branch, target in zip(branches, targets, strict=True):
            yield Edge(node.key, target, branch.label)
        if following not in targets:
            yield Edge(node.key, following, "" if not branches else "otherwise")


def _target(goto: int | str | None, following: str, entries: dict[int | None, str]) -> str:
    if goto in (END, ESCALATE):
        return str(goto)
    if isinstance(goto, int):
        return entries.get(goto, following)
    return following
