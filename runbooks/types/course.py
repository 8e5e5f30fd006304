"""The course of a procedure as its text gives it: roles, conditions, how long, what order, the way back."""

from dataclasses import dataclass
from enum import StrEnum

from runbooks.types.texts import Span


class StepRole(StrEnum):
    """What a step is for, from the heading it stands under. `WORK` is said of steps under no such heading."""

    WORK = "work"
    DIAGNOSIS = "diagnosis"
    MITIGATION = "mitigation"
    VERIFICATION = "verification"
    ROLLBACK = "rollback"
    ESCALATION = "escalation"

    @property
    def word(self) -> str:
        """What people see; empty for what is said of most steps."""
        return "" if self is StepRole.WORK else self.value.capitalize()


@dataclass(frozen=True)
class Condition:
    """The words that make a command conditional; `otherwise` when they only say "if not".

    What they govern ends at the offset `until`.
    """

    text: str
    span: Span
    until: int
    otherwise: bool = False


@dataclass(frozen=True)
class Lasting:
    """How long a step takes, in seconds, and the words that say so. "Up to an hour" is 0 to 3600."""

    shortest: int
    longest: int
    text: str
    span: Span


@dataclass(frozen=True)
class ContextSection:
    """A section that is no procedure, kept as context: what it is about, and all of its text by its span."""

    title: str
    role: str  # context | reference | prerequisites
    span: Span


@dataclass(frozen=True)
class Undoing:
    """Step `step` is undone by step `by`, and why that is believed; `span` is where the evidence stands."""

    step: int
    by: int
    why: str
    span: Span


@dataclass(frozen=True)
class Dependency:
    """Step `step` waits for step `on`, and why; `span` is where the evidence stands."""

    step: int
    on: int
    why: str
    span: Span


@dataclass(frozen=True)
class Parallel:
    """Steps of which none waits for another, and why that is certain."""

    steps: tuple[int, ...]
    why: str
