"""Words of runs that others may hold."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ddrun.lib.errors import Conflict


class Mode(StrEnum):
    """How far a run may go by itself."""

    READ_ALONG = "read-along"
    COPILOT = "copilot"


class RunStatus(StrEnum):
    """Where a run stands."""

    ACTIVE = "active"
    HELD = "held"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class StepStatus(StrEnum):
    """Where one step of a run stands."""

    READY = "ready"
    WAITING = "waiting"
    SENT = "sent"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    BURIED = "buried"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    BY_HAND = "by hand"


class AttemptStatus(StrEnum):
    """Where one dispatch of one command to one target stands."""

    SENT = "sent"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    BURIED = "buried"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What policy says of a step."""

    ALLOW = "allow"
    ASK_DRIVER = "ask driver"
    ASK_APPROVER = "ask approver"
    REFUSE = "refuse"


class Trust(StrEnum):
    """How far a runbook has earned to go by itself; nothing grants more than GUIDED yet."""

    GUIDED = "guided"
    AUTOPILOT = "autopilot"


class ApprovalStatus(StrEnum):
    """Where one request for consent stands."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    VOID = "void"
    USED = "used"


class IllegalMove(Conflict):
    """The table of moves does not know this step from here to there."""


@dataclass(frozen=True)
class RunStarted:
    """A run that was started, for who started it."""

    run_id: UUID
    number: int


@dataclass(frozen=True)
class Target:
    """Where a command lands, as the agent resolved it; `name` is what a person types for red."""

    agent_id: UUID
    agent: str
    name: str
    labels: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Given:
    """A value of a run, and where it is from ("alert", "typed by Alice"); `by` is the member, if any."""

    value: str
    origin: str
    by: UUID | None = None
