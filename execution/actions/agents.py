"""Agents join by a one-time token, are narrowed, and are switched off."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import person, record
from compliance.types import JSON, Actor, Kind
from ddrun.accounts.queries import hashed, organisation
from ddrun.lib.access import Act, Member, require
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from ddrun.lib.ids import secret_token
from execution.feed import organisation_group, ring_agent
from execution.models import Agent, EnrolmentToken

TOKEN_LIVES: Final = timedelta(minutes=15)
_REFUSED: Final = "This enrolment token is not valid. It works once, for 15 minutes; ask for a new one."


@dataclass(frozen=True)
class InvitedAgent:
    """A token to hand to an agent; shown once, stored as a hash only."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Enrolment:
    """What a program says of itself when it joins; its key was proven by the gateway."""

    token: str
    public_key: bytes
    name: str
    program: str
    environment: str
    labels: dict[str, str]
    host: dict[str, str]


@transaction.atomic
def invite_agent(*, by: Member, name: str) -> InvitedAgent:
    """A one-time token, valid for 15 minutes; `name` is for the list of who invited what."""
    require(by, Act.MANAGE_AGENTS)
    if not name.strip():
        raise Refusal("Give the agent a name.")
    slug = organisation(by.organisation_id).slug
    token = f"{slug}.{secret_token()}"
    row = EnrolmentToken.objects.create(
        organisation_id=by.organisation_id,
        name=name.strip()[:100],
        token_hash=hashed(token),
        made_by=by.id,
        made_by_name=by.name,
        made_at=now(),
        expires_at=now() + TOKEN_LIVES,
    )
    record(
        Kind.AGENT_INVITED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"name": row.name, "token": str(row.id)},
    )
    return InvitedAgent(token, row.expires_at)


@transaction.atomic
def enrol(organisation_id: UUID, enrolment: Enrolment) -> UUID:
    """The new agent's id; the token is used up. Raises `NotAllowed`, or `Conflict` for a name in use."""
    rows = EnrolmentToken.objects.select_for_update()
    token = rows.filter(organisation_id=organisation_id, token_hash=hashed(enrolment.token)).first()
    if token is None or token.used_at is not None or token.expires_at <= now():
        raise NotAllowed(_REFUSED)
    agent = Agent(
        organisation_id=organisation_id,
        name=enrolment.name[:100],
        public_key=enrolment.public_key,
        labels=enrolment.labels,
        environment=enrolment.environment[:100],
        host=enrolment.host,
        version=enrolment.program[:50],
        enrolled_at=now(),
    )
    try:
        with transaction.atomic():
            agent.save(force_insert=True)
    except IntegrityError as taken:
        raise Conflict(f"There is an agent called {enrolment.name} already. Choose another name.") from taken
    token.used_at, token.agent = now(), agent
    token.save(update_fields=["used_at", "agent"])
    ring_bell(organisation_group(organisation_id), "agent", agent=agent.id.hex)
    record(
        Kind.AGENT_ENROLLED,
        organisation_id=organisation_id,
        actor=Actor("agent", str(agent.id), agent.name),
        facts={
            "agent": str(agent.id),
            "name": agent.name,
            "key": enrolment.public_key.hex(),
            "token": str(token.id),
        },
    )
    return agent.id


@transaction.atomic
def narrow_agent(agent_id: UUID, *, by: Member, needs: dict[str, str]) -> None:
    """Only alerts that carry all labels of `needs` mean this agent; its own labels stay as they are."""
    require(by, Act.MANAGE_AGENTS)
    agent = _agent(by.organisation_id, agent_id)
    before, agent.needs = agent.needs, {str(key): str(value) for key, value in needs.items()}
    agent.save(update_fields=["needs"])
    _changed(agent, by, {"needs_before": before, "needs": agent.needs})


@transaction.atomic
def disable_agent(agent_id: UUID, *, by: Member) -> None:
    """The agent is switched off for good and its connection closed; what it runs goes on without us."""
    require(by, Act.MANAGE_AGENTS)
    agent = _agent(by.organisation_id, agent_id)
    agent.disabled_at, agent.connection = now(), ""
    agent.save(update_fields=["disabled_at", "connection"])
    ring_agent(agent.id, "leave")
    _changed(agent, by, {"disabled": True})


def _agent(organisation_id: UUID, agent_id: UUID) -> Agent:
    rows = Agent.objects.select_for_update().filter(organisation_id=organisation_id, disabled_at=None)
    agent = rows.filter(id=agent_id).first()
    if agent is None:
        raise NotFound("There is no such agent.")
    return agent


def _changed(agent: Agent, by: Member, facts: dict[str, JSON]) -> None:
    ring_bell(organisation_group(agent.organisation_id), "agent", agent=agent.id.hex)
    record(
        Kind.AGENT_CHANGED,
        organisation_id=agent.organisation_id,
        actor=person(by),
        facts={"agent": str(agent.id), "name": agent.name, **facts},
    )
