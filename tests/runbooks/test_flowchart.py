"""The chart shows every step once, every branch with its condition, and nothing crosses a box."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from runbooks.flowchart.graph import Graph, Shape, graph_of
from runbooks.flowchart.layout import BOX_WIDTH, laid_out
from runbooks.flowchart.lettering import lines_of, width_of
from runbooks.flowchart.render import mermaid, standalone, svg
from runbooks.types import (
    Branch,
    Decision,
    Language,
    Parallel,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Risk,
    Span,
    StepKind,
    StepRole,
    Verdict,
)

NOWHERE = Span(0, 0)


def step(number: int, risk: Risk | None = None, kind: StepKind | None = None, title: str = "") -> ParsedStep:
    commands: tuple[ParsedCommand, ...] = ()
    if risk is not None:
        commands = (ParsedCommand("true", NOWHERE, Language.SHELL, verdict=Verdict(risk, ())),)
    found = kind or (StepKind.COMMAND if risk else StepKind.MANUAL)
    return ParsedStep(number, title or f"Step {number}", "", NOWHERE, found, commands=commands)


def chart(*steps: ParsedStep, decisions: tuple[Decision, ...] = ()) -> Graph:
    return graph_of(ParsedRunbook("Queue", "", steps, decisions=decisions))


def fork(number: int, *branches: Branch) -> Decision:
    return Decision(number, f"condition {number}", NOWHERE, branches)


def test_a_shape_is_the_worst_risk_of_the_step() -> None:
    graph = chart(step(1, Risk.GREEN), step(2, Risk.YELLOW), step(3, Risk.RED), step(4))
    assert [node.shape for node in graph.nodes] == [
        Shape.SAFE,
        Shape.CAUTION,
        Shape.DANGER,
        Shape.MANUAL,
        Shape.LAST,
    ]


def test_a_decision_leads_where_its_branches_say() -> None:
    decision = fork(2, Branch("yes", 4), Branch("no", "escalate"))
    graph = chart(step(1), step(2, kind=StepKind.DECISION), step(3), step(4), decisions=(decision,))
    ways = {(edge.source, edge.target, edge.label) for edge in graph.edges}
    assert {("d2.0", "s4", "yes"), ("d2.0", "escalate", "no"), ("d2.0", "s3", "otherwise")} <= ways
    assert [node.key for node in graph.nodes] == ["s1", "d2.0", "s3", "s4", "end", "escalate"]


def test_a_decision_that_guards_a_command_stands_before_it() -> None:
    decision = fork(2, Branch("yes", None), Branch("no", "end"))
    graph = chart(step(1), step(2, Risk.RED), decisions=(decision,))
    assert [node.key for node in graph.nodes] == ["s1", "d2.0", "s2", "end"]
    assert ("d2.0", "s2", "yes") in {(edge.source, edge.target, edge.label) for edge in graph.edges}


def test_going_on_at_a_decision_s_own_step_is_the_step_and_never_the_question_again() -> None:
    graph = chart(
        step(1), step(2, Risk.RED), step(3), decisions=(fork(2, Branch("yes", 2), Branch("no", 3)),)
    )
    ways = {(edge.source, edge.target, edge.label) for edge in graph.edges}
    assert ("d2.0", "s2", "yes") in ways
    assert all(edge.source != edge.target for edge in graph.edges)


def test_two_ways_out_to_one_place_are_one_line_with_both_names() -> None:
    graph = chart(
        step(1, Risk.RED), step(2), decisions=(fork(1, Branch("full", None), Branch("slow", None)),)
    )
    assert [(e.source, e.target, e.label) for e in graph.edges if e.source == "d1.0"] == [
        ("d1.0", "s1", "full / slow")
    ]


def test_steps_that_may_go_together_stand_in_one_frame_without_arrows_between() -> None:
    runbook = ParsedRunbook(
        "Queue",
        "",
        (step(1, Risk.GREEN), step(2, Risk.GREEN), step(3, Risk.RED)),
        parallel=(Parallel((1, 2), "Each only reads."),),
    )
    drawn = svg(graph_of(runbook), title="Queue", href=str)
    assert drawn.count('class="beside"') == 1
    assert drawn.count('class="way loose"') == 1
    assert "In any order, or at the same time" in drawn


def test_what_a_step_is_for_is_said_over_the_first_of_its_kind() -> None:
    roles = (StepRole.DIAGNOSIS, StepRole.DIAGNOSIS, StepRole.ROLLBACK)
    steps = tuple(replace(step(number), role=role) for number, role in enumerate(roles, start=1))
    drawn = svg(chart(*steps), title="Queue", href=str)
    assert drawn.count(">Diagnosis</text>") == 1
    assert drawn.count(">Rollback</text>") == 1


WORDS = st.text(min_size=1, max_size=200)


@given(WORDS, st.integers(1, 3))
def test_no_line_of_a_label_is_wider_than_its_room(text: str, most: int) -> None:
    lines = lines_of(text, width=250, size=13, most=most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 13) <= 250 for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_every_label_of_a_step_is_drawn_inside_its_box(titles: list[str]) -> None:
    drawn = svg(chart(*(step(n, title=t) for n, t in enumerate(titles, start=1))), title="any", href=str)
    for element in ElementTree.fromstring(
        re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", drawn)
    ).iter():
        if element.tag.endswith("}text") and element.get("class") is None:
            assert width_of(element.text or "", 13) <= BOX_WIDTH - 50


def test_a_note_is_no_stop_on_the_way() -> None:
    graph = chart(step(1), step(2, kind=StepKind.NOTE), step(3))
    assert [node.key for node in graph.nodes] == ["s1", "s3", "end"]


def test_the_step_of_a_run_is_lit_and_every_step_is_a_link() -> None:
    drawn = svg(chart(step(1), step(2)), title="Q & A", href=lambda number: f"#step-{number}", now=2)
    root = ElementTree.fromstring(drawn)
    links = [element for element in root.iter() if element.tag.endswith("}a")]
    assert [link.get("href") for link in links] == ["#step-1", "#step-2"]
    assert [link.get("aria-current") for link in links] == [None, "step"]
    assert root.get("aria-label") == "Flowchart of Q & A"


def test_hostile_titles_stay_text() -> None:
    hostile = step(1, title='</text><script>alert("x")</script>')
    graph = chart(hostile)
    for drawn in (svg(graph, title="<b>", href=str), standalone(graph, title="<b>")):
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
        assert "script" not in tags
        assert "b" not in tags
    assert mermaid(chart(step(1, title='"] --> evil["'))).count("-->") == 1


GOTO = st.one_of(st.none(), st.integers(1, 40), st.sampled_from(["end", "escalate"]))
FORKS = st.dictionaries(st.integers(1, 40), st.lists(GOTO, min_size=1, max_size=4), max_size=12)
type Goto = int | str | None
RISKS = st.lists(st.one_of(st.none(), st.sampled_from(Risk)), min_size=1, max_size=40)


@given(RISKS, FORKS)
def test_any_procedure_can_be_drawn(risks: list[Risk | None], forks: dict[int, list[Goto]]) -> None:
    steps = tuple(step(number, risk) for number, risk in enumerate(risks, start=1))
    decisions = tuple(
        fork(number, *(Branch(f"b{index}", goto) for index, goto in enumerate(gotos)))
        for number, gotos in forks.items()
        if number <= len(steps)
    )
    graph = chart(*steps, decisions=decisions)
    keys = {node.key for node in graph.nodes}
    assert all(edge.source in keys and edge.target in keys for edge in graph.edges)
    drawing = laid_out(graph)
    assert len({placed.y for placed in drawing.nodes}) == len(graph.nodes)
    for way in drawing.ways:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in way.points)
        if way.side != "down":
            middle = drawing.nodes[0].x
            assert all(abs(x - middle) >= BOX_WIDTH / 2 for x, _ in way.points)
    ElementTree.fromstring(svg(graph, title="any", href=str))
