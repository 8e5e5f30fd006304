"""What a parse gives: a whole document as steps, forks and needs, each with its span."""

from dataclasses import dataclass, field

from runbooks.types.course import Condition, ContextSection, Dependency, Lasting, Parallel, StepRole, Undoing
from runbooks.types.questions import Question
from runbooks.types.texts import Language, Span, StepKind, Verdict
from runbooks.types.variables import Need, Probe, Variable


@dataclass(frozen=True)
class ParsedCommand:
    """A command as it stands in the source at `span`; `verdict` is filled by the classifier.

    `when` are the conditions it stands under, the outermost first: it runs only where all of them hold.
    """

    text: str
    span: Span
    language: Language
    drafted: bool = False
    explanation: str = ""
    verdict: Verdict | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class ParsedStep:
    """One numbered step; `vague` is the question to ask its author, or None.

    `path` are the headings it stands under, the outermost first. `warning_span` and `expected_span` reach
    over all the words that `warning` and `expected` are taken from.
    """

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
    role: StepRole = StepRole.WORK
    path: tuple[str, ...] = ()
    warning_span: Span | None = None
    expected_span: Span | None = None
    lasts: Lasting | None = None


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
    """A whole document, read. Spans count characters of `source`.

    `prerequisites` are what the text says is needed, `needs` what its commands imply.
    """

    title: str
    source: str
    steps: tuple[ParsedStep, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    decisions: tuple[Decision, ...] = ()
    quality: Quality = field(default_factory=lambda: Quality(0))
    variables: tuple[Variable, ...] = ()
    needs: tuple[Need, ...] = ()
    probes: tuple[Probe, ...] = ()
    questions: tuple[Question, ...] = ()
    context: tuple[ContextSection, ...] = ()
    undoes: tuple[Undoing, ...] = ()
    depends: tuple[Dependency, ...] = ()
    parallel: tuple[Parallel, ...] = ()
