"""What a batch writes is what the ORM would have written, whatever the values."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from ddrun.lib.clock import now
from ddrun.lib.postgres.batch import Batch
from execution.models import Attempt, OutputChunk, Run, RunEvent
from tests.makers.execution import GREEN, YELLOW, last_attempt, make_agent, make_run

pytestmark = pytest.mark.usefixtures("inside")

AWKWARD = ('it\'s 100% \\ %s {} "x"; drop table execution_run; --', "née \u2028 \U0001f600", "", "?", "$1 $$")


@pytest.fixture
def run(inside: Any, alice: Any) -> Run:
    make_agent(inside)
    return make_run(alice, GREEN, YELLOW)


@pytest.mark.parametrize("text", AWKWARD)
def test_a_row_comes_back_as_it_was_put_in(run: Run, text: str) -> None:
    facts = {"text": text, "none": None, "list": [1, 2.5, True, {"deep": text}]}
    event = RunEvent(
        organisation_id=run.organisation_id, run=run, sequence=77, kind="k", at=now(), actor_kind="person",
        actor_id="1", actor_name=text, step=None, text=text, facts=facts,
    )  # fmt: skip
    chunk = OutputChunk(
        organisation_id=run.organisation_id, attempt=last_attempt(run), offset=0, stream="stdout",
        data=bytes(range(256)), at=now(),
    )  # fmt: skip
    batch = Batch()
    batch.insert(event, chunk)
    batch.send()
    read = RunEvent.objects.get(id=event.id)
    assert {name: getattr(read, name) for name in ("text", "actor_name", "facts", "at", "step_id")} == {
        "text": text, "actor_name": text, "facts": facts, "at": event.at, "step_id": None,
    }  # fmt: skip
    assert bytes(OutputChunk.objects.get(id=chunk.id).data) == bytes(range(256))


@pytest.mark.parametrize("text", AWKWARD)
def test_only_the_named_fields_of_the_one_row_change(run: Run, text: str) -> None:
    attempt, other = last_attempt(run), Attempt.objects.get(id=last_attempt(run).id)
    other.id, other.number = uuid4(), 9
    other.save(force_insert=True)
    attempt.reason, attempt.left, attempt.signed, attempt.exit_code = text, [text], [{"type": text}], None
    attempt.confirmed, attempt.command = True, "never written"
    batch = Batch()
    batch.update(attempt, "reason", "left", "signed", "exit_code", "confirmed")
    batch.send()
    read = Attempt.objects.get(id=attempt.id)
    assert (read.reason, read.left, read.signed) == (text, [text], [{"type": text}])
    assert (read.exit_code, read.confirmed, read.command) == (None, True, GREEN)
    assert Attempt.objects.get(id=other.id).reason == ""


def test_everything_goes_in_one_round_trip_and_fails_as_one(run: Run) -> None:
    attempt = last_attempt(run)
    chunks = [
        OutputChunk(organisation_id=run.organisation_id, attempt=attempt, offset=at, stream="stdout",
                    data=b"x", at=now())
        for at in (0, 1, 1)
    ]  # fmt: skip
    batch = Batch()
    batch.insert(*chunks)
    with CaptureQueriesContext(connection) as asked, pytest.raises(IntegrityError), transaction.atomic():
        batch.send()
    assert len([one for one in asked if "insert" in one["sql"]]) == 1
    assert OutputChunk.objects.filter(attempt=attempt).count() == 0
