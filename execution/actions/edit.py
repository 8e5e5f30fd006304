"""A person writes in the run: a command changed, accepted, or added. Whatever was approved is void."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from compliance.types import Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, Refusal
from execution.actions.approve import void_approval
from execution.actions.turn import Press, Turn, answered, once, take_turn
from execution.machine.plan import current
from execution.machine.states import NEEDS_A_PERSON, UNDER_WAY
from execution.models import StepRun
from execution.protocol.messages import COMMAND_BYTES
from execution.queries.planning import planned_step
from execution.types import StepStatus
from runbooks import queries as runbooks
from runbooks.types import Language, StepKind
from runbooks.types.placeholders import stand_ins

_EDITABLE = NEEDS_A_PERSON | {StepStatus.READY, StepStatus.WAITING}


@transaction.atomic
def edit_command(run_id: UUID, step_id: UUID, *, by: Member, press: Press, command: str) -> None:
    """The step's command becomes `command`: judged anew, its approval void, never by itself again."""
    turn = take_turn(run_id, by=by, act="edit command", press=press)
    if turn is None:
        return
    _checked(command)
    with turn.move as move:
        step = _editable(turn, step_id)
        before = step.present_command
        if command == before:
            return
        void_approval(move, step, f"{by.name} edited the command", by=turn.actor)
        step.edited_command = command
        step.edited_by = [*step.edited_by, str(by.id)]
        # The undo of the old text would undo something else.
        step.undo = runbooks.classify(command, Language(step.language)).undo or ""
        step.save(update_fields=["edited_command", "edited_by", "undo"])
        text = f"{by.name} edited the command of step {step.label}."
        move.note(Kind.STEP_EDITED, text, by=turn.actor, step=step, before=before, after=command)


@transaction.atomic
def accept_command(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> None:
    """The driver accepts a drafted command as it stands; from now on it may be started by a click."""
    turn = take_turn(run_id, by=by, act="accept command", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = _editable(turn, step_id)
        if not step.drafted:
            raise Conflict(
                f"The command of step {step.label} stands in the source; nothing is to be accepted."
            )
        step.accepted_by = by.id
        step.edited_by = [*step.edited_by, str(by.id)]
        step.save(update_fields=["accepted_by", "edited_by"])
        text = f"{by.name} accepted the drafted command of step {step.label}."
        move.note(Kind.STEP_EDITED, text, by=turn.actor, step=step, accepted=step.present_command)


@transaction.atomic
def add_step(run_id: UUID, *, by: Member, press: Press, command: str, title: str = "") -> UUID | None:
    """A step typed now; it becomes the current one, judged and gated, never by itself. Its id."""
    turn = take_turn(run_id, by=by, act="add step", press=press)
    if turn is None:
        before = once(by, "add step", press.idempotency_key) or {}
        return UUID(str(before["step"])) if before.get("step") else None
    _checked(command)
    with turn.move as move:
        step = insert_step(turn, command, title.strip() or "Added by hand")
        text = f"{by.name} added step {step.label}."
        move.note(Kind.STEP_ADDED, text, by=turn.actor, step=step, command=command, risk=step.risk)
    answered(by, press.idempotency_key, {"step": str(step.id)})
    return step.id


@transaction.atomic
def undo_step(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> UUID | None:
    """The undo of a change, as a step of its own with its own risk and consent. Its id."""
    turn = take_turn(run_id, by=by, act="undo step", press=press)
    if turn is None:
        return None
    with turn.move as move:
        changed = turn.step(step_id)
        if not changed.undo:
            raise Refusal(f"No undo of step {changed.label} is known.")
        step = insert_step(turn, changed.undo, f"Undo step {changed.label}: {changed.title}"[:1000])
        step.undo_of = changed
        words = {one.spelled: one.name for one in changed.words_to_fill}
        step.stand_ins = [[one.start, one.end, one.name] for one in stand_ins(changed.undo, words)]
        step.save(update_fields=["undo_of", "stand_ins"])
        text = f"{by.name} added the undo of step {changed.label} as step {step.label}."
        move.note(
            Kind.STEP_ADDED, text, by=turn.actor, step=step, command=changed.undo, undo_of=str(changed.id)
        )
    return step.id


@transaction.atomic
def keep_change(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> None:
    """The driver says that a change is to stay: it is no longer open."""
    turn = take_turn(run_id, by=by, act="keep change", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = turn.step(step_id)
        step.kept_by_name = by.name
        step.save(update_fields=["kept_by_name"])
        text = f"{by.name} keeps what step {step.label} changed."
        move.note(Kind.CHANGE_KEPT, text, by=turn.actor, step=step)


def insert_step(turn: Turn, command: str, title: str) -> StepRun:
    """A new step of the person's before the current one, or right after one that is under way."""
    run = turn.run
    rows = StepRun.objects.filter(organisation_id=run.organisation_id, run=run)
    steps = list(rows.order_by("order"))
    now = current([planned_step(step) for step in steps])
    last = steps[-1].order if steps else 0
    order = last + 1 if now is None else now.order + (1 if now.status in UNDER_WAY else 0)
    rows.filter(order__gte=order).update(order=F("order") + 1)
    verdict = runbooks.classify(command, Language.SHELL)
    return StepRun.objects.create(
        organisation_id=run.organisation_id,
        run=run,
        order=order,
        label=f"+{sum(1 for step in steps if step.added_by) + 1}",
        title=title[:1000],
        kind=StepKind.COMMAND,
        command=command,
        language=Language.SHELL,
        risk=verdict.risk,
        reasons=list(verdict.reasons),
        undo=verdict.undo or "",
        added_by=turn.by.id,
        added_by_name=turn.by.name,
    )


def _editable(turn: Turn, step_id: UUID) -> StepRun:
    step = turn.step(step_id)
    if step.status not in _EDITABLE or not step.present_command:
        raise Conflict(f"Step {step.label} is {step.status}; its command can no longer change.")
    return step


def _checked(command: str) -> None:
    if not command.strip():
        raise Refusal("The command is empty.")
    if "\0" in command:
        raise Refusal("The command holds a NUL byte, which no shell can read.")
    if len(command.encode("utf-8", "surrogatepass")) > COMMAND_BYTES:
        raise Refusal(f"The command is longer than {COMMAND_BYTES} bytes. Put it in a script on the host.")
