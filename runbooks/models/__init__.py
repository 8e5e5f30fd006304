"""Tables of the library."""

from runbooks.models.library import Command, Runbook, RunbookVersion, SourceDocument, Step
from runbooks.models.outcomes import Outcome
from runbooks.models.policy import LibraryPolicy, PolicyRule
from runbooks.models.suggestions import ModelReading, ModelSwitch, Suggestion

__all__ = [
    "Command",
    "LibraryPolicy",
    "ModelReading",
    "ModelSwitch",
    "Outcome",
    "PolicyRule",
    "Runbook",
    "RunbookVersion",
    "SourceDocument",
    "Step",
    "Suggestion",
]
