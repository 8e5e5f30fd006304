"""What an agent said in one go, taken in one transaction: reports and output in the order they came."""

from collections.abc import Sequence
from uuid import UUID

from structlog import get_logger

from ddrun.lib.errors import NotFound
from execution.actions import report
from execution.actions.output import append_output
from execution.actions.presence import agent_heard
from execution.actions.report import Told
from execution.protocol.messages import Buried, Ended, FromAgent, Heartbeat, Output, Refused, Started, Status

log = get_logger("ddrun.agents")


def take_words(organisation_id: UUID, agent_id: UUID, words: Sequence[FromAgent]) -> list[tuple[str, Told]]:
    """What to answer, attempt by attempt, once the caller's transaction has committed.

    A word about an attempt that is not the agent's is logged and not answered. Raises `Conflict` for one
    that contradicts what is known; then none of them counts.
    """
    answers: list[tuple[str, Told]] = []
    for word in words:
        if isinstance(word, Heartbeat):
            agent_heard(organisation_id, agent_id, word.connection, word.guard)
            continue
        try:
            told = _take(organisation_id, agent_id, word)
        except NotFound:
            attempt = getattr(word, "attempt", "")
            log.warning("word about an unknown attempt", agent=str(agent_id), attempt=attempt)
            continue
        if told is not None:
            answers.append(told)
    return answers


def _take(organisation_id: UUID, agent_id: UUID, word: FromAgent) -> tuple[str, Told] | None:
    match word:
        case Output():
            return word.attempt, append_output(organisation_id, agent_id, word)
        case Started():
            return word.attempt, report.started(organisation_id, agent_id, word)
        case Ended():
            return word.attempt, report.ended(organisation_id, agent_id, word)
        case Refused():
            return word.attempt, report.refused(organisation_id, agent_id, word)
        case Buried():
            return word.attempt, report.buried(organisation_id, agent_id, word)
        case Status():
            return word.attempt, report.status(organisation_id, agent_id, word)
        case _:
            return None
