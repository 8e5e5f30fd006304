"""A person waits for a press, a run for its next step: each is a handful of round trips to the database."""

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from execution.actions.dispatch import run_step
from execution.actions.words import take_words
from execution.protocol.messages import Ended, FromAgent, Output, Started
from tests.makers.execution import GREEN, YELLOW, last_attempt, make_agent, make_run, press, statuses, step_at

pytestmark = pytest.mark.usefixtures("inside")


def test_a_press_of_run(inside: Any, alice: Any) -> None:
    make_agent(inside)
    run = make_run(alice, GREEN, GREEN, published=False)
    pressed = press(run)
    step = step_at(run, 1)
    with CaptureQueriesContext(connection) as asked:
        run_step(run.id, step.id, by=alice, press=pressed)
    assert statuses(run) == ["sent", "ready"]
    # The savepoint and its end, the key, the lock with everything to judge by, the ledger's head, the writes.
    assert len(asked) <= 7, [one["sql"][:80] for one in asked]


def test_a_change_costs_no_more_than_its_own_row(inside: Any, alice: Any) -> None:
    make_agent(inside)
    run = make_run(alice, YELLOW)
    pressed = press(run)
    step = step_at(run, 1)
    with CaptureQueriesContext(connection) as asked:
        run_step(run.id, step.id, by=alice, press=pressed)
    assert statuses(run) == ["sent"]
    assert len(asked) <= 10, [one["sql"][:80] for one in asked]


def test_a_step_that_ends_and_the_next_that_starts(inside: Any, alice: Any) -> None:
    agent = make_agent(inside)
    run = make_run(alice, GREEN, GREEN)
    attempt = last_attempt(run)
    about = (attempt.connection, str(attempt.id))
    digest = hashlib.sha256(b"hi\n").hexdigest()
    words: list[FromAgent] = [
        Started(*about, attempt.digest, "host", "user", "/", "green", 1),
        Output(*about, "stdout", 0, b"hi\n", 0),
        Ended(*about, attempt.digest, "exited", 0, None, 3, 0, digest, 1, True, [], ""),
    ]
    with CaptureQueriesContext(connection) as asked:
        take_words(inside.id, agent.id, words)
    assert statuses(run) == ["done", "sent"]
    # Everything read at once, the ledger's head, everything written at once.
    assert len(asked) <= 3, [one["sql"][:80] for one in asked]
