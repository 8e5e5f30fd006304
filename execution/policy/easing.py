"""Red to yellow, for one exact command on one agent: the only way a risk goes down, and never to green."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from runbooks.types import Risk


@dataclass(frozen=True)
class Easing:
    """An exception that two people gave. `digest` is that of the command and what interprets it."""

    id: UUID
    agent_id: UUID
    agent: str
    digest: str
    reason: str
    asked_by: str
    given_by: str
    expires_at: datetime

    @property
    def says(self) -> str:
        """The sentence the step shows while it applies."""
        return (
            f"Caution instead of Danger on {self.agent} until {_day(self.expires_at)}: "
            f"{self.reason.rstrip('.')} ({self.asked_by} asked, {self.given_by} agreed; "
            "the agent's own file says the same)."
        )

    @property
    def says_why_not(self) -> str:
        """The sentence the step shows while the agent's own file does not list it."""
        return (
            f"The exception of {self.asked_by} and {self.given_by} does not apply: "
            f"the own file of {self.agent} does not list exactly this command."
        )


@dataclass(frozen=True)
class Exact:
    """What would run: the digest of command and interpreter, where, and when."""

    digest: str
    agent_id: UUID
    at: datetime


@dataclass(frozen=True)
class Eased:
    """The risk that is left, and the exception that made it so or would have, with its sentence."""

    risk: Risk
    by: Easing | None = None
    said: str = ""


def ease(risk: Risk, given: Iterable[Easing], listed: Collection[str], *, on: Exact) -> Eased:
    """Yellow for a red command with an exception that the agent lists too; every other risk as it is.

    `listed` is what the agent told of its own file: digests, each with its last day ("…:2030-12-31").
    """
    if risk is not Risk.RED:
        return Eased(risk)
    exact = (one for one in given if (one.agent_id, one.digest) == (on.agent_id, on.digest))
    found = next((one for one in exact if one.expires_at > on.at), None)
    if found is None:
        return Eased(risk)
    if not is_listed(on.digest, listed, on.at):
        return Eased(risk, said=found.says_why_not)
    return Eased(Risk.YELLOW, found, found.says)


def is_listed(digest: str, listed: Collection[str], at: datetime) -> bool:
    """Whether the agent's own file lists what has this digest, today."""
    told = (word.partition(":") for word in listed)
    return any(name == digest and last >= at.date().isoformat() for name, _, last in told)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
