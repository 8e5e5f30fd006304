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
        "If the pod is an application, it may be necessary to restart its worker.\n"
    )
    assert [decision.condition for decision in read_unjudged(page).decisions] == [
        "the pod crashes",
        "the pod is an application",
    ]


def test_several_ways_under_a_condition_are_a_decision() -> None:
    page = "## Steps\n\nIf a replica fails, you have several options:\n\n1. Restart it.\n2. Rebuild it.\n"
    assert [decision.condition for decision in read_unjudged(page).decisions] == ["a replica fails"]


def test_what_is_still_to_be_written_is_no_step() -> None:
    assert steps_of("## Fix\n\n_TODO: add the instruction_\n") == []


def test_a_heading_loses_its_marks_of_code() -> None:
    assert read_unjudged("# `db_lag` alert\n\n## Fix\n\nRestart it.\n").title == "db_lag alert"


def test_in_that_case_means_what_the_sentence_before_names() -> None:
    page = (
        "## Steps\n\nIf the retries never end this may be a stuck lock. In that case restart the worker.\n\n"
        "Check if the `lost+found` directory exists. If so, create a snapshot.\n"
    )
    assert [decision.condition for decision in read_unjudged(page).decisions] == [
        "the retries never end",
        "the `lost+found` directory exists",
    ]


def test_the_commas_of_examples_do_not_end_a_condition() -> None:
    page = (
        "## Steps\n\nIf other objects are stuck such as pools, stores, or buckets, follow step 1 for them.\n"
    )
    (decision,) = read_unjudged(page).decisions
    assert decision.condition == "other objects are stuck such as pools, stores, or buckets"


def test_the_comma_of_a_number_does_not_end_a_condition() -> None:
    decision = read_unjudged(
        "# Lag\n\n1. If the lag is below 10,000 and falling, wait and stop here. Otherwise continue.\n"
        "2. `uptime`\n"
    ).decisions[0]
    assert decision.condition == "the lag is below 10,000 and falling"
    assert decision.branches[0].label == "wait and stop here"


def test_what_leads_to_a_command_within_its_paragraph_is_no_step_of_its_own() -> None:
    page = "## Steps\n\n1. Snapshots may be broken. Check it: `fsck -n /dev/sdb1`. If it fails, stop here.\n"
    assert [commands for _, commands in steps_of(page)] == [["fsck -n /dev/sdb1"], []]


def test_a_bold_question_over_a_list_does_not_swallow_the_command_after_it() -> None:
    page = (
        "## Truncate the log\n\n**Why truncate:**\n- It is safe.\n\n```bash\ntruncate -s 0 /var/log/x\n```\n"
    )
    assert [commands for _, commands in steps_of(page)] == [["truncate -s 0 /var/log/x"]]


def test_a_column_of_states_is_not_the_condition_of_a_row() -> None:
    page = "## Act\n\n| Usage | Status | Action |\n|---|---|---|\n| 95 % | bad | Stop the writer |\n"
    assert [decision.condition for decision in read_unjudged(page).decisions] == ["95 %"]


def test_the_rows_of_a_wiki_table_are_steps_of_their_own() -> None:
    page = (
        "h2. Mitigation\n\n||Symptom||Action||\n|lag over 10 s|restart: {{systemctl restart redis}}|\n"
        "|out of memory|raise it: {{redis-cli config set maxmemory 4gb}}|\n"
    )
    assert [commands for _, commands in steps_of(page)] == [
        ["systemctl restart redis"],
        ["redis-cli config set maxmemory 4gb"],
    ]
    assert [decision.condition for decision in read_unjudged(page).decisions] == [
        "lag over 10 s",
        "out of memory",
    ]


def test_causes_are_no_way_out_and_what_to_try_next_is_one() -> None:
    page = (
        "## Steps\n\nIf it fails to start you will see a message. If the worker hangs, restart it; "
        "if that doesn't help, reboot the host.\n\n"
        "If it fails again it can mean any of these:\n\n- a full disk\n- no memory\n"
    )
    (decision,) = read_unjudged(page).decisions
    assert decision.condition == "the worker hangs"
    assert [branch.label for branch in decision.branches] == ["restart it", "reboot the host"]


def test_a_point_with_a_verb_nobody_listed_is_a_step_by_its_form() -> None:
    points = (
        "- Segregate affected networks\n- Sever the uplink\n- Nodes affected by it\n- While the disk fills\n"
    )
    page = f"## Mitigation\n\n{points}"
    assert [step.title for step in read_unjudged(page).steps] == [
        "Segregate affected networks",
        "Sever the uplink",
    ]


def test_a_label_before_a_dash_hides_no_order() -> None:
    page = "## Example\n\n1. **Containment** – Isolate the host\n2. **Recovery** – Restore it from a backup\n"
    assert len(read_unjudged(page).steps) == 2


def test_a_label_that_could_be_a_verb_is_no_order() -> None:
    page = "# Alerts\n\n## High errors\n\n**Message:** `errors!`\n\n**Actions:**\n\n1. Run `ls`.\n"
    assert len(read_unjudged(page).steps) == 1


def test_points_to_check_behind_links_are_steps_and_pointers_are_none() -> None:
    page = "## Steps\n\n- Check [Sentry](https://sentry.io/x) for errors.\n- Check [the docs](https://x.io/docs).\n"
    assert [step.title for step in read_unjudged(page).steps] == ["Check Sentry for errors"]


def test_what_you_will_have_to_do_is_a_step_under_its_condition() -> None:
    parsed = read_unjudged("## Steps\n\nIf the lag grows for an hour, you will have to restart the worker.\n")
    assert [decision.condition for decision in parsed.decisions] == ["the lag grows for an hour"]


def test_targets_and_policies_are_no_steps() -> None:
    page = "# Site down\n\n## Detection targets\n\n- Alert humans in 3 minutes.\n\n## Steps\n\n1. Run `ls`.\n"
    assert len(read_unjudged(page).steps) == 1


def test_lines_alone_over_lists_are_headings_like_the_first_of_them() -> None:
    page = "# API\n\nSymptoms\n\n- Restart loops\n\nQuick looks\n\n- Check the pods.\n"
    assert [(step.section, step.title) for step in read_unjudged(page).steps] == [
        ("Quick looks", "Check the pods")
    ]


def test_errors_and_status_are_what_a_verb_looks_at() -> None:
    said = (
        "Check status of the pods",
        "Review error logs",
        "Fix errors",
        "Read errors are rare",
        "Exit code 1 is bad",
    )
    page = "## Diagnosis\n\n" + "".join(f"- {one}\n" for one in said)
    assert [step.title for step in read_unjudged(page).steps] == list(said[:3])


def test_when_to_do_it_is_no_step_and_no_decision() -> None:
    page = (
        "# Swap\n\nWhen to update: after a game day.\n\n## When NOT to swap\n\nSwap it when:\n\n- It fails\n"
    )
    parsed = read_unjudged(page)
    assert (parsed.steps, parsed.decisions) == ((), ())
