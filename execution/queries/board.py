"""The run page as a whole, and runs in lists: frozen, with a reason for every no."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from execution.queries.cards import AgentCard, HoldView, Permit, ProbeView, StepView, VariableView
from execution.types import Mode, RunStatus, StepStatus
from runbooks.types import Risk, StepKind


@dataclass(frozen=True)
class StripItem:
    """One shape of the run strip."""

    step_id: UUID
    label: str
    title: str
    kind: StepKind
    risk: Risk
    status: StepStatus
    is_current: bool


@dataclass(frozen=True)
class ChangeView:
    """Something the run changed, or may have. `state`: changed, unknown, undone or kept."""

    run_id: UUID
    run_number: int
    step_id: UUID
    label: str
    title: str
    target: str
    command: str
    undo: str
    state: str
    at: datetime | None

    @property
    def is_open(self) -> bool:
        """Unknown, or with an undo and neither undone nor kept."""
        return self.state == "unknown" or (self.state == "changed" and bool(self.undo))


@dataclass(frozen=True)
class PersonView:
    """Somebody with a part in the run: driver, started it, drove before, approved, can approve."""

    id: UUID
    name: str
    part: str


@dataclass(frozen=True)
class EventView:
    """One thing that happened, in words; `sequence` counts from 1 within the run."""

    sequence: int
    kind: str
    at: datetime
    actor: str
    step_id: UUID | None
    text: str


@dataclass(frozen=True)
class RunPermits:
    """What the viewer may do with the run now."""

    drive: Permit
    take_over: Permit
    hold: Permit
    go_on: Permit
    hold_everything: Permit
    lift_hold: Permit
    pause: Permit
    mode: Permit
    add_step: Permit
    fill: Permit
    choose_agent: Permit
    finish: Permit
    abandon: Permit


@dataclass(frozen=True)
class RunView:
    """The whole run page. `next` says what the run waits for, in words, `next_kind` in one of `Next`.

    `needed` and `probes` are the checklist of the runbook, as it was when the run started.
    """

    id: UUID
    number: int
    title: str
    status: RunStatus
    mode: Mode
    revision: int
    sequence: int
    incident_id: UUID | None
    runbook_id: UUID | None
    version_id: UUID | None
    version_number: int
    published: bool
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    driver_id: UUID
    driver: str
    is_driver: bool
    held_why: str
    everything_held: HoldView | None
    paused: bool
    next_kind: str
    next: str
    steps: tuple[StepView, ...]
    strip: tuple[StripItem, ...]
    changes: tuple[ChangeView, ...]
    people: tuple[PersonView, ...]
    events: tuple[EventView, ...]
    variables: tuple[VariableView, ...]
    needed: tuple[str, ...]
    probes: tuple[ProbeView, ...]
    agent: AgentCard | None
    agents: tuple[AgentCard, ...]
    resolved: bool | None
    resolved_by_step: UUID | None
    may: RunPermits

    @property
    def current(self) -> StepView | None:
        """The one step the run stands at; None when all are settled."""
        return next((step for step in self.steps if step.is_current), None)

    @property
    def stops_before(self) -> StepView | None:
        """The first step from the current one on that does not go by itself."""
        ahead = [step for step in self.steps if step.status is StepStatus.READY]
        return next((step for step in ahead if not step.by_itself), None)


@dataclass(frozen=True)
class RunCard:
    """A run in lists."""

    id: UUID
    number: int
    title: str
    status: RunStatus
    mode: Mode
    incident_id: UUID | None
    driver: str
    started_at: datetime
    finished_at: datetime | None
    resolved: bool | None
    steps: int
    settled: int
