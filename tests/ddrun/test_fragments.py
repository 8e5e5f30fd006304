"""Every live fragment draws from its typed context alone: no request, no row, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from ddrun.copilot.fragments import (
    Card,
    Change,
    Choice,
    Dock,
    Field,
    Gate,
    Line,
    Log,
    Mark,
    Person,
    Piece,
    Row,
    Verb,
)
from ddrun.copilot.run_fragments import RunFragment
from runbooks.types import Risk

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LOG = Log("log-1", "df -h", (Line(19, "ok"), Line(20, "error: no", error=True)), live=True, hidden_lines=18)


VERB = Verb("/runs/1/step/", "Run step 4", "key-1", 7, id="verb")
OUTLINES = {
    "safe": "<circle",
    "caution": "M12 3.6",
    "danger": "M8.2 3h",
    "decision": "M12 2.8",
    "hand": "<rect",
}
CARD = Card(
    *("c1", "4", "Look", "Why", "ask", "Caution", Risk.YELLOW),
    command="df",
    pieces=(Piece("df "), Piece("/srv", "label volume"), Piece("<pod>", unfilled=True)),
)


def test_a_filled_value_says_where_it_is_from_and_an_unfilled_one_that_it_is_not() -> None:
    drawn = render_to_string("copilot/_card.html", {"card": CARD})
    assert '<span class="var" title="label volume">/srv</span>' in drawn
    assert '<span class="var open" title="no value yet">&lt;pod&gt;</span>' in drawn


def test_output_opens_with_what_was_left_out_and_marks_the_wrong_line() -> None:
    drawn = render_to_string("copilot/_log.html", {"log": LOG})
    assert "18 earlier lines" in drawn
    assert '<li id="log-1-L20" class="err">error: no</li>' in drawn
    assert 'aria-live="off"' in drawn


def test_a_verb_carries_its_key_and_the_revision_it_was_drawn_with() -> None:
    drawn = render_to_string("copilot/_verb.html", {"verb": VERB, "big": True})
    assert 'name="key" value="key-1"' in drawn
    assert 'name="revision" value="7"' in drawn
    assert 'method="post"' in drawn


def test_a_locked_verb_says_why() -> None:
    drawn = render_to_string(
        "copilot/_verb.html", {"verb": replace(VERB, locked="Type queue-1 first."), "big": True}
    )
    assert 'aria-disabled="true" title="Type queue-1 first."' in drawn


def test_a_verb_that_asks_something_unfolds_before_it_sends() -> None:
    asking = replace(VERB, label="Skip", fields=(Field("reason", "Why is it skipped?"),))
    drawn = render_to_string("copilot/_verb.html", {"verb": asking, "big": True})
    assert "<details" in drawn
    assert "Why is it skipped?" in drawn


@pytest.mark.parametrize("shape", ["safe", "caution", "danger", "decision", "hand"])
@pytest.mark.parametrize("state", ["done", "now", "failed", "later", "passed"])
def test_every_mark_of_the_strip_has_a_shape_of_its_own(shape: str, state: str) -> None:
    drawn = render_to_string(
        "copilot/_shape.html", {"mark": Mark("1", "Look", shape, state, "later", "step-1")}
    )
    outline = {
        "safe": "<circle",
        "caution": "M12 3.6",
        "danger": "M8.2 3h",
        "decision": "M12 2.8",
        "hand": "<rect",
    }
    assert outline[shape] in drawn


def test_the_whole_run_page_draws_from_its_fragment_alone() -> None:
    run = RunFragment(
        run_id=UUID(int=1),
        number="RUN-1",
        title="The queue is stuck",
        incident_href="/incidents/1/",
        incident="INC-1",
        severity="critical",
        facts=("queue",),
        step_words="Step 4 of 8",
        since=NOW - timedelta(minutes=4),
        since_words="since page",
        ended=None,
        sequence=3,
        revision=7,
        now=NOW,
        status="active",
        marks=(Mark("4", "Look", "caution", "now", "waiting for you", "now"),),
        over=(Row("a", "1", "Read", Risk.GREEN, "Safe, ran by itself", True, result="4711", seconds=1.2),),
        card=replace(
            CARD,
            gates=(Gate(True, "Bob approved"),),
            choices=(Choice(replace(VERB, label="Yes"), "goes to step 5"),),
            log=LOG,
            confirm="queue-1",
        ),
        coming=(Row("b", "5", "Drop", Risk.RED, "Danger, 2 people", False),),
        dock=Dock("Look", "Changes something.", "caution", "caution", replace(VERB, tone="primary")),
        changes=(Change("3 Paused", "resume", "can be undone"),),
        people=(Person("You", "drives", "Alice"),),
        alert=(("Service", "queue"),),
        announce="Step 4",
        tab="▲ Step 4 of 8 · INC-1",
        icon="caution",
    )
    drawn = render_to_string("copilot/_run.html", {"run": run})
    for words in (
        "The queue is stuck",
        "4711",
        "Bob approved",
        "goes to step 5",
        "Danger, 2 people",
        "Paused",
    ):
        assert words in drawn
    assert drawn.count("data-part") == 3
