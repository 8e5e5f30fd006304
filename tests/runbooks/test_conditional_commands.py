"""A command that the text makes conditional never runs by itself before a person decided its condition."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execution.machine.plan import PlannedStep, way
from execution.types import StepStatus
from runbooks.parsing.pipeline import read
from runbooks.types import Branch, FrozenStep, Risk
from runbooks.versions.freezing import freeze
from runbooks.versions.written import read as read_written
from runbooks.versions.written import write

Answer = Callable[[FrozenStep], int]


def walked(text: str, answer: Answer | None = None) -> list[str]:
    """The commands that a run gets to, green ones by themselves; it ends at a question without an answer."""
    frozen = freeze(read(text))
    planned = [PlannedStep(one.position, one.position, StepStatus.READY) for one in frozen]
    skipped: set[int] = set()
    ran: list[str] = []
    for step, plan in zip(frozen, planned, strict=True):
        if step.position in skipped:
            continue
        if step.branches:
            if answer is None:
                break
            led = way(planned, plan, step.branches[answer(step)].goto)
            skipped |= set(led.skip)
        elif step.command:
            ran.append(step.command)
    return ran


def first(step: FrozenStep) -> int:
    return 0


def last(step: FrozenStep) -> int:
    return len(step.branches) - 1


OTHERWISE_STEP = """\
1. If the disk is full, run `df -h`.
2. Otherwise, run `uptime`.
3. Run `free -m`.
"""


def test_an_otherwise_step_that_is_reached_in_sequence_asks_first() -> None:
    assert walked(OTHERWISE_STEP) == []
    question = freeze(read(OTHERWISE_STEP))[2]
    assert question.title == "Otherwise (not: the disk is full)?"
    assert question.branches == (Branch("yes", None), Branch("no", 5))


def test_who_chose_the_other_way_out_is_not_asked_again() -> None:
    def other(step: FrozenStep) -> int:
        assert step.label == "1.1"
        return 1

    assert walked(OTHERWISE_STEP, other) == ["uptime", "free -m"]


def test_points_under_a_conditional_point_are_conditional_too() -> None:
    text = """\
1. Check the disk: `df -h`
   - If it is full, run `ls /var/log`
     - `du -sh /var/log`
   - Otherwise, run `ls /tmp`
2. Run `free -m`
"""
    assert walked(text) == ["df -h"]
    assert walked(text, last) == ["df -h", "free -m"]


def test_a_conditional_heading_governs_the_headings_under_it() -> None:
    text = """\
# Lag

## If the replica lags

### The primary

Run `uptime`

### The replica

Run `free -m`

## Always

Run `df -h`
"""
    assert walked(text) == []
    assert walked(text, last) == ["df -h"]


def test_both_ways_out_in_one_sentence_are_never_both_run() -> None:
    text = "Run `w` first.\n\nIf the disk is full run `df -h`, otherwise run `uptime`.\n"
    assert walked(text) == ["w"]
    assert walked(text, lambda step: 0 if step.label == "2.1" else last(step)) == ["w", "df -h"]
    assert walked(text, lambda step: 1 if step.label == "2.1" else last(step)) == ["w", "uptime"]


def test_what_a_condition_is_told_by_is_not_itself_conditional() -> None:
    text = "1. If `systemctl is-active nginx` prints inactive, run `journalctl -u nginx`.\n"
    frozen = freeze(read(text))
    by_name = {one.command: one for one in frozen if one.command}
    assert by_name["systemctl is-active nginx"].position < by_name["journalctl -u nginx"].position
    assert "journalctl -u nginx" not in walked(text)


def test_what_is_done_before_the_question_runs_before_it() -> None:
    text = """\
1. Run the check:

   ```sh
   df -h
   ```

   If it shows 100 %, go to step 3.
2. Run `w`
3. Run `id`
"""
    assert walked(text) == ["df -h"]


UNCONDITIONAL = [
    "Check if the pod is up: `kubectl get pods`",
    "Is the disk full? Run `df -h`.",
    "How full is it? Run `df -h`.",
    "Verify whether the disk is full with `df -h`.",
    "Run `df -h`. If it is above 90 %, the disk is nearly full.",
]


@pytest.mark.parametrize("text", UNCONDITIONAL)
def test_a_question_that_a_command_answers_is_no_condition_over_it(text: str) -> None:
    (frozen,) = (one for one in freeze(read(text)) if one.command)
    assert frozen.risk is Risk.GREEN
    assert frozen.position == 1


CONDITIONAL = [
    "If the disk is full, run `{}`.",
    "If the disk is full run `{}`",
    "Run `{}` if the disk is full.",
    "Run `{}` when the pod is stuck.",
    "Run `{}`, if needed.",
    "Only if that fails, use `{}`.",
    "Unless the node is cordoned, run `{}`.",
    "In case of an outage run `{}`.",
    "If the disk is full:\n\n```\n{}\n```",
    "If the disk is full, do this:\n\n1. Look around.\n2. Run `{}`\n",
    "If the disk is full, look closer. Then run `{}`.",
    "- **If the disk is full**\n\n  ```\n  {}\n  ```",
    "Is the disk full?\n\n- Yes: run `{}`\n",
    "Disk full? Run `{}`.",
    "```sh\n# only if that fails\n{}\n```",
    "## Ways\n\n### Scenario A: the disk is full\n\nRun `{}`.\n\n### Scenario B: it is slow\n\nWait.",
    "1. On replicas only, run `{}`.",
    "1. (Only for replicas) `{}`",
    "Otherwise:\n\n```\n{}\n```",
    "Otherwise, run `{}`.",
    "If not, run `{}`.",
    "Si el disco está lleno, ejecute `{}`.",
    "De lo contrario, ejecute `{}`.",
    "Falls die Platte voll ist, führe `{}` aus.",
    "Führe `{}` aus, wenn die Platte voll ist.",
    "Andernfalls führe `{}` aus.",
    "Si le disque est plein, exécutez `{}`.",
    "Sinon, exécutez `{}`.",
    "Se o disco estiver cheio, execute `{}`.",
    "Caso contrário, execute `{}`.",
    "ディスクが満杯の場合は、`{}` を実行してください。",
    "そうでない場合は、`{}` を実行してください。",
    "如果磁盘已满,请运行 `{}`。",
    "否则,请运行 `{}`。",
]
SPOKEN = {
    "Si el": "Ejecute los pasos de la guía con cuidado en el servidor y no se salte nada de la lista.\n\n",
    "De lo": "Ejecute los pasos de la guía con cuidado en el servidor y no se salte nada de la lista.\n\n",
    "Falls": "Die Anleitung ist für den Server und das Team, und sie ist nicht lang.\n\n",
    "Führe": "Die Anleitung ist für den Server und das Team, und sie ist nicht lang.\n\n",
    "Ander": "Die Anleitung ist für den Server und das Team, und sie ist nicht lang.\n\n",
    "Si le": "Le guide est pour le serveur et les équipes, dans la plupart des cas il est court.\n\n",
    "Sinon": "Le guide est pour le serveur et les équipes, dans la plupart des cas il est court.\n\n",
    "Se o ": "O guia é para o servidor e não é longo, com uma lista de passos para a equipe.\n\n",
    "ディスクが": "この手順はサーバーの障害に対応するためのものです。必ず順番に読んでください。\n\n",
    "そうでない": "この手順はサーバーの障害に対応するためのものです。必ず順番に読んでください。\n\n",
    "Caso ": "O guia é para o servidor e não é longo, com uma lista de passos para a equipe.\n\n",
}


@pytest.mark.parametrize("text", CONDITIONAL)
def test_a_conditional_command_waits_in_every_language(text: str) -> None:
    page = SPOKEN.get(text[:5], "") + text.format("df -h") + "\n"
    commands = [one.command for one in freeze(read(page)) if one.command]
    assert commands == ["df -h"]
    assert walked(page) == []
    assert walked(page, last) == []


@given(st.lists(st.sampled_from([t for t in CONDITIONAL if t[:5] not in SPOKEN and t.isascii()]), max_size=6))
def test_nothing_conditional_runs_by_itself_however_conditions_follow_each_other(forms: list[str]) -> None:
    page = "\n\n".join(form.format(f"ls /{number}") for number, form in enumerate(forms)) + "\n"
    assert walked(page) == []
    for step in freeze(read(page)):
        assert all(
            branch.goto in (None, "end", "escalate")
            or (isinstance(branch.goto, int) and branch.goto > step.position)
            for branch in step.branches
        )


def test_a_version_keeps_its_conditions() -> None:
    parsed = read(OTHERWISE_STEP)
    kept = read_written(write(parsed), parsed.source)
    assert freeze(kept) == freeze(parsed)


def test_a_line_of_a_hundred_thousand_conditions_is_read() -> None:
    page = "if it is so, run `w` " * 10_000
    assert walked(page) == []
