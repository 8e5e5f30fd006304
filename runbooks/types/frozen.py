"""What a run freezes of a version."""

from dataclasses import dataclass
from uuid import UUID

from runbooks.types.parsed import Branch
from runbooks.types.placeholders import Placeholder
from runbooks.types.texts import Language, Risk, Span, StepKind
from runbooks.types.variables import Probe, Variable


@dataclass(frozen=True)
class FrozenStep:
    """One step of a run, copied when the run starts: what was published is what runs.

    A step of several commands is frozen as several of these, labelled "4.1", "4.2"…; a decision
    that guards commands is frozen before them. Exactly one of `command` and `branches` may be filled;
    with neither it is done by hand. `goto` of a branch is the *position* to go on at, or as in `Branch`.
    `risk` is that of the command as it stands in the runbook, variables unfilled. `stand_ins` are the words
    of the command that wait for a value though their spelling does not show it.
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
    stand_ins: tuple[Placeholder, ...] = ()


@dataclass(frozen=True)
class FrozenVersion:
    """A runbook version ready to be run. The empty run has no `version_id` and no steps.

    `read_along_only` is the sentence why nothing of it may execute, empty where it may. `told` is what
    the text says of its `variables`; `needed` and `probes` are its checklist.
    """

    runbook_id: UUID | None
    version_id: UUID | None
    title: str
    number: int
    published: bool
    steps: tuple[FrozenStep, ...]
    variables: tuple[str, ...] = ()
    read_along_only: str = ""
    told: tuple[Variable, ...] = ()
    needed: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
