"""What the agent says of an attempt, told in one transaction: rows, event, entry, and the next step.

Everything here is idempotent: an agent repeats itself until its word is acknowledged. The caller has
opened the organisation's transaction.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from compliance.types import JSON, SYSTEM, Kind
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict
from execution.actions.advance import advance
from execution.actions.desk import Desk, Telling, Told
from execution.machine.states import ENDINGS
from execution.models import Agent, Attempt, StepRun
from execution.protocol.codec import body_of
from execution.protocol.messages import Buried, Ended, Refused, Started, Status
from execution.types import AttemptStatus

# An agent that has been away for so long cannot tell what became of what it was sent.
AWAY: Final = timedelta(seconds=60)
# The cause of an attempt that was unknown once.
LOST: Final = "lost"

_A = AttemptStatus


def started(desk: Desk, word: Started) -> Told:
    """The process exists."""
    told = desk.telling(word.attempt)
    attempt = told.attempt
    if word.digest != attempt.digest:
        raise Conflict("The agent started something else than what was sent.")
    if attempt.status not in (_A.SENT, _A.UNKNOWN):
        return Told(attempt.received)
    attempt.started_at = attempt.started_at or told.move.at
    attempt.judged_by_agent = word.judged
    attempt.ran_as = f"{word.user}@{word.host}:{word.directory}"[:300]
    _keep(attempt, word)
    told.to(_A.RUNNING)
    text = f"Step {told.step.label} runs on {attempt.target}."
    told.tell(Kind.ATTEMPT_STARTED, text, judged=word.judged, ran_as=attempt.ran_as)
    return Told(attempt.received)


def ended(desk: Desk, word: Ended) -> Told:
    """It is over; when it went well, the next green step is on its way as this returns."""
    told = desk.telling(word.attempt)
    attempt = told.attempt
    if attempt.status in ENDINGS:
        return Told(attempt.received, settled=True)
    if word.digest != attempt.digest:
        raise Conflict("The agent ended something else than what was sent.")
    if attempt.received < word.total and attempt.output_matches is None:
        # Asked once for what is missing; if the agent cannot give it, the page says so.
        attempt.output_matches = False
        told.move.change(attempt, "output_matches")
        return Told(attempt.received, gap=True)
    # Whoever had to look at an unknown step decides what is next, even when its word arrives after all.
    was_lost = attempt.cause == LOST
    _take_end(told, word)
    ending = _ending(word)
    if attempt.status == _A.SENT:
        attempt.started_at = attempt.started_at or told.move.at
        told.to(_A.RUNNING)
    told.to(ending)
    told.tell(Kind.ATTEMPT_ENDED, _end_sentence(told.step, attempt), **_end_facts(attempt))
    if ending is _A.DONE and not was_lost:
        advance(told.move, told.ahead, told.about)
    return Told(attempt.received, settled=True)


def refused(desk: Desk, word: Refused) -> Told:
    """The agent's own rules said no; it was never started and never will be."""
    return _never(desk, word, word.cause, f"The agent refused: {word.reason}")


def buried(desk: Desk, word: Buried) -> Told:
    """It came too late, or was asked about first; it was never started and never will be."""
    return _never(desk, word, "late", word.reason)


def status(desk: Desk, word: Status) -> Told:
    """Where the agent says an attempt stands; `unknown` is final for the agent, a person decides."""
    told = desk.telling(word.attempt)
    attempt = told.attempt
    if attempt.status in ENDINGS:
        return Told(attempt.received, settled=word.state == "unknown")
    if word.state == "running" and attempt.status in (_A.SENT, _A.UNKNOWN):
        attempt.started_at = attempt.started_at or told.move.at
        told.to(_A.RUNNING)
        told.tell(Kind.ATTEMPT_STARTED, f"Step {told.step.label} still runs on {attempt.target}.")
    elif word.state == "unknown":
        if attempt.received < word.total:
            return Told(attempt.received)
        if attempt.status != _A.UNKNOWN:
            attempt.cause, attempt.reason = LOST, word.reason
            told.to(_A.UNKNOWN)
            text = f"Nobody can know whether step {told.step.label} ran to its end: {word.reason}"
            told.tell(Kind.ATTEMPT_ENDED, text, unknown=True, reason=word.reason)
        return Told(attempt.received, settled=True)
    return Told(attempt.received)


def lost(organisation_id: UUID, attempt_id: UUID) -> None:
    """The agent has been away too long: the attempt is unknown until its word, or a person, settles it."""
    attempt = Attempt.objects.filter(organisation_id=organisation_id, id=attempt_id).first()
    if attempt is None:
        return
    with Desk(organisation_id, attempt.agent_id) as desk:
        told = desk.telling(attempt.id.hex)
        if told.attempt.status not in (_A.SENT, _A.RUNNING) or not _away(told.attempt.agent):
            return
        told.attempt.cause, told.attempt.reason = LOST, "The agent has not answered."
        told.to(_A.UNKNOWN)
        text = (
            f"{told.attempt.target} has not answered for {int(AWAY.total_seconds())} s; "
            f"step {told.step.label} may still be running."
        )
        told.by = SYSTEM
        told.tell(Kind.ATTEMPT_ENDED, text, unknown=True, reason=told.attempt.reason)


def _away(agent: Agent) -> bool:
    return agent.last_seen is None or now() - agent.last_seen >= AWAY


def _never(desk: Desk, word: Refused | Buried, cause: str, reason: str) -> Told:
    told = desk.telling(word.attempt)
    attempt = told.attempt
    if attempt.status in ENDINGS:
        return Told(attempt.received, settled=True)
    if attempt.status == _A.RUNNING:
        raise Conflict("The agent says that what it had started was never started.")
    attempt.cause, attempt.reason, attempt.ended_at = cause, reason, told.move.at
    _keep(attempt, word)
    told.to(_A.BURIED)
    text = f"Step {told.step.label} was not started and never will be. {reason}"
    told.tell(Kind.ATTEMPT_REFUSED, text, cause=cause, reason=reason)
    return Told(attempt.received, settled=True)


def _ending(word: Ended) -> AttemptStatus:
    if word.how == "stopped":
        return _A.STOPPED
    return _A.DONE if word.how == "exited" and word.exit == 0 else _A.FAILED


def _take_end(told: Telling, word: Ended) -> None:
    attempt = told.attempt
    attempt.ended_at = told.move.at
    attempt.how, attempt.exit_code, attempt.signal = word.how, word.exit, word.signal
    attempt.milliseconds = word.milliseconds
    attempt.total, attempt.dropped = word.total, word.dropped
    attempt.output_digest = word.output_digest
    attempt.output_matches = attempt.received == word.total and told.kept_digest() == word.output_digest
    attempt.confirmed, attempt.left, attempt.reason = word.confirmed, list(word.left), word.reason
    if word.how == "not started":
        attempt.cause = "tool missing"
    _keep(attempt, word)


def _end_sentence(step: StepRun, attempt: Attempt) -> str:
    how = {
        "exited": f"ended with exit code {attempt.exit_code}",
        "signalled": f"was ended by signal {attempt.signal}",
        "stopped": "was stopped",
        "timed out": "reached its time limit and was ended",
        "not started": "could not be started",
    }[attempt.how]
    left = "" if attempt.confirmed else " Something of it may be left on the host."
    return f"Step {step.label} {how} after {(attempt.milliseconds or 0) / 1000:.1f} s.{left}"


def _end_facts(attempt: Attempt) -> dict[str, JSON]:
    return {
        "digest": attempt.digest,
        "how": attempt.how,
        "exit": attempt.exit_code,
        "signal": attempt.signal,
        "milliseconds": attempt.milliseconds,
        "output_digest": attempt.output_digest,
        "bytes": attempt.total,
        "dropped": attempt.dropped,
        "output_matches": attempt.output_matches,
        "confirmed": attempt.confirmed,
    }


def _keep(attempt: Attempt, word: Started | Ended | Refused | Buried) -> None:
    """The agent's signed word, for evidence."""
    attempt.signed = [*attempt.signed, {"type": word.TYPE, **body_of(word)}]
