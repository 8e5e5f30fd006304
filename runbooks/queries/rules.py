"""What the organisation says of commands, and a text or a verdict under it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from ddrun.lib.postgres.together import Asked
from runbooks.models import PolicyRule
from runbooks.risk.rules import ruled
from runbooks.types import CommandRule, Effect, Matches, ParsedCommand, ParsedRunbook

# Written out, because each step of a run waits for them.
RULES: Final = (
    "select * from runbooks_policyrule where organisation_id = %s and withdrawn_at is null order by added_at"
)


@dataclass(frozen=True)
class PastRule:
    """A rule that binds no more."""

    rule: CommandRule
    withdrawn_by: str
    withdrawn_at: datetime
    why: str


def command_rules(organisation_id: UUID) -> tuple[CommandRule, ...]:
    """The rules that bind now, oldest first."""
    return rules_of(list(PolicyRule.objects.raw(RULES, [organisation_id])))


def asked_rules(organisation_id: UUID) -> Asked:
    """The question for the same, to be asked together with others; `rules_of` reads its answer."""
    return Asked(PolicyRule, RULES, [organisation_id])


def rules_of(rows: Sequence[PolicyRule]) -> tuple[CommandRule, ...]:
    """The rules among what `RULES` gave."""
    return tuple(_rule(row) for row in rows)


def past_rules(organisation_id: UUID) -> list[PastRule]:
    """Every rule that was withdrawn, the last one first."""
    rows = PolicyRule.objects.filter(organisation_id=organisation_id, withdrawn_at__isnull=False)
    return [
        PastRule(_rule(row), row.withdrawn_by_name, row.withdrawn_at, row.withdrawn_why)
        for row in rows.order_by("-withdrawn_at")
        if row.withdrawn_at
    ]


def under_rules(parsed: ParsedRunbook, rules: tuple[CommandRule, ...]) -> ParsedRunbook:
    """The runbook with the verdicts that the rules leave."""
    if not rules:
        return parsed
    steps = (
        replace(step, commands=tuple(_under(command, rules) for command in step.commands))
        for step in parsed.steps
    )
    return replace(parsed, steps=tuple(steps))


def _under(command: ParsedCommand, rules: tuple[CommandRule, ...]) -> ParsedCommand:
    if command.verdict is None:
        return command
    found = ruled(command.text, command.language, command.verdict, rules)
    return replace(command, verdict=found.verdict)


def _rule(row: PolicyRule) -> CommandRule:
    return CommandRule(
        id=row.id,
        effect=Effect(row.effect),
        matches=Matches(row.matches),
        written=row.written,
        reason=row.reason,
        by=row.added_by_name,
        at=row.added_at,
    )
