"""What an organisation says of commands, and what that comes to for one of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from runbooks.types.texts import Verdict


class Effect(StrEnum):
    """What a rule does. None of them lowers a risk."""

    CAUTION = "at least caution"
    DANGER = "danger"
    FORBID = "forbid"


class Matches(StrEnum):
    """What a rule is held against."""

    COMMAND = "command"
    SQL = "sql"


@dataclass(frozen=True)
class CommandRule:
    """One rule: whatever begins like `written` has the `effect`, because of `reason`."""

    id: UUID
    effect: Effect
    matches: Matches
    written: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Ruled:
    """A verdict after the organisation's rules; `forbidden` says why it never executes, empty where it may.

    `said` are the sentences of every rule that applies, the strictest first.
    """

    verdict: Verdict
    forbidden: str = ""
    said: tuple[str, ...] = ()
