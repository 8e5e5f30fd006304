"""A version is frozen into the steps of a run: one question or one command each."""

from typing import Any

from runbooks.types import (
    Branch,
    Decision,
    Language,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Prerequisite,
    Quality,
    Risk,
    Span,
    StepKind,
    Verdict,
)
from runbooks.versions.diff import diff
from runbooks.versions.freezing import freeze, variables
from runbooks.versions.words import split_words
from runbooks.versions.written import read, write

SOURCE = "".join(f"line {number:03}\n" for number in range(1, 31))
GREEN = Verdict(Risk.GREEN, ("It only reads.",), (Span(0, 2),), undo=None, pins=(("PAGER", "cat"),))
YELLOW = Verdict(Risk.YELLOW, ("It restarts.",), undo="kubectl rollout undo")


def command(text: str, line: int, verdict: Verdict | None = GREEN, **more: Any) -> ParsedCommand:
    return ParsedCommand(text, at(line), Language.SHELL, verdict=verdict, **more)


def at(line: int) -> Span:
    return Span(9 * (line - 1), 9 * line - 1)


def step(number: int, *commands: ParsedCommand, kind: StepKind = StepKind.COMMAND, **more: Any) -> ParsedStep:
    return ParsedStep(number, f"Step {number}", f"Text {number}", at(number), kind, commands=commands, **more)


def runbook(*steps: ParsedStep, decisions: tuple[Decision, ...] = ()) -> ParsedRunbook:
    return ParsedRunbook(
        "Lag",
        SOURCE,
        steps,
        (Prerequisite("psql", at(20)),),
        decisions,
        Quality(70, ("Step 3 is vague.",)),
    )


def test_a_step_of_one_command_is_one_step_of_the_run() -> None:
    (frozen,) = freeze(runbook(step(1, command("df -h", 1))))
    assert (frozen.position, frozen.label, frozen.title, frozen.command) == (1, "1", "Step 1", "df -h")
    assert (frozen.risk, frozen.reasons, frozen.kind) == (Risk.GREEN, ("It only reads.",), StepKind.COMMAND)
    assert frozen.lines == (1, 1)


def test_a_step_of_several_commands_is_frozen_as_several() -> None:
    frozen = freeze(
        runbook(step(1), step(2, command("a", 2), command("b", 3, YELLOW), warning="Slow.", expected="ok"))
    )
    assert [(one.label, one.command, one.risk) for one in frozen] == [
        ("1", "", Risk.GREEN),
        ("2.1", "a", Risk.GREEN),
        ("2.2", "b", Risk.YELLOW),
    ]
    assert [one.warning for one in frozen] == ["", "Slow.", ""]
    assert [one.expected for one in frozen] == ["", "", "ok"]
    assert frozen[2].undo == "kubectl rollout undo"
    assert frozen[2].lines == (3, 3)


def test_a_command_that_nobody_judged_is_not_green() -> None:
    (frozen,) = freeze(runbook(step(1, command("df", 1, None))))
    assert frozen.risk is Risk.YELLOW


def test_a_drafted_command_stays_marked() -> None:
    (frozen,) = freeze(runbook(step(1, command("df", 1, drafted=True))))
    assert frozen.drafted


def test_a_note_is_no_step_but_warns_at_the_next() -> None:
    note = ParsedStep(1, "Note", "Never on the primary.", at(1), StepKind.NOTE)
    frozen = freeze(runbook(note, step(2, command("x", 2), warning="Slow.")))
    assert [(one.label, one.warning) for one in frozen] == [("2", "Never on the primary.\nSlow.")]


def test_a_decision_that_guards_commands_stands_before_them_with_a_way_around() -> None:
    decision = Decision(2, "Is the lag above 300 s?", at(2), (Branch("yes", None),))
    frozen = freeze(
        runbook(step(1), step(2, command("a", 2), command("b", 3)), step(3), decisions=(decision,))
    )
    assert [(one.position, one.label, one.title) for one in frozen] == [
        (1, "1", "Step 1"),
        (2, "2.1", "Is the lag above 300 s?"),
        (3, "2.2", "Step 2"),
        (4, "2.3", "Step 2"),
        (5, "3", "Step 3"),
    ]
    assert frozen[1].kind is StepKind.DECISION
    assert frozen[1].command == ""
    assert frozen[1].branches == (Branch("yes", None), Branch("otherwise", 5))


def test_a_decision_with_one_way_out_can_be_answered_with_no() -> None:
    decision = Decision(1, "the lag is below 300 s", at(1), (Branch("go to step 3", 3),))
    frozen = freeze(runbook(step(1, kind=StepKind.DECISION), step(2), step(3), decisions=(decision,)))
    assert frozen[0].title == "The lag is below 300 s?"
    assert frozen[0].branches == (Branch("go to step 3", 3), Branch("otherwise", None))


def test_the_way_around_the_last_step_is_the_end() -> None:
    decision = Decision(1, "Is it full?", at(1), (Branch("yes", 1),))
    frozen = freeze(runbook(step(1, command("a", 1)), decisions=(decision,)))
    assert frozen[0].branches == (Branch("yes", 2), Branch("otherwise", "end"))


def test_branches_lead_to_positions() -> None:
    decision = Decision(
        2,
        "Is it up?",
        at(2),
        (Branch("yes", 4), Branch("no", 1), Branch("unsure", "escalate"), Branch("done", "end")),
    )
    frozen = freeze(
        runbook(
            step(1, command("a", 1), command("b", 1)),
            step(2, kind=StepKind.DECISION),
            step(3),
            step(4, command("c", 4)),
            decisions=(decision,),
        )
    )
    assert frozen[2].branches == (
        Branch("yes", 5),
        Branch("no", 1),
        Branch("unsure", "escalate"),
        Branch("done", "end"),
    )


def test_a_branch_to_a_note_goes_on_at_the_step_after_it() -> None:
    decision = Decision(1, "Is it up?", at(1), (Branch("yes", 2), Branch("no", 9)))
    note = ParsedStep(2, "Note", "Be quick.", at(2), StepKind.NOTE)
    frozen = freeze(runbook(step(1, kind=StepKind.DECISION), note, step(3), decisions=(decision,)))
    assert frozen[0].branches == (Branch("yes", 2), Branch("no", "end"))


def test_variables_are_named_once_whatever_their_spelling() -> None:
    commands = (
        command("kubectl logs <pod-name> -n {{ namespace }} $HOST ${POD_NAME} <Pod Name> $1 $(date)", 1),
    )
    assert variables(freeze(runbook(step(1, *commands)))) == ("pod", "namespace", "host")


def test_a_written_runbook_is_read_back_as_it_was() -> None:
    decision = Decision(
        2, "Is it up?", at(2), (Branch("yes", 1), Branch("no", "escalate"), Branch("else", None))
    )
    parsed = runbook(
        step(1, command("a", 1), command("b", 2, None, explanation="Why", drafted=True), vague="Which logs?"),
        step(2, command("c", 3, YELLOW), section="Look", warning="Slow.", expected="ok"),
        decisions=(decision,),
    )
    assert read(write(parsed), SOURCE) == parsed


def test_a_diff_shows_changed_lines_with_a_few_around() -> None:
    before = "\n".join(f"line {number}" for number in range(1, 30))
    after = before.replace("line 10\n", "line ten\nline more\n")
    lines = diff(before, after)
    assert [(line.change, line.text, line.before, line.after) for line in lines] == [
        ("same", "line 7", 7, 7),
        ("same", "line 8", 8, 8),
        ("same", "line 9", 9, 9),
        ("removed", "line 10", 10, None),
        ("added", "line ten", None, 10),
        ("added", "line more", None, 11),
        ("same", "line 11", 11, 12),
        ("same", "line 12", 12, 13),
        ("same", "line 13", 13, 14),
    ]
    assert diff(before, before) == ()


def test_joined_words_are_found_by_their_parts() -> None:
    assert split_words("KubePodCrashLooping") == "KubePodCrashLooping Kube Pod Crash Looping"
    assert split_words("orders-db etcd_disk") == "orders-db etcd_disk orders db etcd disk"
    assert split_words("plain words") == "plain words"
