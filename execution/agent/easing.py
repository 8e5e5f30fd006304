"""The agent's half of an exception: the exact red commands that its own file lets go as yellow, for a time.

The server has the other half. Neither counts alone: the server eases nothing that the agent has not told of,
and what the server still calls red stays red here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from execution.protocol.digest import exception_digest
from execution.protocol.messages import EASES

LONGEST: Final = 90  # days
MOST: Final = 100
USUAL: Final = ("bash", "--noprofile", "--norc", "-c")
FIELDS: Final = {"command", "interpreter", "until", "reason"}


class BadEntry(ValueError):
    """An entry cannot be followed; the sentence says why."""


@dataclass(frozen=True)
class Easing:
    """One command, byte for byte, with what interprets it; it counts up to and with the day `until`."""

    command: str
    interpreter: "tuple[str, ...]"
    until: date

    @property
    def digest(self) -> str:
        """What names it on the wire."""
        return exception_digest(self.command, list(self.interpreter))


def easing_of(entry: Any) -> Easing:
    """The entry of the administrator's file. Raises `BadEntry`."""
    if not isinstance(entry, dict) or set(entry) - FIELDS or not {"command", "until"} <= set(entry):
        raise BadEntry("has command and until, and may have interpreter and reason")
    command, interpreter = entry["command"], entry.get("interpreter", list(USUAL))
    if not isinstance(command, str) or not command.strip():
        raise BadEntry("names one command")
    if not isinstance(interpreter, list) or not all(isinstance(word, str) for word in interpreter):
        raise BadEntry("has an interpreter that is a list of words")
    return Easing(command, tuple(interpreter), _day(entry["until"]))


def today() -> date:
    """The day in UTC, as the server counts it."""
    return datetime.now(timezone.utc).date()


def eases(easings: "list[Easing]", command: str, interpreter: "list[str]", day: date) -> bool:
    """Whether exactly this command may go as yellow on that day."""
    return any(
        (one.command, list(one.interpreter)) == (command, interpreter) and _counts(one, day)
        for one in easings
    )


def features(easings: "list[Easing]", day: date) -> "list[str]":
    """How `hello` tells of them: the digest of each, and its last day."""
    return [f"{EASES}{one.digest}:{one.until.isoformat()}" for one in easings if _counts(one, day)]


def _counts(one: Easing, day: date) -> bool:
    # One written for longer does not count until its last day is near enough: ninety days are the most.
    return day <= one.until <= day + timedelta(days=LONGEST)


def _day(value: Any) -> date:
    if type(value) is date:  # as TOML has it
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadEntry("has an until like 2030-12-31") from None
