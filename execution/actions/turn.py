"""A person's turn: may they, is it the first time, is their page fresh, and the run is theirs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from compliance.actions import person
from compliance.types import JSON, Actor
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound
from ddrun.lib.ids import uuid7
from ddrun.lib.postgres.batch import insert_unless_there
from ddrun.lib.postgres.together import Asked, read_together
from execution.feed import Move
from execution.machine.states import OVER, move_step
from execution.models import IdempotencyKey, Run, StepRun
from execution.types import RunStatus, StepStatus

MOVED_ON = "The run moved on; look again."
_LOCK: Final = "select * from execution_run where organisation_id = %s and id = %s for update"


@dataclass(frozen=True)
class Press:
    """One press of a button: the key makes a repetition harmless, the revision says what was seen.

    `revision` None is for what must never be refused as late, such as holding.
    """

    idempotency_key: str
    revision: int | None


@dataclass
class Turn:
    """The run, locked, in the hands of one person for one act; `answers` to what was asked along with it."""

    move: Move
    by: Member
    answers: Sequence[list[Any]] = ()

    @property
    def run(self) -> Run:
        """The locked run."""
        return self.move.run

    @property
    def actor(self) -> Actor:
        """Who acts, as the ledger names them."""
        return person(self.by)

    def step(self, step_id: UUID) -> StepRun:
        """A step of the run, locked; raises `NotFound`."""
        return step_of(self.run, step_id)


def once(by: Member, act: str, key: str) -> dict[str, JSON] | None:
    """Claims the key for this act; what was answered before when it is a repetition, else None.

    A second press in the same instant waits here until the first has committed.
    """
    if not key or len(key) > 100:
        raise Conflict("The page sent no usable key for this act; load it again.")
    row = IdempotencyKey(
        id=uuid7(), organisation_id=by.organisation_id, key=key, act=act, member=by.id, at=now()
    )
    if insert_unless_there(row):
        return None
    row = IdempotencyKey.objects.get(organisation_id=by.organisation_id, key=key)
    if row.act != act or row.member != by.id:
        raise Conflict("This key was used for another act; load the page again.")
    return dict(row.answer)


def answered(by: Member, key: str, answer: Mapping[str, JSON]) -> None:
    """Keeps what a repetition of the act is to be told."""
    IdempotencyKey.objects.filter(organisation_id=by.organisation_id, key=key).update(answer=dict(answer))


def take_turn(
    run_id: UUID, *, by: Member, act: str, press: Press, asked: Sequence[Asked] = ()
) -> Turn | None:
    """The run for whoever drives it; None when this very press was done already. `asked` is read along.

    Raises `NotAllowed` for everyone else, and `Conflict` when the page is older than the run.
    """
    turn = take_anyones_turn(run_id, by=by, act=act, press=press, asked=asked)
    if turn is not None and turn.run.driver != by.id:
        raise NotAllowed(f"{turn.run.driver_name} drives this run. Take over driving first.")
    return turn


def take_anyones_turn(
    run_id: UUID, *, by: Member, act: str, press: Press, asked: Sequence[Asked] = ()
) -> Turn | None:
    """As `take_turn`, for what any responder may do, driver or not."""
    require(by, Act.RESPOND)
    if once(by, act, press.idempotency_key) is not None:
        return None
    run, answers = lock_and_read(by.organisation_id, run_id, asked)
    if press.revision is not None and run.revision != press.revision:
        raise Conflict(MOVED_ON)
    if run.status in OVER:
        raise Conflict("The run is over.")
    return Turn(Move(run), by, answers)


def lock_run(organisation_id: UUID, run_id: UUID) -> Run:
    """The run, ours until the transaction ends; raises `NotFound`."""
    return lock_and_read(organisation_id, run_id, ())[0]


def lock_and_read(organisation_id: UUID, run_id: UUID, asked: Sequence[Asked]) -> tuple[Run, list[list[Any]]]:
    """The same, and what was asked as it stands once the run is ours, in one round trip."""
    runs, *answers = read_together(Asked(Run, _LOCK, [organisation_id, run_id]), *asked)
    if not runs:
        raise NotFound("There is no such run.")
    run: Run = runs[0]
    run.status = RunStatus(run.status)
    return run, answers


def step_of(run: Run, step_id: UUID) -> StepRun:
    """A step of a locked run; raises `NotFound`."""
    step = StepRun.objects.filter(organisation_id=run.organisation_id, run=run, id=step_id).first()
    if step is None:
        raise NotFound("There is no such step in this run.")
    return step


def to_status(step: StepRun, to: StepStatus) -> None:
    """Moves the step in memory, by the table; raises `IllegalMove`."""
    step.status = move_step(StepStatus(step.status), to, label=step.label)
