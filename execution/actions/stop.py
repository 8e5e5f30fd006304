"""Stopping what runs: interrupt, then terminate, then kill, each a press of its own."""

from typing import Final
from uuid import UUID

from django.db import transaction

from compliance.types import Actor, Kind
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict
from execution.actions.turn import Press, take_anyones_turn
from execution.feed import Move, ring_agent
from execution.models import Attempt
from execution.queries.output import next_stop
from execution.types import AttemptStatus

_STOPPABLE: Final = [AttemptStatus.SENT, AttemptStatus.RUNNING, AttemptStatus.UNKNOWN]


@transaction.atomic
def stop_step(run_id: UUID, step_id: UUID, *, by: Member, press: Press) -> None:
    """Any responder stops what the step has under way; pressed again it uses the next stronger signal."""
    turn = take_anyones_turn(run_id, by=by, act="stop step", press=press)
    if turn is None:
        return
    with turn.move as move:
        step = turn.step(step_id)
        rows = Attempt.objects.filter(organisation_id=by.organisation_id, step=step, status__in=_STOPPABLE)
        attempt = rows.select_related("step").order_by("-number").first()
        if attempt is None:
            raise Conflict(f"Nothing of step {step.label} is under way.")
        stop_attempt(move, attempt, by=turn.actor)


def stop_attempt(move: Move, attempt: Attempt, *, by: Actor) -> None:
    """Asks the agent to end the attempt's process group, beginning with the next signal in line."""
    signal = next_stop(attempt) or "kill"
    attempt.stop_asked = signal
    attempt.save(update_fields=["stop_asked"])
    text = f"{by.name} asks to stop step {attempt.step.label} ({signal})."
    move.note(Kind.STOP_ASKED, text, by=by, step=attempt.step, attempt=str(attempt.id), signal=signal)
    ring_agent(
        attempt.agent_id,
        "stop",
        attempt=attempt.id.hex,
        organisation=attempt.organisation_id.hex,
        signal=signal,
    )
