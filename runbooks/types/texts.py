"""What every reading is made of: where words stand, what they are written in, and the risk of a command."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Risk(StrEnum):
    """How much harm a command can do. Green is proven; everything unknown is yellow."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for green, 1 for yellow, 2 for red."""
        return _RANKS[self.value]

    @property
    def word(self) -> str:
        """What people see: Safe, Caution, Danger."""
        return {"green": "Safe", "yellow": "Caution", "red": "Danger"}[self.value]

    @property
    def css(self) -> str:
        """The class of the element kit: safe, caution, danger."""
        return self.word.lower()


_RANKS: Final = {risk.value: place for place, risk in enumerate(Risk)}


class Language(StrEnum):
    """What a command is written in."""

    SHELL = "shell"
    SQL = "sql"
    PROMQL = "promql"
    LOGQL = "logql"
    HTTP = "http"
    REDIS = "redis"
    RUBY = "ruby"
    OTHER = "other"


class StepKind(StrEnum):
    """What a step asks of the reader."""

    COMMAND = "command"
    MANUAL = "manual"
    DECISION = "decision"
    NOTE = "note"


@dataclass(frozen=True)
class Span:
    """Where a text stands in its source: `[start, end)` in characters."""

    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """What the classifier says of one command.

    `words` are spans within the command's text that caused the label. `pins` are the environment
    variables the verdict assumes; the executor must set exactly those (law 5).
    """

    risk: Risk
    reasons: tuple[str, ...]
    words: tuple[Span, ...] = ()
    undo: str | None = None
    pins: tuple[tuple[str, str], ...] = ()
