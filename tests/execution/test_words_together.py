"""A short command's start, output and end are one transaction and one answer; none waits for a long one."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from ddrun.lib.tenancy import tenant
from execution.actions.desk import Told
from execution.actions.words import A_LITTLE, more_at_once, take_words
from execution.gateway import consumer as gateway
from execution.models import Attempt, OutputChunk
from execution.protocol.messages import Ended, FromAgent, Heartbeat, Output, Started
from tests.makers.execution import GREEN, fresh, last_attempt, make_agent, make_run, statuses

ONE, OTHER = str(uuid4()), str(uuid4())
DIGEST = "0" * 64
NO_BYTES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _started(attempt: str = ONE) -> Started:
    return Started("c", attempt, DIGEST, "web-1", "runner", "/", "green", 1)


def _output(size: int = 3, attempt: str = ONE) -> Output:
    return Output("c", attempt, "stdout", 0, b"x" * size, 0)


def _ended(attempt: str = ONE) -> Ended:
    return Ended("c", attempt, DIGEST, "exited", 0, None, 0, 0, NO_BYTES, 1, True, [], "")


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ([_started()], True),
        ([_output()], True),
        ([_started(), _output()], True),
        ([_started(), _output(), _ended()], False),
        ([_ended()], False),
        ([_ended(OTHER), _started()], True),
        ([_started(), _output(A_LITTLE)], False),
        ([Heartbeat("c", 1, 0, 0, None)], False),  # type: ignore[arg-type]  # only its kind counts
    ],
)
def test_an_end_is_waited_for_only_where_one_may_be_about_to_come(
    words: Sequence[FromAgent], wait: bool
) -> None:
    assert more_at_once(words) is wait


def _consumer() -> Any:
    made = gateway.AgentConsumer()
    made.inbox = asyncio.Queue(maxsize=gateway.INBOX)
    return made


async def test_the_end_that_follows_is_taken_with_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "GATHER_SECONDS", 60.0)
    made = _consumer()
    gathering = asyncio.ensure_future(made._gathered())
    for word in (_started(), _output(), _ended()):
        await asyncio.sleep(0)
        await made.inbox.put(word)
    assert [type(word) for word in await gathering] == [Started, Output, Ended]


async def test_a_command_that_goes_on_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "GATHER_SECONDS", 0.0)
    made = _consumer()
    await made.inbox.put(_started())
    assert await made._gathered() == [_started()]
    assert made.inbox.empty()


async def test_what_was_said_last_of_an_attempt_is_the_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made, said = _consumer(), []
    answers = [
        [(ONE, Told(0)), (OTHER, Told(0, gap=True)), (ONE, Told(3)), (ONE, Told(3, settled=True))],
        None,
    ]

    async def work(*_: object) -> Any:
        given = answers.pop(0)
        if given is None:
            raise asyncio.CancelledError
        await made.inbox.put(_ended())
        return given

    async def answer(attempt: str, told: Told) -> None:
        said.append((attempt, told))

    made._work, made._answer, made.agent_id = work, answer, ONE
    await made.inbox.put(_ended())
    with pytest.raises(asyncio.CancelledError):
        await made._read()
    assert said == [(ONE, Told(3, settled=True)), (OTHER, Told(0, gap=True))]


@pytest.mark.usefixtures("inside")
def test_words_of_one_go_move_the_run_once_and_start_the_next_step(inside: Any, alice: Any) -> None:
    agent = make_agent(inside)
    run = make_run(alice, GREEN, "uptime")
    attempt, before = last_attempt(run), fresh(run).revision
    about = {"connection": attempt.connection, "attempt": str(attempt.id)}
    digest = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4"
    words: list[FromAgent] = [
        Started(**about, digest=attempt.digest, host="h", user="u", directory="/", judged="green", at_ms=1),
        Output(**about, stream="stdout", offset=0, data=b"hi\n", dropped=0),
        Ended(**about, digest=attempt.digest, how="exited", exit=0, signal=None, total=3, dropped=0,
              output_digest=digest, milliseconds=1, confirmed=True, left=[], reason=""),
    ]  # fmt: skip
    with tenant(inside.id):
        answers = take_words(inside.id, agent.id, words)
    assert dict(answers) == {str(attempt.id): Told(3, settled=True)}
    assert statuses(run) == ["done", "sent"]
    assert fresh(run).revision == before + 1
    assert bytes(OutputChunk.objects.get(attempt=attempt).data) == b"hi\n"
    assert Attempt.objects.get(id=attempt.id).output_matches
