"""Red to yellow for one exact command on one agent: asked by a runbook owner, given by a second person.

The agent has the last word: nothing is eased before its own file lists the same command, and its guard
refuses what is red above its limit as long as it does not.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import person, record
from compliance.types import JSON, Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from execution.actions.turn import answered, once
from execution.models import Agent, CommandException
from execution.policy.quoting import resolve
from execution.protocol.digest import exception_digest
from execution.protocol.messages import COMMAND_BYTES
from execution.queries.exceptions import why_not_give
from execution.queries.judging import INTERPRETER, verdict_on
from runbooks import queries as runbooks
from runbooks.types import Language, Risk

LONGEST: Final = 90  # days
_REASON: Final = 300


@transaction.atomic
def ask_exception(
    agent_id: UUID, command: str, *, reason: str, days: int, by: Member, idempotency_key: str
) -> UUID:
    """A runbook owner asks that exactly `command` be let go as yellow on this agent for so many days; its id.

    Raises `Refusal` for what is not red by itself, is forbidden, or has values still to be filled in.
    """
    require(by, Act.ASK_EXCEPTION)
    before = once(by, "ask exception", idempotency_key)
    if before is not None:
        return UUID(str(before["exception"]))
    agent = Agent.objects.filter(organisation_id=by.organisation_id, id=agent_id, disabled_at=None).first()
    if agent is None:
        raise NotFound("There is no such agent.")
    _checked(command, by.organisation_id)
    row = CommandException(
        organisation_id=by.organisation_id,
        agent=agent,
        command=command,
        interpreter=list(INTERPRETER),
        digest=exception_digest(command, list(INTERPRETER)),
        reason=_said(reason, "Say why: it is shown on every step it applies to."),
        asked_by=by.id,
        asked_by_name=by.name,
        asked_at=now(),
        expires_at=now() + timedelta(days=_days(days)),
    )
    _end_expired(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise Conflict(f"There is an exception for exactly this on {agent.name} already.") from clash
    answered(by, idempotency_key, {"exception": str(row.id)})
    _record(Kind.EXCEPTION_ASKED, row, by, reason=row.reason)
    return row.id


@transaction.atomic
def give_exception(exception_id: UUID, *, by: Member, digest: str, idempotency_key: str) -> None:
    """A second person, who may approve, agrees to the command with this digest.

    Raises `NotAllowed` for who asked, and for a role that was given only after it was asked for.
    """
    require(by, Act.APPROVE)
    if once(by, "give exception", idempotency_key) is not None:
        return
    row = _locked(exception_id, by)
    if why := why_not_give(row, by, now()):
        raise NotAllowed(why)
    if digest != row.digest:
        raise Conflict("The page shows another command than the one asked for. Look again.")
    _checked(row.command, by.organisation_id)
    row.given_by, row.given_by_name, row.given_at = by.id, by.name, now()
    row.save(update_fields=["given_by", "given_by_name", "given_at"])
    _record(Kind.EXCEPTION_GIVEN, row, by, asked_by=row.asked_by_name)


@transaction.atomic
def end_exception(exception_id: UUID, *, by: Member, why: str, idempotency_key: str) -> None:
    """The exception, or what was asked for, is over; the step is red again at once."""
    require(by, Act.END_EXCEPTION)
    if once(by, "end exception", idempotency_key) is not None:
        return
    row = _locked(exception_id, by)
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by_name, row.ended_why = now(), by.name, _said(why, "Say why it ends.")
    row.save(update_fields=["ended_at", "ended_by_name", "ended_why"])
    _record(Kind.EXCEPTION_ENDED, row, by, why=row.ended_why)


def _checked(command: str, organisation_id: UUID) -> None:
    if not command.strip() or "\0" in command or len(command.encode("utf-8", "replace")) > COMMAND_BYTES:
        raise Refusal("An exception is for one command; this is none.")
    if not resolve(command, {}, Language.SHELL).filled:
        raise Refusal("An exception is for one exact command, with every value written out.")
    verdict = verdict_on(command, Language.SHELL)
    if verdict.risk is not Risk.RED:
        raise Refusal(f"This command is {verdict.risk.word}; only Danger can be eased, and only to Caution.")
    eased = replace(verdict, risk=Risk.YELLOW)
    under = runbooks.ruled(command, Language.SHELL, eased, runbooks.command_rules(organisation_id))
    if under.verdict.risk is Risk.RED:
        raise Refusal(f"No exception lowers what a rule says. {under.said[0]}")


def _days(days: int) -> int:
    if not 1 <= days <= LONGEST:
        raise Refusal(f"An exception lasts from 1 to {LONGEST} days.")
    return days


def _said(text: str, otherwise: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise Refusal(otherwise)
    if len(said) > _REASON:
        raise Refusal(f"At most {_REASON} characters.")
    return said


def _end_expired(row: CommandException) -> None:
    """One that has expired makes room for a new one."""
    late = CommandException.objects.filter(
        organisation_id=row.organisation_id, agent=row.agent, digest=row.digest, ended_at=None
    )
    late.filter(expires_at__lte=row.asked_at).update(ended_at=row.asked_at, ended_why="It has expired.")


def _locked(exception_id: UUID, by: Member) -> CommandException:
    rows = CommandException.objects.select_for_update(of=("self",)).select_related("agent")
    row = rows.filter(organisation_id=by.organisation_id, id=exception_id).first()
    if row is None:
        raise NotFound("There is no such exception.")
    return row


def _record(kind: Kind, row: CommandException, by: Member, **facts: JSON) -> None:
    record(
        kind,
        organisation_id=row.organisation_id,
        actor=person(by),
        facts={
            "exception": str(row.id),
            "agent": str(row.agent_id),
            "target": row.agent.name,
            "command": row.command,
            "digest": row.digest,
            "until": row.expires_at.isoformat(),
            **facts,
        },
    )
