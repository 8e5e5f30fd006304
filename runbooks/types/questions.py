"""What is asked of a runbook's author."""

from dataclasses import dataclass

from runbooks.types.texts import Span


@dataclass(frozen=True)
class Question:
    """One concrete question; `span` is what raised it, `step` the step around that.

    `about` is step, placeholder, undo or result.
    """

    about: str
    text: str
    span: Span
    step: int | None = None
