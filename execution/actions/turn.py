"""A person's turn: may they, is it the first time, is their page fresh, and the run is theirs alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from compliance.actions import person
from compliance.types import JSON, Actor
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound
from execution.feed import Move
from execution.machine.states import OVER, move_step
from execution.models import IdempotencyKey, Run, StepRun
from execution.types import RunStatus, StepStatus

MOVED_ON = "The run moved on; look again."


@dataclass(frozen=True)
class Press:
    """One press of a button: the key makes a repetition harmless, the revision says what was seen.

    `revision` None is for what must never be refused as late, such as holding.
    """

    idempotency_key: str
    revision: int | None


@dataclass
class Turn:
    """The run, locked, in the hands of one person for one act."""

    move: Move
    by: Member

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
    row, fresh = IdempotencyKey.objects.get_or_create(
        organisation_id=by.organisation_id, key=key, defaults={"act": act, "member": by.id, "at": now()}
    )
    if fresh:
        return None
    if row.act != act or row.member != by.id:
        raise Conflict("This key was used for another act; load the page again.")
    return dict(row.answer)


def answered(by: Member, key: str, answer: Mapping[str, JSON]) -> None:
    """Keeps what a repetition of the act is to be told."""
    IdempotencyKey.objects.filter(organisation_id=by.organisation_id, key=key).update(answer=dict(answer))


def take_turn(run_id: UUID, *, by: Member, act: str, press: Press) -> Turn | None:
    """The run for whoever drives it; None when this very press was done already.

    Raises `NotAllowed` for everyone else, and `Conflict` when the page is older than the run.
    """
    turn = take_anyones_turn(run_id, by=by, act=act, press=press)
    if turn is not None and turn.run.driver != by.id:
        raise NotAllowed(f"{turn.run.driver_name} drives this run. Take over driving first.")
    return turn


def take_anyones_turn(run_id: UUID, *, by: Member, act: str, press: Press) -> Turn | None:
    """As `take_turn`, for what any responder may do, driver or not."""
    require(by, Act.RESPOND)
    if once(by, act, press.idempotency_key) is not None:
        return None
    run = lock_run(by.organisation_id, run_id)
    if press.revision is not None and run.revision != press.revision:
        raise Conflict(MOVED_ON)
    if run.status in OVER:
        raise Conflict("The run is over.")
    return Turn(Move(run), by)


def lock_run(organisation_id: UUID, run_id: UUID) -> Run:
    """The run, ours until the transaction ends; raises `NotFound`."""
    run = Run.objects.select_for_update().filter(organisation_id=organisation_id, id=run_id).first()
    if run is None:
        raise NotFound("There is no such run.")
    run.status = RunStatus(run.status)
    return run


def step_of(run: Run, step_id: UUID) -> StepRun:
    """A step of a locked run; raises `NotFound`."""
    step = StepRun.objects.filter(organisation_id=run.organisation_id, run=run, id=step_id).first()
    if step is None:
        raise NotFound("There is no such step in this run.")
    return step


def to_status(step: StepRun, to: StepStatus) -> None:
    """Moves the step in memory, by the table; raises `IllegalMove`."""
    step.status = move_step(StepStatus(step.status), to, label=step.label)
