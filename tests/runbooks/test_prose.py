"""What stands under a step's heading says something the rest of the row does not."""

import re

import pytest
from django.test import Client

from ddrun.lib.kit import prose
from runbooks.queries.drawing import StepLine, drawn
from runbooks.queries.judgements import parse


def step_of(page: str) -> StepLine:
    return drawn(parse(page)).steps[0]


@pytest.mark.parametrize(
    "page",
    [
        "# Renew\n\n| # | What | Command |\n|---|---|---|\n| 1 | Reload nginx | `systemctl reload nginx` |\n",
        "# Renew\n\n1. Reload nginx: `systemctl reload nginx`\n",
    ],
)
def test_what_the_heading_and_the_command_say_is_not_said_again(page: str) -> None:
    assert step_of(page).text == ""


def test_a_heading_names_no_command_that_stands_below_it() -> None:
    page = (
        "# Lag\n\n1. As a last resort delete the stuck pods: `kubectl delete pod -l app=payments-consumer`\n"
    )
    step = step_of(page)
    assert (step.title, step.text) == ("As a last resort delete the stuck pods", "")


def test_a_condition_is_said_once() -> None:
    rows = "| All partitions lag | scale out |\n| Pods crash | roll back |\n"
    page = f"# Lag\n\n| Symptom | Action |\n|---|---|\n{rows}"
    steps = drawn(parse(page)).steps
    shown = [" ".join((s.title, s.text, *(f.condition for f in s.forks))) for s in steps]
    assert sum(text.count("All partitions lag") for text in shown) == 1


def test_the_expected_result_is_said_once() -> None:
    page = "# Lag\n\n1. Check the lag. Watch it for a while.\n\n   `uptime`\n\n   Expected: below 1.\n"
    step = step_of(page)
    assert step.expected
    assert step.expected.rstrip(".") not in step.text
    assert "Watch it for a while" in step.text


def test_a_sentence_of_its_own_is_kept_whole() -> None:
    page = "# Lag\n\n1. Drain the node. Its pods move to others, which takes a while: `kubectl drain n1`\n"
    assert "Its pods move to others" in step_of(page).text


def test_a_way_leads_to_a_step_of_the_page() -> None:
    page = "# Lag\n\n1. If the lag is below 10, go to step 3. Otherwise go on.\n2. `uptime`\n3. `df -h`\n"
    (fork,) = step_of(page).forks
    assert [(way.goes, way.step) for way in fork.ways] == [("step 3", 3), ("next step", None)]


def test_prose_shows_code_as_code_and_no_marks_of_emphasis() -> None:
    assert prose("**Never** run `rm -rf ./*` <here>") == ("Never run <code>rm -rf ./*</code> &lt;here&gt;")
    assert prose("a lone ` stays") == "a lone ` stays"


def test_prose_names_what_cannot_be_seen() -> None:
    assert "U+202E" in prose("turn \u202e around") and "U+200B" in prose("`ls\u200b`")


def test_a_title_hides_nothing_either(client: Client, db: None) -> None:
    text = "# Trick\u200b\n\n1. Look at\u200b it: `kubectl get pods`\n"
    page = client.post("/try", {"text": text}).content.decode()
    headings = re.findall(r"<h(?:2|4)>.*?</h", page)
    assert ["U+200B" in heading for heading in headings] == [True, True]
