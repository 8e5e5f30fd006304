"""A decision point is where a person would have to choose: a condition, its ways out, where they lead."""

import pytest

from runbooks.parsing.pipeline import read_unjudged

PAGE = "# Orders are late\n\n## Steps\n\n{said}\n"


def conditions(said: str) -> list[str]:
    return [one.condition for one in read_unjudged(PAGE.format(said=said)).decisions]


# "said | condition"
CHOICES = """
If the restart does not help drain the broker. | the restart does not help
If the certificate has expired renew it with the vault. | the certificate has expired
If the lease is still held go to step 4. | the lease is still held
If the importer has died then the best way is to start it. | the importer has died
If the mirror is behind, it cannot serve reads so restart the syncer. | the mirror is behind
It kills one worker, so you may need to repeat it if the page stays. | the page stays
Errors are common: if the canary has failed as well, then you can ignore it. | the canary has failed as well
Another way is to rebuild the shard if it is small enough. | it is small enough
If the log says `late, dropped` restart the shipper. | the log says `late, dropped`
If the table (orders, items) is locked, kill the oldest session. | the table (orders, items) is locked
Unless the node is a standby, start the cron. | Unless the node is a standby
Verify the optics; escalate to the field if unresolved. | unresolved
Scale the replicas if CPU-bound. | CPU-bound
**If memory leak**: Restart the service | memory leak
Add an entry (if it is not there already) to the common file. | it is not there already
For P1 incidents, page the commander. | P1 incidents
For SEV-2: tell the owner of the shop. | SEV-2
On failure, retry the job once. | failure
If, however, there are many locks, then action may need to be taken. | there are many locks
After five minutes, if it is still draining, check the rest. | it is still draining
If that is no way, restarting the worker is an alternative. | that is no way
If the lag lasts for an hour, you will have to restart the worker. | the lag lasts for an hour
""".strip().split("\n")
EXPLANATIONS = """
If it cannot write its journal then it will crash.
If a slot is idle and old then it may be holding back the log.
If the name is absent, then the reload worked.
When this alert fires, you can look at the dashboard of the shop.
When the disk is full, the database stops.
Once it is ready you should see lines like these:
Take care, as if you remove a needed file the server will be lost.
Even if only one worker is late, it's best to check `uptime`.
Look at the page, and search for the metric: if there is none, this is likely a fault of the monitor.
When you use rules, you might find the cause more often.
The page is late. In that case, the exporter may be offline.
Workers can be stopped and come back if they take too much memory.
Restart the proxy if configured.
Clear the stale keys if needed (`redis-cli FLUSHALL` in tests; some of them in production).
`docker logs app` → find the crash
For more errors, see the page of the shop.
For P1 incidents, the pager rings at once.
""".strip().split("\n")


@pytest.mark.parametrize("line", CHOICES)
def test_a_choice_is_found_with_or_without_a_comma(line: str) -> None:
    said, _, condition = line.partition(" | ")
    assert conditions(said) == [condition]


@pytest.mark.parametrize("said", EXPLANATIONS)
def test_what_only_explains_is_no_choice(said: str) -> None:
    assert conditions(said) == []


def test_only_if_and_otherwise_are_two_ways_out() -> None:
    (decision,) = read_unjudged(
        PAGE.format(said="The node returns only if the watcher is enabled. Otherwise, reboot the node.")
    ).decisions
    assert decision.condition == "the watcher is enabled"
    assert [branch.label for branch in decision.branches] == ["go on", "reboot the node"]


def test_a_check_with_its_other_way_out_in_one_sentence_is_a_choice() -> None:
    (decision,) = read_unjudged(
        PAGE.format(said="1. Verify that the host is up, if not move to the next.")
    ).decisions
    assert decision.condition == "Verify that the host is up"
    assert [branch.label for branch in decision.branches] == ["go on", "move to the next"]


def test_yes_and_no_under_a_question_are_its_ways_out() -> None:
    said = (
        "1. Look at the queue.\n2. Is it draining?\n   - Yes: stop here.\n   - No: go back to step 1.\n"
        "3. `uptime`\n"
    )
    (decision,) = read_unjudged(PAGE.format(said=said)).decisions
    assert decision.condition == "Is it draining?"
    assert [(branch.label, branch.goto) for branch in decision.branches] == [
        ("stop here", "end"),
        ("go back to step 1", 1),
    ]


def test_rows_of_if_and_then_are_choices_with_their_commands() -> None:
    said = (
        "| If | Then |\n|---|---|\n| the broker is down | run `systemctl start rabbitmq` |\n"
        "| all is well | escalate to the shop team |\n"
    )
    parsed = read_unjudged(PAGE.format(said=said))
    assert [(one.condition, one.branches[0].goto) for one in parsed.decisions] == [
        ("the broker is down", None),
        ("all is well", "escalate"),
    ]
    assert [command.text for command in parsed.steps[0].commands] == ["systemctl start rabbitmq"]


def test_a_list_of_when_to_escalate_is_one_way_to_other_people() -> None:
    said = (
        "1. `uptime`\n\nEscalate to the shop team if:\n\n- the queue grows for an hour\n- orders are lost\n"
    )
    (decision,) = read_unjudged(PAGE.format(said=said)).decisions
    assert decision.condition == "the queue grows for an hour"
    assert [branch.goto for branch in decision.branches] == ["escalate"]


def test_labels_side_by_side_that_name_troubles_are_cases() -> None:
    said = "- **Disk full**: clear the cache\n- **Slow broker**: restart it\n- **Short-term**: add workers\n"
    assert conditions(said) == ["Disk full", "Slow broker"]


def test_in_that_case_makes_a_step_of_the_sentence_before_and_its_way_out() -> None:
    said = "The shop itself may be stuck. In that case, the old page can be used."
    assert conditions(said) == ["The shop itself may be stuck"]


def test_alerts_over_pages_of_single_alerts_keep_their_steps() -> None:
    page = "# Playbooks\n\n## Alerts\n\n### ShopIsLate\n\nIf the queue is long, add workers.\n"
    assert [one.condition for one in read_unjudged(page).decisions] == ["the queue is long"]


def test_numbered_headings_that_are_conditions_are_choices() -> None:
    page = (
        "# Late\n\n## Mitigation\n\n### 1. If the binding is gone\n\n- Restart the operator.\n\n"
        "### 2. If a policy is in the way\n\n- Remove the policy.\n\n## Verification\n\n- Check `uptime`.\n"
    )
    found = read_unjudged(page).decisions
    assert [one.condition for one in found] == ["the binding is gone", "a policy is in the way"]
    assert [[branch.goto for branch in one.branches] for one in found] == [[1, 2], [2, 3]]


def test_labels_that_name_a_trouble_are_cases_whether_a_verb_or_a_command_follows() -> None:
    said = "- **Apache down**: `systemctl restart apache2`\n- **Bad release**: Redeploy the last one\n"
    assert conditions(said) == ["Apache down", "Bad release"]
