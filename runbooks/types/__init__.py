"""Words of the library that others may hold: risks, spans, what a parse gives, what a run freezes."""

from runbooks.types.course import Condition, ContextSection, Dependency, Lasting, Parallel, StepRole, Undoing
from runbooks.types.frozen import FrozenStep, FrozenVersion
from runbooks.types.library import (
    Candidate,
    Change,
    ChangeKind,
    Refinement,
    RunbookCard,
    RunOutcome,
    StepOutcome,
)
from runbooks.types.parsed import (
    Branch,
    Decision,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Prerequisite,
    Quality,
)
from runbooks.types.rules import CommandRule, Effect, Matches, Ruled
from runbooks.types.texts import Language, Risk, Span, StepKind, Verdict

__all__ = [
    "Branch",
    "Candidate",
    "Change",
    "ChangeKind",
    "CommandRule",
    "Condition",
    "ContextSection",
    "Decision",
    "Dependency",
    "Effect",
    "FrozenStep",
    "FrozenVersion",
    "Language",
    "Lasting",
    "Matches",
    "Parallel",
    "ParsedCommand",
    "ParsedRunbook",
    "ParsedStep",
    "Prerequisite",
    "Quality",
    "Refinement",
    "Risk",
    "Ruled",
    "RunOutcome",
    "RunbookCard",
    "Span",
    "StepKind",
    "StepOutcome",
    "StepRole",
    "Undoing",
    "Verdict",
]
