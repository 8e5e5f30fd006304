"""Tables of the library."""

from runbooks.models.library import Command, Runbook, RunbookVersion, SourceDocument, Step
from runbooks.models.outcomes import Outcome

__all__ = ["Command", "Outcome", "Runbook", "RunbookVersion", "SourceDocument", "Step"]
