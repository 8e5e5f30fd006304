"""Words of the library that others may hold: risks, spans, what a parse gives, what a run freezes."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Risk(StrEnum):
    """How much harm a command can do. Green is proven; everything unknown is yellow."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for green, 1 for yellow, 2 for red."""
        return list(Risk).index(self)

    @property
    def word(self) -> str:
        """What people see: Safe, Caution, Danger."""
        return {"green": "Safe", "yellow": "Caution", "red": "Danger"}[self.value]

    @property
    def css(self) -> str:
        """The class of the element kit: safe, caution, danger."""
        return self.word.lower()


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
    dry_run: str | None = None
    pins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ParsedCommand:
    """A command as it stands in the source at `span`; `verdict` is filled by the classifier."""

    text: str
    span: Span
    language: Language
    drafted: bool = False
    explanation: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ParsedStep:
    """One numbered step; `vague` is the question to ask its author, or None."""

    number: int
    title: str
    text: str
    span: Span
    kind: StepKind
    vague: str | None = None
    commands: tuple[ParsedCommand, ...] = ()
    section: str = ""
    warning: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Branch:
    """A way out of a decision. `goto` is a step number, "end", "escalate", or None for the next step."""

    label: str
    goto: int | str | None


@dataclass(frozen=True)
class Decision:
    """A fork in the procedure, standing at step number `step`."""

    step: int
    condition: str
    span: Span
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Prerequisite:
    """Something needed before the first step."""

    text: str
    span: Span


@dataclass(frozen=True)
class Quality:
    """How fit a text is to be run: 0..100, with what was found in words."""

    score: int
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedRunbook:
    """A whole document, read. Spans count characters of `source`."""

    title: str
    source: str
    steps: tuple[ParsedStep, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    decisions: tuple[Decision, ...] = ()
    quality: Quality = field(default_factory=lambda: Quality(0))


@dataclass(frozen=True)
class FrozenStep:
    """One step of a run, copied when the run starts: what was published is what runs.

    A step of several commands is frozen as several of these, labelled "4.1", "4.2"…; a decision
    that guards commands is frozen before them. Exactly one of `command` and `branches` may be filled;
    with neither it is done by hand. `goto` of a branch is the *position* to go on at, or as in `Branch`.
    `risk` is that of the command as it stands in the runbook, variables unfilled.
    """

    position: int
    label: str
    title: str
    text: str
    kind: StepKind
    span: Span
    lines: tuple[int, int]
    command: str = ""
    command_span: Span | None = None
    language: Language = Language.SHELL
    risk: Risk = Risk.GREEN
    reasons: tuple[str, ...] = ()
    undo: str = ""
    drafted: bool = False
    vague: str = ""
    warning: str = ""
    expected: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class FrozenVersion:
    """A runbook version ready to be run. The empty run has no `version_id` and no steps.

    `read_along_only` is the sentence why nothing of it may execute, empty where it may.
    """

    runbook_id: UUID | None
    version_id: UUID | None
    title: str
    number: int
    published: bool
    steps: tuple[FrozenStep, ...]
    variables: tuple[str, ...] = ()
    read_along_only: str = ""


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


@dataclass(frozen=True)
class Change:
    """One change that was proposed and waits for a person; `span` is where its evidence stands."""

    kind: ChangeKind
    span: Span
    after: str
    why: str = ""


@dataclass(frozen=True)
class Refinement:
    """What a model's proposal comes to: grounded changes, and how many had no source and were left out."""

    changes: tuple[Change, ...]
    dropped: int
