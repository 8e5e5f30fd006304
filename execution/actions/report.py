"""What the agent says of an attempt, told in one transaction: rows, event, entry, and the next step.

Everything here is idempotent: an agent repeats itself until its word is acknowledged. The caller has
opened the organisation's transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Subquery

from compliance.types import JSON, SYSTEM, Actor, Kind
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound
from execution.actions.advance import advance
from execution.feed import Move
from execution.machine.states import ENDINGS, UNDER_WAY, move_attempt, move_step
from execution.models import Agent, Attempt, Run, StepRun
from execution.protocol.codec import body_of
from execution.protocol.messages import Buried, Ended, Refused, Started, Status
from execution.queries.output import kept_digest
from execution.types import AttemptStatus, StepStatus

# An agent that has been away for so long cannot tell what became of what it was sent.
AWAY: Final = timedelta(seconds=60)
# The cause of an attempt that was unknown once.
LOST: Final = "lost"

# What an agent's word may change of an attempt.
_TOLD: Final = (
    *("status", "started_at", "ended_at", "how", "exit_code", "signal", "milliseconds", "reason", "cause"),
    *(
        "confirmed",
        "left",
        "judged_by_agent",
        "ran_as",
        "total",
        "dropped",
        "output_digest",
        "output_matches",
    ),
    "signed",
)

_A = AttemptStatus


@dataclass(frozen=True)
class Told:
    """What to answer: output up to `offset` is committed; `settled`: the end too; `gap`: send from there."""

    offset: int
    settled: bool = False
    gap: bool = False


def started(organisation_id: UUID, agent_id: UUID, word: Started) -> Told:
    """The process exists."""
    with _telling(organisation_id, agent_id, word.attempt) as move:
        attempt = move.attempt
        if word.digest != attempt.digest:
            raise Conflict("The agent started something else than what was sent.")
        if attempt.status not in (_A.SENT, _A.UNKNOWN):
            return Told(attempt.received)
        attempt.started_at = attempt.started_at or move.at
        attempt.judged_by_agent = word.judged
        attempt.ran_as = f"{word.user}@{word.host}:{word.directory}"[:300]
        _keep(attempt, word)
        move.to(_A.RUNNING)
        text = f"Step {move.step.label} runs on {attempt.target}."
        move.tell(Kind.ATTEMPT_STARTED, text, judged=word.judged, ran_as=attempt.ran_as)
        return Told(attempt.received)


def ended(organisation_id: UUID, agent_id: UUID, word: Ended) -> Told:
    """It is over; when it went well, the next green step is on its way as this returns."""
    with _telling(organisation_id, agent_id, word.attempt) as move:
        attempt = move.attempt
        if attempt.status in ENDINGS:
            return Told(attempt.received, settled=True)
        if word.digest != attempt.digest:
            raise Conflict("The agent ended something else than what was sent.")
        if attempt.received < word.total and attempt.output_matches is None:
            # Asked once for what is missing; if the agent cannot give it, the page says so.
            attempt.output_matches = False
            attempt.save(update_fields=["output_matches"])
            return Told(attempt.received, gap=True)
        # Whoever had to look at an unknown step decides what is next, even when its word arrives after all.
        was_lost = attempt.cause == LOST
        _take_end(attempt, word, move.at)
        ending = _ending(word)
        if attempt.status == _A.SENT:
            attempt.started_at = attempt.started_at or move.at
            move.to(_A.RUNNING)
        move.to(ending)
        move.tell(Kind.ATTEMPT_ENDED, _end_sentence(move.step, attempt), **_end_facts(attempt))
        if ending is _A.DONE and not was_lost:
            advance(move)
        return Told(attempt.received, settled=True)


def refused(organisation_id: UUID, agent_id: UUID, word: Refused) -> Told:
    """The agent's own rules said no; it was never started and never will be."""
    return _never(organisation_id, agent_id, word, word.cause, f"The agent refused: {word.reason}")


def buried(organisation_id: UUID, agent_id: UUID, word: Buried) -> Told:
    """It came too late, or was asked about first; it was never started and never will be."""
    return _never(organisation_id, agent_id, word, "late", word.reason)


def status(organisation_id: UUID, agent_id: UUID, word: Status) -> Told:
    """Where the agent says an attempt stands; `unknown` is final for the agent, a person decides."""
    with _telling(organisation_id, agent_id, word.attempt) as move:
        attempt = move.attempt
        if attempt.status in ENDINGS:
            return Told(attempt.received, settled=word.state == "unknown")
        if word.state == "running" and attempt.status in (_A.SENT, _A.UNKNOWN):
            attempt.started_at = attempt.started_at or move.at
            move.to(_A.RUNNING)
            move.tell(Kind.ATTEMPT_STARTED, f"Step {move.step.label} still runs on {attempt.target}.")
        elif word.state == "unknown":
            if attempt.received < word.total:
                return Told(attempt.received)
            if attempt.status != _A.UNKNOWN:
                attempt.cause, attempt.reason = LOST, word.reason
                move.to(_A.UNKNOWN)
                text = f"Nobody can know whether step {move.step.label} ran to its end: {word.reason}"
                move.tell(Kind.ATTEMPT_ENDED, text, unknown=True, reason=word.reason)
            return Told(attempt.received, settled=True)
        return Told(attempt.received)


def lost(organisation_id: UUID, attempt_id: UUID) -> None:
    """The agent has been away too long: the attempt is unknown until its word, or a person, settles it."""
    attempt = Attempt.objects.filter(organisation_id=organisation_id, id=attempt_id).first()
    if attempt is None:
        return
    with _telling(organisation_id, attempt.agent_id, attempt.id.hex) as move:
        if move.attempt.status not in (_A.SENT, _A.RUNNING) or not _away(move.attempt.agent):
            return
        move.attempt.cause, move.attempt.reason = LOST, "The agent has not answered."
        move.to(_A.UNKNOWN)
        text = (
            f"{move.attempt.target} has not answered for {int(AWAY.total_seconds())} s; "
            f"step {move.step.label} may still be running."
        )
        move.by = SYSTEM
        move.tell(Kind.ATTEMPT_ENDED, text, unknown=True, reason=move.attempt.reason)


def _away(agent: Agent) -> bool:
    return agent.last_seen is None or now() - agent.last_seen >= AWAY


class _Telling(Move):
    """A move that an agent's word makes: it closes only when something was told."""

    attempt: Attempt
    step: StepRun
    by: Actor

    def to(self, status: AttemptStatus) -> None:
        """Moves the attempt, and its step with it while no newer attempt took its place."""
        self.attempt.status = move_attempt(AttemptStatus(self.attempt.status), status)
        here = StepStatus(self.step.status)
        follows = here in UNDER_WAY or here is StepStatus.UNKNOWN
        if follows and self.attempt.number == self.step.attempts_made:
            self.step.status = move_step(here, StepStatus(status.value), label=self.step.label)
            if self.step.status is StepStatus.DONE:
                self.step.settled_at = self.at
                self.step.settled_by_name = self.attempt.sent_by_name

    def tell(self, kind: Kind, text: str, **facts: JSON) -> None:
        """Saves attempt and step, and notes the event."""
        self.batch.update(self.attempt, *_TOLD)
        self.change(self.step, "status", "settled_at", "settled_by_name")
        self.note(kind, text, by=self.by, step=self.step, attempt=str(self.attempt.id), **facts)

    def close(self) -> None:
        """As a move does, unless nothing happened."""
        if self.events:
            super().close()


def _telling(organisation_id: UUID, agent_id: UUID, attempt_id: str) -> _Telling:
    """The attempt's run, locked, and the attempt; raises `NotFound` for another agent's or organisation's."""
    try:
        wanted = UUID(attempt_id)
    except ValueError as odd:
        raise NotFound("There is no such attempt.") from odd
    rows = Attempt.objects.filter(organisation_id=organisation_id, agent_id=agent_id, id=wanted)
    runs = Run.objects.select_for_update().filter(organisation_id=organisation_id)
    run = runs.filter(id=Subquery(rows.values("run_id"))).first()
    if run is None:
        raise NotFound("There is no such attempt.")
    telling = _Telling(run)
    # Output is appended without the run's lock, so the attempt has one of its own.
    telling.attempt = rows.select_for_update(of=("self",)).select_related("step", "agent").get()
    telling.step = telling.attempt.step
    telling.step.run = telling.run
    telling.by = Actor("agent", str(agent_id), telling.attempt.agent.name)
    return telling


def _never(organisation_id: UUID, agent_id: UUID, word: Refused | Buried, cause: str, reason: str) -> Told:
    with _telling(organisation_id, agent_id, word.attempt) as move:
        attempt = move.attempt
        if attempt.status in ENDINGS:
            return Told(attempt.received, settled=True)
        if attempt.status == _A.RUNNING:
            raise Conflict("The agent says that what it had started was never started.")
        attempt.cause, attempt.reason, attempt.ended_at = cause, reason, move.at
        _keep(attempt, word)
        move.to(_A.BURIED)
        text = f"Step {move.step.label} was not started and never will be. {reason}"
        move.tell(Kind.ATTEMPT_REFUSED, text, cause=cause, reason=reason)
        return Told(attempt.received, settled=True)


def _ending(word: Ended) -> AttemptStatus:
    if word.how == "stopped":
        return _A.STOPPED
    return _A.DONE if word.how == "exited" and word.exit == 0 else _A.FAILED


def _take_end(attempt: Attempt, word: Ended, at: datetime) -> None:
    attempt.ended_at = at
    attempt.how, attempt.exit_code, attempt.signal = word.how, word.exit, word.signal
    attempt.milliseconds = word.milliseconds
    attempt.total, attempt.dropped = word.total, word.dropped
    attempt.output_digest = word.output_digest
    attempt.output_matches = attempt.received == word.total and kept_digest(attempt) == word.output_digest
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
