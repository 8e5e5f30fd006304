"""Who drives, how far the run goes by itself, with which values, and where."""

from uuid import UUID

from django.db import transaction

from compliance.types import Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, Refusal
from execution.actions.advance import advance
from execution.actions.approve import void_changed
from execution.actions.turn import Press, Turn, take_anyones_turn, take_turn
from execution.models import StepRun
from execution.policy.fitting import why_odd
from execution.policy.quoting import MAX_VALUE_BYTES
from execution.queries.agents import candidates
from execution.queries.needed import kind_of
from execution.types import Mode
from runbooks.queries import read_along_only
from runbooks.types.placeholders import canonical


@transaction.atomic
def take_over(run_id: UUID, *, by: Member, press: Press) -> None:
    """Any responder becomes the driver; neither they nor those before may approve in this run."""
    turn = take_anyones_turn(run_id, by=by, act="take over", press=press)
    if turn is None:
        return
    with turn.move as move:
        run = move.run
        if run.driver == by.id:
            raise Conflict("You drive this run already.")
        before = run.driver_name
        run.driver, run.driver_name = by.id, by.name
        run.drivers = [*(one for one in run.drivers if one != str(by.id)), str(by.id)]
        text = f"{by.name} took over driving from {before}."
        move.note(Kind.DRIVER_CHANGED, text, by=turn.actor, before=before, now=by.name)


@transaction.atomic
def set_mode(run_id: UUID, *, by: Member, press: Press, mode: Mode) -> None:
    """Read-along may be chosen by any responder at any moment; copilot is the driver's choice.

    Raises `Refusal` when the version that runs can only be read along.
    """
    take = take_anyones_turn if mode is Mode.READ_ALONG else take_turn
    turn = take(run_id, by=by, act="set mode", press=press)
    if turn is None:
        return
    with turn.move as move:
        if move.run.mode == mode:
            return
        why = read_along_only(by.organisation_id, move.run.version_id)
        if why and mode is not Mode.READ_ALONG:
            raise Refusal(why)
        move.run.mode = mode
        move.note(Kind.RUN_CHANGED, f"{by.name} set the run to {mode}.", by=turn.actor, mode=mode.value)
        # What goes by itself again waits for a press of its own.
        move.run.paused = True


@transaction.atomic
def pause(run_id: UUID, *, by: Member, press: Press) -> None:
    """No step goes by itself until the driver says go on; any responder may pause."""
    turn = take_anyones_turn(run_id, by=by, act="pause", press=press)
    if turn is None:
        return
    with turn.move as move:
        if not move.run.paused:
            move.run.paused = True
            move.note(Kind.RUN_CHANGED, f"{by.name} paused going on by itself.", by=turn.actor, paused=True)


@transaction.atomic
def unpause(run_id: UUID, *, by: Member, press: Press) -> None:
    """The driver lets green steps go by themselves again, beginning now."""
    turn = take_turn(run_id, by=by, act="unpause", press=press)
    if turn is None:
        return
    with turn.move as move:
        if move.run.paused:
            move.run.paused = False
            text = f"{by.name} lets safe steps go by themselves again."
            move.note(Kind.RUN_CHANGED, text, by=turn.actor, paused=False)
        advance(move)


@transaction.atomic
def fill_variable(
    run_id: UUID, *, by: Member, press: Press, name: str, value: str, odd_too: bool = False
) -> None:
    """The driver gives a value; approvals of steps that would now run something else are void.

    One that does not look like what the runbook asks for is refused with the doubt, unless `odd_too`.
    """
    turn = take_turn(run_id, by=by, act="fill variable", press=press)
    if turn is None:
        return
    if "\0" in value or len(value.encode("utf-8", "surrogatepass")) > MAX_VALUE_BYTES:
        raise Refusal(f"A value has at most {MAX_VALUE_BYTES} bytes and no NUL.")
    known = canonical(name)
    doubt = "" if odd_too else why_odd(kind_of(turn.run, known), value)
    if doubt:
        raise Refusal(f"{doubt} If it is meant so, say “Use it all the same” and fill it in again.")
    _given(turn, known, value, f"typed by {by.name}")


@transaction.atomic
def use_as_written(run_id: UUID, *, by: Member, press: Press, name: str) -> None:
    """The driver says that the word which the runbook itself has there is the value."""
    turn = take_turn(run_id, by=by, act="use as written", press=press)
    if turn is None:
        return
    known = canonical(name)
    steps = StepRun.objects.filter(organisation_id=by.organisation_id, run=turn.run).order_by("order")
    words = (one.spelled for step in steps for one in step.words_to_fill if one.name == known)
    word = next(words, "")
    if not word:
        raise Refusal(f"No word of the runbook stands for {known}; type its value.")
    _given(turn, known, word, f"as written, says {by.name}")


def _given(turn: Turn, known: str, value: str, origin: str) -> None:
    by = turn.by
    with turn.move as move:
        told = move.run.variables.get(known, {})
        before = told.get("value", "")
        given = {**told, "value": value, "origin": origin, "by": str(by.id)}
        move.run.variables = {**move.run.variables, known: given}
        text = f"{by.name} filled in {known}."
        move.note(Kind.RUN_CHANGED, text, by=turn.actor, variable=known, before=before, after=value)
        void_changed(move, f"{by.name} changed {known}")
        advance(move)


@transaction.atomic
def choose_agent(run_id: UUID, *, by: Member, press: Press, agent_id: UUID) -> None:
    """The driver says which agent the run means, where none or several fit."""
    turn = take_turn(run_id, by=by, act="choose agent", press=press)
    if turn is None:
        return
    with turn.move as move:
        card = next((one for one in candidates(by.organisation_id, move.at) if one.id == agent_id), None)
        if card is None:
            raise Refusal("There is no such agent, or it is switched off.")
        move.run.agent_id = card.id
        move.note(Kind.RUN_CHANGED, f"{by.name} chose the agent {card.name}.", by=turn.actor, agent=card.name)
        void_changed(move, f"{by.name} chose another agent")
        advance(move)
