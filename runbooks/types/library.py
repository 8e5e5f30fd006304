"""What runs taught, what the matcher sees, and what a model proposes."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from runbooks.types.texts import Risk, Span


@dataclass(frozen=True)
class StepOutcome:
    """What became of one step of a run."""

    label: str
    title: str
    ending: str  # ran | failed | skipped | by hand | not reached | unknown | …
    command: str = ""
    edited_from: str = ""
    added: bool = False
    skipped_why: str = ""
    seconds: float | None = None
    exit_code: int | None = None


@dataclass(frozen=True)
class RunOutcome:
    """What a whole run taught; `resolved` is None while nobody has answered."""

    run_id: UUID
    version_id: UUID | None
    resolved: bool | None
    resolved_by: str | None
    seconds: float
    steps: tuple[StepOutcome, ...]


@dataclass(frozen=True)
class RunbookCard:
    """A runbook as lists and the matcher see it."""

    id: UUID
    title: str
    version_id: UUID
    number: int
    published: bool
    steps: int
    worst: Risk
    score: float = 0.0
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A runbook that may fit some words, with the text a ranking needs.

    `headings` and `commands` are one a line; `path` is the file or page it came from, "" when pasted.
    `text_score` is the database's own full-text rank: comparable within one answer only.
    """

    runbook_id: UUID
    version_id: UUID
    title: str
    headings: str
    body: str
    commands: str
    path: str = ""
    text_score: float = 0.0


class ChangeKind(StrEnum):
    """What a proposed change does to a runbook."""

    TITLE = "title"
    STEP = "step"
    QUESTION = "question"
    RISK = "risk"
    DRAFT = "draft"


@dataclass(frozen=True)
class Change:
    """One change that was proposed and waits for a person; `span` is where its evidence stands.

    `command` is what a drafted step would run; it stands in no source.
    """

    kind: ChangeKind
    span: Span
    after: str
    why: str = ""
    command: str = ""


@dataclass(frozen=True)
class Refinement:
    """What a model's proposal comes to: grounded changes, and how many had no source and were left out."""

    changes: tuple[Change, ...]
    dropped: int
