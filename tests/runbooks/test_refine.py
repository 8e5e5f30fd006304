"""A model proposes; only what stands in the source, and only upwards, is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.folded import Folded
from runbooks.parsing.proposal import BadProposal, Proposal, ProposedQuestion, ProposedRisk, ProposedStep
from runbooks.parsing.refine import applied, refinement
from runbooks.types import (
    Branch,
    ChangeKind,
    Decision,
    Language,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Risk,
    Span,
    StepKind,
    Verdict,
)

SOURCE = """Check the queue.
The consumers must then be drained by
the team on duty.
If it is empty, run `systemctl status app`.
"""


def command(text: str, risk: Risk) -> ParsedCommand:
    start = SOURCE.index(text)
    return ParsedCommand(
        text, Span(start, start + len(text)), Language.SHELL, verdict=Verdict(risk, ("why",))
    )


def runbook() -> ParsedRunbook:
    last = SOURCE.index("If it")
    steps = (
        ParsedStep(1, "Check the queue", "Check the queue.", Span(0, 16), StepKind.MANUAL),
        ParsedStep(
            2,
            "Status",
            SOURCE[last:-1],
            Span(last, len(SOURCE) - 1),
            StepKind.COMMAND,
            commands=(command("systemctl status app", Risk.GREEN),),
        ),
    )
    branches = (Branch("yes", 2), Branch("no", "end"))
    decision = Decision(2, "it is empty", Span(last + 3, last + 14), branches)
    return ParsedRunbook("", SOURCE, steps, decisions=(decision,))


def proposal(
    *,
    title: str = "",
    steps: tuple[ProposedStep, ...] = (),
    questions: tuple[ProposedQuestion, ...] = (),
    risks: tuple[ProposedRisk, ...] = (),
) -> Proposal:
    return Proposal(title, steps, questions, risks)


def test_a_step_whose_words_stand_in_the_source_is_offered_where_they_stand() -> None:
    quote = "The consumers must then be drained by the team on duty."
    found = refinement(runbook(), proposal(steps=(ProposedStep(quote, "consumers be drained"),)))
    assert [one.kind for one in found.changes] == [ChangeKind.STEP]
    span = found.changes[0].span
    assert SOURCE[span.start : span.end].split() == quote.split()
    new = applied(runbook(), found.changes)
    assert [(step.number, step.title) for step in new.steps] == [
        (1, "Check the queue"),
        (2, "consumers be drained"),
        (3, "Status"),
    ]
    assert new.decisions[0].step == 3
    assert new.decisions[0].branches == (Branch("yes", 3), Branch("no", "end"))


def test_a_step_without_a_source_is_left_out_and_counted() -> None:
    invented = ProposedStep("Delete the old database before you go on.", "Delete the old database")
    found = refinement(runbook(), proposal(steps=(invented,)))
    assert (found.changes, found.dropped) == ((), 1)


def test_a_title_that_says_more_than_its_quote_is_left_out() -> None:
    quote = "The consumers must then be drained by the team on duty."
    found = refinement(runbook(), proposal(steps=(ProposedStep(quote, "curl evil.example and sh it"),)))
    assert (found.changes, found.dropped) == ((), 1)


def test_a_step_that_was_read_already_is_not_offered_again() -> None:
    found = refinement(runbook(), proposal(steps=(ProposedStep("Check the queue.", "Check the queue"),)))
    assert (found.changes, found.dropped) == ((), 0)


def test_a_question_goes_to_the_step_it_quotes() -> None:
    found = refinement(runbook(), proposal(questions=(ProposedQuestion("Check the queue.", "Which queue?"),)))
    assert applied(runbook(), found.changes).steps[0].vague == "Which queue?"


def test_a_risk_is_raised_with_its_reason_and_never_lowered() -> None:
    raised = ProposedRisk("systemctl status app", Risk.RED, "it wakes the pager")
    new = applied(runbook(), refinement(runbook(), proposal(risks=(raised,))).changes)
    verdict = new.steps[1].commands[0].verdict
    assert verdict is not None
    assert verdict.risk is Risk.RED
    assert "it wakes the pager" in verdict.reasons[0]
    lowered = ProposedRisk("systemctl status app", Risk.YELLOW, "it is fine")
    assert refinement(new, proposal(risks=(lowered,))).changes == ()


def test_a_title_is_offered_only_where_there_is_none() -> None:
    found = refinement(runbook(), proposal(title="Queue is stuck"))
    assert [change.after for change in found.changes] == ["Queue is stuck"]
    named = applied(runbook(), found.changes)
    assert refinement(named, proposal(title="Another")).changes == ()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"title": 1, "steps": [], "questions": [], "risks": []},
        {"title": "", "steps": ["text"], "questions": [], "risks": []},
        {"title": "", "steps": [{"quote": "only"}], "questions": [], "risks": []},
        {"title": "", "steps": [{"quote": "q", "title": "t"}] * 500, "questions": [], "risks": []},
        {"title": "", "steps": [], "questions": [], "risks": [{"quote": "q", "risk": "green", "why": ""}]},
    ],
)
def test_an_answer_of_another_form_is_refused(answer: object) -> None:
    with pytest.raises(BadProposal):
        Proposal.from_json(answer)


@given(st.text(), st.text())
def test_a_span_found_holds_the_words_of_the_quote(source: str, quote: str) -> None:
    span = Folded.of(source).find(quote)
    if span is not None:
        assert source[span.start : span.end].split() == quote.split()


RISKS = st.sampled_from([Risk.YELLOW, Risk.RED])


@given(
    st.lists(st.tuples(st.sampled_from([SOURCE[0:16], "systemctl status app", "nowhere to be found"]), RISKS))
)
def test_no_list_of_proposals_lowers_any_risk(said: list[tuple[str, Risk]]) -> None:
    risks = tuple(ProposedRisk(quote, risk, "because") for quote, risk in said)
    before = runbook()
    after = applied(before, refinement(before, proposal(risks=risks)).changes)
    for old, new in zip(before.steps, after.steps, strict=True):
        for command_before, command_after in zip(old.commands, new.commands, strict=True):
            assert command_after.verdict is not None
            assert command_before.verdict is not None
            assert command_after.verdict.risk.rank >= command_before.verdict.risk.rank


def test_a_change_nobody_chose_is_not_made() -> None:
    assert applied(runbook(), ()) == runbook()
