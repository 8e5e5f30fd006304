"""Where a step begins and ends, and what stands under a condition."""

from runbooks.parsing.pipeline import read_unjudged


def steps_of(page: str) -> list[tuple[str, list[str]]]:
    return [(step.title, [c.text for c in step.commands]) for step in read_unjudged(page).steps]


def test_the_block_under_a_list_of_one_point_belongs_to_that_point() -> None:
    page = (
        "## Fix\n\n* Count the workers\n\n```\nps -C worker\n```\n\n* Stop them\n\n```\npkill worker\n```\n"
    )
    assert steps_of(page) == [("Count the workers", ["ps -C worker"]), ("Stop them", ["pkill worker"])]


def test_a_command_alone_in_its_paragraph_belongs_to_the_line_that_announces_it() -> None:
    page = "## Fix\n\nRestart the proxy on every host:\n\n`pdsh -a systemctl restart haproxy`\n"
    assert steps_of(page) == [("Restart the proxy on every host", ["pdsh -a systemctl restart haproxy"])]


def test_a_point_that_is_only_a_condition_gates_the_list_in_it() -> None:
    page = (
        "## Steps\n\n1. Stop it\n    1. If you want to keep the disk\n        1. Run `virsh shutdown web`.\n"
        "        1. Detach the disk.\n    1. Delete the rest.\n1. Report it.\n"
    )
    parsed = read_unjudged(page)
    assert [step.title for step in parsed.steps] == [
        "Stop it",
        "Run virsh shutdown web",
        "Detach the disk",
        "Delete the rest",
        "Report it",
    ]
    (decision,) = parsed.decisions
    assert decision.condition == "you want to keep the disk"
    assert [branch.goto for branch in decision.branches] == [2, 4]


def test_every_number_of_a_numbered_list_of_steps_is_a_step() -> None:
    page = (
        "## Running a copy\n\n1. Stop it: `systemctl stop db`\n2. Persistence of `db.conf` in the recipe.\n"
    )
    assert [title for title, _ in steps_of(page)][1:] == ["Persistence of db.conf in the recipe"]


def test_what_follows_from_a_state_is_no_decision() -> None:
    page = (
        "## Steps\n\nIf the pod waits, it has been placed already. "
        "If the pod is gone, you will see an error.\nIf the pod crashes, restart it.\n"
    )
    assert [decision.condition for decision in read_unjudged(page).decisions] == ["the pod crashes"]


def test_several_ways_under_a_condition_are_a_decision() -> None:
    page = "## Steps\n\nIf a replica fails, you have several options:\n\n1. Restart it.\n2. Rebuild it.\n"
    assert [decision.condition for decision in read_unjudged(page).decisions] == ["a replica fails"]


def test_what_is_still_to_be_written_is_no_step() -> None:
    assert steps_of("## Fix\n\n_TODO: add the instruction_\n") == []


def test_a_heading_loses_its_marks_of_code() -> None:
    assert read_unjudged("# `db_lag` alert\n\n## Fix\n\nRestart it.\n").title == "db_lag alert"
