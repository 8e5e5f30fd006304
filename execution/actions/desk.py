"""Where an agent's words are taken: each run locked once, each attempt read once, all written at the end.

Several words of one attempt often come together; they are one move of its run.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from compliance.types import JSON, Actor, Kind
from ddrun.lib.errors import NotFound
from ddrun.lib.postgres.together import Asked, read_together
from execution.feed import Move
from execution.machine.states import UNDER_WAY, move_attempt, move_step
from execution.models import Attempt, OutputChunk, Run, StepRun
from execution.queries.judging import Around, around_of, asked_around
from execution.queries.output import kept_digest
from execution.types import AttemptStatus, StepStatus

# What an agent's word may change of an attempt.
_TOLD: Final = (
    *("status", "started_at", "ended_at", "how", "exit_code", "signal", "milliseconds", "reason", "cause"),
    *("confirmed", "left", "judged_by_agent", "ran_as", "total", "dropped", "output_digest"),
    *("output_matches", "signed"),
)


# Written out, because a step of a run waits for them: building them costs more than asking.
_LOCK_RUN: Final = (
    "select * from execution_run where id = (select run_id from execution_attempt "
    "where id = %s and organisation_id = %s and agent_id = %s) for update"
)
_LOCK_ATTEMPT: Final = (
    "select * from execution_attempt where id = %s and organisation_id = %s and agent_id = %s for update"
)
_STEP: Final = (
    "select * from execution_steprun where id = (select step_id from execution_attempt "
    "where id = %s and organisation_id = %s and agent_id = %s)"
)
_AHEAD: Final = (
    "select * from execution_steprun where run_id = (select run_id from execution_attempt "
    "where id = %s and organisation_id = %s and agent_id = %s) "
    "and status not in ('done', 'skipped', 'by hand') order by \"order\" limit 4"
)


@dataclass(frozen=True)
class Told:
    """What to answer: output up to `offset` is committed; `settled`: the end too; `gap`: send from there."""

    offset: int
    settled: bool = False
    gap: bool = False


@dataclass
class Telling:
    """An attempt that is being told of, its step and its run's move; `chunks` came just now.

    `ahead` are the run's first unsettled steps and `about` its organisation, for the step after it.
    """

    move: Move
    attempt: Attempt
    step: StepRun
    by: Actor
    ahead: list[StepRun]
    about: Around
    chunks: list[OutputChunk] = field(default_factory=list)

    def to(self, status: AttemptStatus) -> None:
        """Moves the attempt, and its step with it while no newer attempt took its place."""
        self.attempt.status = move_attempt(AttemptStatus(self.attempt.status), status)
        here = StepStatus(self.step.status)
        follows = here in UNDER_WAY or here is StepStatus.UNKNOWN
        if follows and self.attempt.number == self.step.attempts_made:
            self.step.status = move_step(here, StepStatus(status.value), label=self.step.label)
            if self.step.status is StepStatus.DONE:
                self.step.settled_at = self.move.at
                self.step.settled_by_name = self.attempt.sent_by_name

    def tell(self, kind: Kind, text: str, **facts: JSON) -> None:
        """Attempt and step are written, and the event is noted."""
        self.move.change(self.attempt, *_TOLD)
        self.move.change(self.step, "status", "settled_at", "settled_by_name")
        self.move.note(kind, text, by=self.by, step=self.step, attempt=str(self.attempt.id), **facts)

    def keep(self, chunk: OutputChunk) -> None:
        """The chunk is written, and counts at once."""
        self.chunks.append(chunk)
        self.move.batch.insert(chunk)
        self.attempt.received = chunk.offset + len(chunk.data)
        self.move.change(self.attempt, "received")

    def kept_digest(self) -> str:
        """SHA-256 in hex of every byte kept of the attempt, those that came just now too."""
        if sum(len(chunk.data) + chunk.dropped for chunk in self.chunks) == self.attempt.received:
            return sha256(b"".join(bytes(chunk.data) for chunk in self.chunks)).hexdigest()
        self.move.batch.send()
        return kept_digest(self.attempt)


@dataclass
class Desk:
    """The words of one agent, in the caller's transaction; closing writes what was told."""

    organisation_id: UUID
    agent_id: UUID
    moves: dict[UUID, Move] = field(default_factory=dict)
    tellings: dict[UUID, Telling] = field(default_factory=dict)

    def telling(self, attempt_id: str) -> Telling:
        """The attempt, its run locked; raises `NotFound` for another agent's or organisation's."""
        wanted = identity(attempt_id)
        if wanted not in self.tellings:
            self.tellings[wanted] = self._open(wanted)
        return self.tellings[wanted]

    def opened(self, attempt_id: str) -> Telling | None:
        """The attempt, if it is being told of already."""
        return self.tellings.get(identity(attempt_id))

    def _open(self, attempt_id: UUID) -> Telling:
        whose = [attempt_id, self.organisation_id, self.agent_id]
        runs, attempts, steps, ahead, *around = read_together(
            Asked(Run, _LOCK_RUN, whose),
            # Output is appended without the run's lock, so the attempt has one of its own.
            Asked(Attempt, _LOCK_ATTEMPT, whose),
            Asked(StepRun, _STEP, whose),
            Asked(StepRun, _AHEAD, whose),
            *asked_around(self.organisation_id),
        )
        if not attempts:
            raise NotFound("There is no such attempt.")
        attempt = attempts[0]
        move = self.moves.setdefault(runs[0].id, Move(runs[0]))
        step = move.known(steps[0])
        attempt.step, attempt.run, step.run = step, move.run, move.run
        by = Actor("agent", str(self.agent_id), attempt.target)
        return Telling(move, attempt, step, by, ahead, around_of(*around))

    def close(self) -> None:
        """Writes every run that moved; where only output came, the run stays as it was."""
        for move in self.moves.values():
            if move.events:
                move.close()
            else:
                move.write()
                move.batch.send()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()


def identity(attempt_id: str) -> UUID:
    """The id a message names; raises `NotFound` when it is none."""
    try:
        return UUID(attempt_id)
    except ValueError as odd:
        raise NotFound("There is no such attempt.") from odd
