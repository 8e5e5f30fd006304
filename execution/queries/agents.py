"""Agents as others see them, and which of them a run means."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ddrun.lib.clock import now
from ddrun.lib.errors import NotFound
from execution.models import Agent, Attempt, OrganisationHold
from execution.policy.placing import Candidate, Placing, place
from execution.queries.cards import AgentCard, HoldView
from execution.types import AttemptStatus
from runbooks.types import Risk

# three missed heartbeats of 10 s, plus one slow write
SILENCE: Final = timedelta(seconds=35)
# Written out, because each step of a run waits for them.
CANDIDATES: Final = (
    "select * from execution_agent where organisation_id = %s and disabled_at is null order by name"
)
HOLD: Final = "select * from execution_organisationhold where organisation_id = %s and lifted_at is null"


def agents(organisation_id: UUID) -> list[AgentCard]:
    """The organisation's agents by name, those switched off last."""
    rows = Agent.objects.filter(organisation_id=organisation_id)
    busy = Attempt.objects.filter(
        organisation_id=organisation_id, status__in=[AttemptStatus.SENT, AttemptStatus.RUNNING]
    ).values_list("agent_id", flat=True)
    running = list(busy)
    cards = [card_of(row, now(), running=running.count(row.id)) for row in rows]
    return sorted(cards, key=lambda card: (card.disabled, card.name.casefold()))


def agent(organisation_id: UUID, agent_id: UUID) -> AgentCard:
    """One agent; raises `NotFound`."""
    row = Agent.objects.filter(organisation_id=organisation_id, id=agent_id).first()
    if row is None:
        raise NotFound("There is no such agent.")
    return card_of(row, now())


def card_of(row: Agent, at: datetime, *, running: int = 0) -> AgentCard:
    """The agent as a card, at that moment."""
    heard = row.last_seen is not None and at - row.last_seen < SILENCE
    return AgentCard(
        id=row.id,
        name=row.name,
        labels=row.labels,
        needs=row.needs,
        environment=row.environment,
        max_risk=Risk(row.max_risk),
        version=row.version,
        host=row.host,
        connected=bool(row.connection) and heard and row.disabled_at is None,
        last_seen=row.last_seen,
        disabled=row.disabled_at is not None,
        passes=tuple(row.passes),
        eases=tuple(row.eases),
        allowed=int(row.guard.get("allowed", 0)),
        denied=int(row.guard.get("denied", 0)),
        killed=bool(row.guard.get("killed", False)),
        running=running,
        connection=row.connection,
        journal=row.journal,
    )


def candidates(organisation_id: UUID, at: datetime) -> list[AgentCard]:
    """The agents that are not switched off, by name."""
    return [card_of(row, at) for row in Agent.objects.raw(CANDIDATES, [organisation_id])]


def placed(chosen: UUID | None, labels: Mapping[str, str], cards: Iterable[AgentCard]) -> Placing:
    """The agent law 6 agrees on for an alert with `labels`, or the sentence that asks."""
    known = [
        Candidate(id=card.id, name=card.name, labels=card.labels, needs=card.needs, connected=card.connected)
        for card in cards
    ]
    return place(known, labels, chosen)


def hold(organisation_id: UUID) -> HoldView | None:
    """The hold on everything, when one stands."""
    return hold_of(list(OrganisationHold.objects.raw(HOLD, [organisation_id])))


def hold_of(rows: Sequence[OrganisationHold]) -> HoldView | None:
    """The hold among what `HOLD` gave."""
    return next((HoldView(row.set_by_name, row.set_at, row.reason) for row in rows), None)
