"""What the text says is needed beforehand is found, in seven languages; what the system needs is not."""

import pytest

from runbooks.parsing.pipeline import read_unjudged
from tests.runbooks.needed_beforehand import NEEDS, NO_NEEDS, PAGES

HEADINGS = """
Prerequisites|Pre-requisites and access|Access & permissions|Required access and tools|Preconditions
Before running this runbook|Before you proceed|Pre-conditions|Entry criteria|Things you'll need
Required inputs|Information required|Minimum requirements|What's needed|Step 0: Prerequisites|Pre-reqs
Administrator prerequisites|Required IAM permissions|Prior to starting|Before we begin|Have ready
Before you begin|What you'll need|What you must have to start with:
Tools required|Permissions needed|1. Prerequisites
Voraussetzungen|Bevor Sie beginnen|Requisitos previos|Antes de empezar|Prérequis|Avant de commencer
Pré-requisitos|Antes de começar|前提条件|始める前に|先决条件|准备工作
"""
LEADS = """
Before starting, verify:|You need:|Make sure you have:|The following is required:|Required access:
To run this procedure you need:|Sie benötigen:|Necesita:|Vous avez besoin de :
Você precisa de:|必要なもの:|您需要：
"""


LISTED = "# Queue stuck\n\nUsers wait.\n\n{said}\n\n- VPN\n- The number\n\n## Steps\n\n1. Run `ls`.\n"


def each(said: dict[str, str]) -> list[tuple[str, str]]:
    return [(tongue, line) for tongue, lines in said.items() for line in lines.strip().split("\n")]


def listed(text: str) -> list[str]:
    return [part for line in text.strip().split("\n") for part in line.split("|")]


def needed(text: str) -> list[str]:
    return [one.text for one in read_unjudged(text).prerequisites]


@pytest.mark.parametrize(("tongue", "said"), each(NEEDS))
def test_a_sentence_that_says_what_the_reader_needs_is_a_need(tongue: str, said: str) -> None:
    found = needed(PAGES[tongue].format(said=said))
    assert len(found) == 1
    assert found[0] in said


@pytest.mark.parametrize(("tongue", "said"), each(NO_NEEDS))
def test_what_the_system_needs_or_what_is_to_be_done_is_no_need(tongue: str, said: str) -> None:
    assert needed(PAGES[tongue].format(said=said)) == []


@pytest.mark.parametrize("heading", listed(HEADINGS))
def test_every_point_under_such_a_heading_is_a_need(heading: str) -> None:
    assert needed(LISTED.format(said=f"## {heading}")) == ["VPN", "The number"]


@pytest.mark.parametrize("lead", listed(LEADS))
def test_every_point_under_such_a_sentence_is_a_need(lead: str) -> None:
    assert needed(LISTED.format(said=lead)) == ["VPN", "The number"]


def test_steps_that_come_first_are_no_needs() -> None:
    assert needed("# Queue stuck\n\nBefore proceeding:\n\n1. Drain the node.\n2. Stop the queue.\n") == []


def test_a_list_in_front_matter_is_read() -> None:
    text = '---\nprerequisites:\n  - Portal access\n  - "kubectl access"\n---\n\n# Recover\n\n1. Run `ls`.\n'
    parsed = read_unjudged(text)
    assert [one.text for one in parsed.prerequisites] == ["Portal access", "kubectl access"]
    for one in parsed.prerequisites:
        assert text[one.span.start : one.span.end] == one.text


def test_a_field_among_others_is_a_need() -> None:
    assert needed("# X\n\n**Severity**: High\n**Required Access**: the admin role\n\n1. Run `ls`.\n") == [
        "the admin role"
    ]


def test_what_follows_the_list_under_a_mere_line_is_no_need() -> None:
    text = "# X\n\nPrereqs:\n- The standby is there.\n\n1) Check replication health.\n2) Promote it.\n"
    assert needed(text) == ["The standby is there."]


def test_what_is_needed_later_is_no_need() -> None:
    assert needed("# X\n\n1. Get a token from Vault; you will need it in step 4.\n") == []


@pytest.mark.parametrize(
    "said",
    [
        "Open the psql console: `sudo -u postgres psql`",
        "Run the query in the following console.",
        "Investigate whether the client requires more permissions than it needs.",
    ],
)
def test_a_prompt_that_a_step_opens_and_what_is_looked_into_are_no_needs(said: str) -> None:
    assert needed(f"# Queue stuck\n\n## Steps\n\n1. {said}\n") == []


def test_a_console_of_the_web_that_a_step_names_is_a_need() -> None:
    assert needed("# Queue stuck\n\n## Steps\n\n1. In the cloud console, stop the queue.\n") == [
        "the cloud console"
    ]


def test_what_follows_the_list_under_a_mere_line_are_steps() -> None:
    text = "# X\n\nPrereqs:\n- The standby is there.\n\n1) Check replication health.\n2) Promote it.\n"
    assert [step.title for step in read_unjudged(text).steps] == ["Check replication health", "Promote it"]


@pytest.mark.parametrize(
    "said", ["Access the AWS web console and view them.", "Go to the tables page of the AWS web console."]
)
def test_a_console_that_a_step_opens_is_a_need(said: str) -> None:
    assert needed(f"# X\n\n## Steps\n\n1. {said}\n") == ["the AWS web console"]


def test_a_checklist_for_beforehand_says_what_is_needed_and_what_to_do() -> None:
    points = "- [ ] A new disk of the same size is there\n- [ ] Silence the alert\n"
    assert needed(f"# X\n\n## Pre-replacement checklist\n\n{points}") == [
        "A new disk of the same size is there"
    ]


def test_orders_under_a_heading_that_says_before_are_steps() -> None:
    parsed = read_unjudged("# Swap\n\n## Before you proceed\n\n1. Drain the node.\n2. Stop the queue.\n")
    assert (len(parsed.steps), parsed.prerequisites) == (2, ())


def test_people_and_notes_near_the_needs_are_no_needs() -> None:
    text = (
        "# X\n\n## Prerequisites\n\n- The VPN\n\n**Notes**\n- There are two regions\n\n"
        "## Roles\n\n- Owner: Approves it\n\n## Steps\n\n1. Run `ls`.\n"
    )
    assert needed(text) == ["The VPN"]


def test_a_point_that_only_names_what_its_own_points_are_is_no_need() -> None:
    points = "- **Access required:**\n  - The VPN\n- **Tools required:**\n  - `jq`\n"
    assert needed(f"# X\n\n## Prerequisites\n\n{points}") == ["The VPN", "`jq`"]


def test_when_a_page_is_used_is_no_step() -> None:
    text = "# Drill\n\n## 1. Trigger conditions\n\n- Review of readiness\n\n## Steps\n\n1. Run `ls`.\n"
    assert [step.title for step in read_unjudged(text).steps] == ["Run ls"]
