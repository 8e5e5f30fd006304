"""What an agent said in one go, taken in one transaction: reports and output in the order they came."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from structlog import get_logger

from ddrun.lib.errors import NotFound
from execution.actions import report
from execution.actions.desk import Desk, Told
from execution.actions.output import append_output
from execution.actions.presence import agent_heard
from execution.protocol.messages import (
    Buried,
    Ended,
    FromAgent,
    Heartbeat,
    Hello,
    Output,
    Refused,
    Started,
    Status,
)

log = get_logger("ddrun.agents")

A_LITTLE: Final = 16_384  # bytes; a command that prints more is not about to end


def take_words(organisation_id: UUID, agent_id: UUID, words: Sequence[FromAgent]) -> list[tuple[str, Told]]:
    """What to answer, attempt by attempt, once the caller's transaction has committed.

    A word about an attempt that is not the agent's is logged and not answered. Raises `Conflict` for one
    that contradicts what is known; then none of them counts.
    """
    answers: list[tuple[str, Told]] = []
    with Desk(organisation_id, agent_id) as desk:
        for word in words:
            # Runs are locked before attempts, so what will be told of is opened before its output is kept.
            if not isinstance(word, Output | Heartbeat | Hello):
                _open(desk, word)
        for word in words:
            if isinstance(word, Heartbeat):
                agent_heard(organisation_id, agent_id, word.connection, word.guard)
                continue
            try:
                told = _take(desk, word)
            except NotFound:
                attempt = getattr(word, "attempt", "")
                log.warning("word about an unknown attempt", agent=str(agent_id), attempt=attempt)
                continue
            if told is not None:
                answers.append(told)
    return answers


def more_at_once(words: Sequence[FromAgent]) -> bool:
    """Whether the end of what these words begin or print a little of may be about to come."""
    begun = {one.attempt for one in words if isinstance(one, Started | Output)}
    over = {one.attempt for one in words if isinstance(one, Ended)}
    printed = sum(len(one.data) for one in words if isinstance(one, Output))
    return printed < A_LITTLE and not begun <= over


def _open(desk: Desk, word: Started | Ended | Refused | Buried | Status) -> None:
    with suppress(NotFound):
        desk.telling(word.attempt)


def _take(desk: Desk, word: FromAgent) -> tuple[str, Told] | None:
    match word:
        case Output():
            return word.attempt, append_output(desk, word)
        case Started():
            return word.attempt, report.started(desk, word)
        case Ended():
            return word.attempt, report.ended(desk, word)
        case Refused():
            return word.attempt, report.refused(desk, word)
        case Buried():
            return word.attempt, report.buried(desk, word)
        case Status():
            return word.attempt, report.status(desk, word)
        case _:
            return None
