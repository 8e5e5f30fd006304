"""Exceptions as policy and the pages see them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ddrun.lib.access import Act, Member
from ddrun.lib.clock import now
from ddrun.lib.postgres.together import Asked
from execution.models import Agent, CommandException
from execution.policy.easing import Easing, is_listed
from execution.queries.cards import AgentCard, Permit

# Written out, because each step of a run waits for them.
GIVEN: Final = (
    "select * from execution_commandexception "
    "where organisation_id = %s and given_at is not null and ended_at is null"
)
# What the agent's administrator writes beside the server's half.
ENTRY: Final = """[[exceptions]]
command = {command}
until = "{until}"
reason = {reason}
"""


@dataclass(frozen=True)
class ExceptionView:
    """An exception as its page shows it. `state` is asked, stands, waits (for the agent's file) or over."""

    id: UUID
    agent: str
    command: str
    digest: str
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    given_by: str
    given_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_why: str
    entry: str
    give: Permit
    end: Permit


def given(organisation_id: UUID, agents: Iterable[AgentCard]) -> tuple[Easing, ...]:
    """Every exception that was given and has not been ended; each says itself until when."""
    return easings_of(list(CommandException.objects.raw(GIVEN, [organisation_id])), agents)


def asked_given(organisation_id: UUID) -> Asked:
    """The question for the same, to be asked together with others; `easings_of` reads its answer."""
    return Asked(CommandException, GIVEN, [organisation_id])


def easings_of(rows: Sequence[CommandException], agents: Iterable[AgentCard]) -> tuple[Easing, ...]:
    """The exceptions among what `GIVEN` gave, for those of the agents that are not switched off."""
    names = {card.id: card.name for card in agents}
    return tuple(
        Easing(
            id=row.id,
            agent_id=row.agent_id,
            agent=names[row.agent_id],
            digest=row.digest,
            reason=row.reason,
            asked_by=row.asked_by_name,
            given_by=row.given_by_name,
            expires_at=row.expires_at,
        )
        for row in rows
        if row.agent_id in names
    )


def exceptions(organisation_id: UUID, viewer: Member) -> list[ExceptionView]:
    """Every exception that was ever asked for, the newest first."""
    rows = CommandException.objects.filter(organisation_id=organisation_id).select_related("agent")
    return [_view(row, viewer, now()) for row in rows.order_by("-asked_at")]


def why_not_give(row: CommandException, viewer: Member, at: datetime) -> str:
    """Why the member may not agree to it; empty when they may. Law 3, for an exception."""
    since = viewer.may_since(Act.APPROVE) if viewer.may(Act.APPROVE) else None
    clauses = (
        (row.ended_at is not None, "It is over."),
        (row.given_at is not None, f"{row.given_by_name} agreed already."),
        (row.expires_at <= at, "It has expired."),
        (row.asked_by == viewer.id, "You asked for it; someone else must agree."),
        (since is None, "It takes the role approver; an administrator can give it."),
        (
            since is not None and since > row.asked_at,
            "Your role approver was given after it was asked for, so it does not count for it.",
        ),
    )
    return next((why for broken, why in clauses if broken), "")


def _view(row: CommandException, viewer: Member, at: datetime) -> ExceptionView:
    why_not = why_not_give(row, viewer, at)
    may_end = viewer.may(Act.END_EXCEPTION) and row.ended_at is None
    return ExceptionView(
        id=row.id,
        agent=row.agent.name,
        command=row.command,
        digest=row.digest,
        reason=row.reason,
        state=_state(row, row.agent, at),
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        given_by=row.given_by_name,
        given_at=row.given_at,
        ended_by=row.ended_by_name,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
        entry=ENTRY.format(
            command=json.dumps(row.command, ensure_ascii=False),
            until=row.expires_at.date(),
            reason=json.dumps(row.reason, ensure_ascii=False),
        ),
        give=Permit(not why_not, why_not),
        end=Permit(may_end, "" if may_end else "It takes a runbook owner, an approver or an administrator."),
    )


def _state(row: CommandException, agent: Agent, at: datetime) -> str:
    if row.ended_at is not None or row.expires_at <= at or agent.disabled_at is not None:
        return "over"
    if row.given_at is None:
        return "asked"
    return "stands" if is_listed(row.digest, agent.eases, at) else "waits"
