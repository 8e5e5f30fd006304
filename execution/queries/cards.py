"""What the pages are given of runs: frozen, complete, with a reason for every no."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from execution.types import ApprovalStatus, AttemptStatus, Decision, StepStatus, Target
from runbooks.types import Branch, Language, Risk, StepKind
from runbooks.types.advice import Advice
from runbooks.types.variables import VariableType


@dataclass(frozen=True)
class Permit:
    """Whether the viewer may do it now, and if not, why not."""

    allowed: bool
    why_not: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class CommandPiece:
    """A stretch of a command. `variable` names the value it came from, `origin` says from where."""

    text: str
    variable: str = ""
    filled: bool = True
    origin: str = ""


@dataclass(frozen=True)
class VariableView:
    """A value of the run; empty while nobody has given it. `needed` by the step labels listed.

    `default` and `example` are words of the runbook, `word` is the ordinary word that stands for the value.
    `checked`: one that does not look like its `type` is doubted.
    """

    name: str
    value: str
    origin: str
    needed: tuple[str, ...] = ()
    type: VariableType = VariableType.TEXT
    default: str = ""
    example: str = ""
    word: str = ""
    checked: bool = False


@dataclass(frozen=True)
class ProbeView:
    """A drafted command that shows whether a need is met, with its risk."""

    need: str
    command: str
    risk: Risk


@dataclass(frozen=True)
class AgentCard:
    """An agent as lists, policy and the page see it. `connected`: heard of in the last 35 s."""

    id: UUID
    name: str
    labels: dict[str, str]
    needs: dict[str, str]
    environment: str
    max_risk: Risk
    version: str
    host: dict[str, str]
    connected: bool
    last_seen: datetime | None
    disabled: bool
    passes: tuple[str, ...] = ()
    eases: tuple[str, ...] = ()
    allowed: int = 0
    denied: int = 0
    killed: bool = False
    running: int = 0
    connection: str = ""
    journal: str = ""


@dataclass(frozen=True)
class AttemptView:
    """One dispatch. `tail` is the last of its output as text, `result` its last line that says something.

    `next_stop` is the signal a Stop would begin with now, empty when stopping is no longer possible.
    """

    id: UUID
    number: int
    status: AttemptStatus
    risk: Risk
    command: str
    target: str
    agent: str
    sent_by: str
    by_itself: bool
    sent_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    how: str
    exit_code: int | None
    signal: int | None
    seconds: float | None
    reason: str
    cause: str
    confirmed: bool | None
    left: tuple[str, ...]
    received: int
    total: int | None
    dropped: int
    output_matches: bool | None
    digest: str
    result: str
    tail: str
    tail_from: int
    stop_asked: str
    next_stop: str


@dataclass(frozen=True)
class ApprovalView:
    """A request for consent, as its run's page and the inbox show it."""

    id: UUID
    run_id: UUID
    run_number: int
    run_title: str
    incident_id: UUID | None
    step_id: UUID
    step_label: str
    step_title: str
    status: ApprovalStatus
    command: str
    target: str
    agent: str
    digest: str
    undo: str
    reasons: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    answered_by: str
    answered_at: datetime | None
    reason: str
    approve: Permit


@dataclass(frozen=True)
class StepPermits:
    """What the viewer may do with a step now; each no has its reason."""

    run: Permit
    ask: Permit
    skip: Permit
    by_hand: Permit
    edit: Permit
    accept: Permit
    retry: Permit
    stop: Permit
    decide: Permit
    undo: Permit


@dataclass(frozen=True)
class StepView:
    """A step as it stands. `risk` is that of the resolved command where it could be resolved.

    `decision` and `why` are policy's answer, `by_itself` whether it would start without a click.
    `policy` are the sentences of the organisation's rules and exceptions that apply, `forbidden` the one
    that says why it never executes. `typed_target` is what the driver types for red; empty when nothing
    has to be typed.
    """

    id: UUID
    order: int
    position: int
    label: str
    title: str
    text: str
    kind: StepKind
    language: Language
    status: StepStatus
    is_current: bool
    risk: Risk
    reasons: tuple[str, ...]
    command: str
    pieces: tuple[CommandPiece, ...]
    edited_from: str
    added_by: str
    drafted: bool
    accepted: bool
    missing: tuple[str, ...]
    vague: str
    warning: str
    expected: str
    undo: str
    lines: tuple[int, int]
    branches: tuple[Branch, ...]
    advice: Advice
    chosen: str
    skip_reason: str
    hand_note: str
    settled_by: str
    target: Target | None
    no_target: str
    decision: Decision
    why: str
    by_itself: bool
    why_not_by_itself: str
    typed_target: str
    approval: ApprovalView | None
    attempts: tuple[AttemptView, ...]
    may: StepPermits
    forbidden: str = ""
    policy: tuple[str, ...] = ()

    @property
    def attempt(self) -> AttemptView | None:
        """The latest attempt; None when there was none."""
        return self.attempts[-1] if self.attempts else None


@dataclass(frozen=True)
class OutputPart:
    """Bytes of an attempt's output from `offset`; `next_offset` is where the next part begins.

    `dropped` bytes are missing just before `offset`. `complete`: nothing will follow.
    """

    attempt_id: UUID
    offset: int
    next_offset: int
    data: bytes
    dropped: int
    complete: bool

    @property
    def text(self) -> str:
        """The bytes as text; what is no UTF-8 is shown as U+FFFD."""
        return self.data.decode("utf-8", "replace")


@dataclass(frozen=True)
class HoldView:
    """Everything is held, by whom and why."""

    set_by: str
    set_at: datetime
    reason: str
