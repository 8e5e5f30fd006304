"""Agents come, are heard of and go; what pages show and whom policy may choose follows from it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import record
from compliance.types import Actor, Kind
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed
from execution.feed import organisation_group, ring_agent
from execution.models import Agent, Attempt
from execution.protocol.messages import EASES, GuardSummary, Hello
from execution.queries.agents import SILENCE
from execution.types import AttemptStatus

_UNSETTLED = (AttemptStatus.SENT, AttemptStatus.RUNNING, AttemptStatus.UNKNOWN)


@dataclass(frozen=True)
class Unsettled:
    """An attempt to ask the agent about: output up to `received` is committed."""

    attempt: str
    journal: str
    received: int


@transaction.atomic
def agent_connected(organisation_id: UUID, agent_id: UUID, hello: Hello) -> list[Unsettled]:
    """The agent is here now, by its newest connection; what became of everything unsettled is to be asked."""
    agent = Agent.objects.select_for_update().filter(organisation_id=organisation_id, id=agent_id).first()
    if agent is None or agent.disabled_at is not None:
        raise NotAllowed("This agent is not known here, or was switched off.")
    older, fresh = agent.connection, agent.last_seen is not None and now() - agent.last_seen < SILENCE
    _take(agent, hello)
    ring_bell(organisation_group(organisation_id), "agent", agent=agent.id.hex)
    if older and fresh:
        ring_agent(agent.id, "superseded", connection=hello.connection)
        record(
            Kind.AGENT_CHANGED,
            organisation_id=organisation_id,
            actor=Actor("agent", str(agent.id), agent.name),
            facts={"agent": str(agent.id), "name": agent.name, "superseded": older, "by": hello.connection},
        )
    rows = Attempt.objects.filter(organisation_id=organisation_id, agent=agent, status__in=_UNSETTLED)
    return [Unsettled(str(row.id), row.journal, row.received) for row in rows.order_by("sent_at")]


def agent_heard(organisation_id: UUID, agent_id: UUID, connection: str, guard: GuardSummary) -> None:
    """A heartbeat over the agent's present connection."""
    rows = Agent.objects.filter(organisation_id=organisation_id, id=agent_id, connection=connection)
    rows.update(last_seen=now(), guard=_guard(guard), max_risk=guard.max_risk)


@transaction.atomic
def agent_gone(organisation_id: UUID, agent_id: UUID, connection: str) -> None:
    """The connection ended; nothing is sent until the agent is back."""
    rows = Agent.objects.filter(organisation_id=organisation_id, id=agent_id, connection=connection)
    if rows.update(connection="", last_seen=now()):
        ring_bell(organisation_group(organisation_id), "agent", agent=agent_id.hex)


def _take(agent: Agent, hello: Hello) -> None:
    agent.name = hello.target.name[:100]
    agent.labels = hello.target.labels
    agent.environment = hello.environment[:100]
    agent.passes = list(hello.passes)
    agent.eases = [word.removeprefix(EASES) for word in hello.features if word.startswith(EASES)]
    agent.guard = _guard(hello.guard)
    agent.max_risk = hello.guard.max_risk
    agent.version = hello.program[:50]
    agent.journal = hello.journal[:100]
    agent.connection = hello.connection
    agent.connected_at = agent.last_seen = now()
    try:
        with transaction.atomic():
            agent.save()
    except IntegrityError as taken:
        raise Conflict(f"Another agent is called {agent.name}.") from taken


def _guard(guard: GuardSummary) -> dict[str, int | bool | str]:
    return {
        "max_risk": guard.max_risk,
        "allowed": guard.allowed,
        "denied": guard.denied,
        "killed": guard.killed,
    }
