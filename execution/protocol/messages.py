"""Every message of the wire, as PROTOCOL.md describes it.

Runs on Python 3.9 and the standard library: both ends import this file, and the agent is carried
to hosts that have nothing else. Times are integers; bytes travel as base64 text.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Final, Optional, Union

VERSIONS: Final = (1,)  # newest first; an end speaks its own version and the two before it

START_BY_MS: Final = 15_000
HEARTBEAT_SECONDS: Final = 10
SILENCE_SECONDS: Final = 35  # three missed heartbeats and one slow write
COMMAND_BYTES: Final = 131_071  # Linux refuses a longer single argument (MAX_ARG_STRLEN)
CHUNK_BYTES: Final = 262_144
FRAME_BYTES: Final = 1_048_576
OUTPUT_BYTES: Final = 67_108_864  # kept of one attempt: 64 MiB
WINDOW_BYTES: Final = 1_048_576  # sent and not yet acknowledged, of one attempt

# What the socket is closed with; the reason is a sentence.
MALFORMED: Final = 4400
NOT_KNOWN: Final = 4401
QUARANTINED: Final = 4403
SUPERSEDED: Final = 4409
NO_COMMON_VERSION: Final = 4426
TRY_AGAIN: Final = 4503

STOP_SIGNALS: Final = ("interrupt", "terminate", "kill")
REFUSALS: Final = ("guard", "target", "digest", "environment", "tool missing", "permission", "agent")
STATES: Final = ("running", "ended", "buried", "refused", "unknown")
HOWS: Final = ("exited", "signalled", "stopped", "timed out", "not started")
STREAMS: Final = ("stdout", "stderr")
RISKS: Final = ("green", "yellow", "red")
# A feature of `hello`: the digest of one red command that the agent's own file lets go as yellow.
EASES: Final = "eases:"


@dataclass(frozen=True)
class TargetFacts:
    """Where a command lands, as the agent resolved it: its own name and labels."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GuardSummary:
    """What the agent will refuse whatever it is sent; the rules themselves stay on the host."""

    max_risk: str
    allowed: int
    denied: int
    killed: bool


@dataclass(frozen=True)
class Welcome:
    """server → agent, first on every connection: the nonce all of it is bound to."""

    TYPE: ClassVar[str] = "welcome"
    SIGNED: ClassVar[bool] = False
    connection: str
    versions: list[int]
    time_ms: int


@dataclass(frozen=True)
class Hello:
    """agent → server, first: who it is, what it can, proven by its key over the server's nonce."""

    TYPE: ClassVar[str] = "hello"
    SIGNED: ClassVar[bool] = True
    connection: str
    agent: str
    nonce: str
    versions: list[int]
    program: str
    journal: str
    target: TargetFacts
    environment: str
    passes: list[str]
    guard: GuardSummary
    features: list[str]
    signature: str = ""


@dataclass(frozen=True)
class Accepted:
    """server → agent: the connection counts. Signed over both nonces, so it is the pinned server, now."""

    TYPE: ClassVar[str] = "accepted"
    SIGNED: ClassVar[bool] = True
    connection: str
    nonce: str
    agent: str
    version: int
    signature: str = ""


@dataclass(frozen=True)
class Dispatch:
    """server → agent: start this, once, by then, or bury it.

    `start_by_ms` counts from the opening of this connection. `limit_seconds` None: no time limit.
    `passes` names the variables and files of the agent's list that the command receives.
    """

    TYPE: ClassVar[str] = "dispatch"
    SIGNED: ClassVar[bool] = True
    connection: str
    organisation: str
    run: str
    step: str
    attempt: str
    version: str
    interpreter: list[str]
    command: str
    agent: str
    user: str
    directory: str
    environment: dict[str, str]
    passes: list[str]
    target: TargetFacts
    digest: str
    risk: str
    start_by_ms: int
    limit_seconds: Optional[int] = None
    output_bytes: int = OUTPUT_BYTES
    signature: str = ""


@dataclass(frozen=True)
class Stop:
    """server → agent: end the process group, beginning with this signal and climbing from there."""

    TYPE: ClassVar[str] = "stop"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    begin_with: str = "interrupt"
    signature: str = ""


@dataclass(frozen=True)
class Ask:
    """server → agent: what became of this attempt? `offset`: output up to here is committed."""

    TYPE: ClassVar[str] = "ask"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    journal: str
    offset: int
    signature: str = ""


@dataclass(frozen=True)
class Ack:
    """server → agent: output before `offset` is committed; with `settled`, the end of it too."""

    TYPE: ClassVar[str] = "ack"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    offset: int
    settled: bool = False
    signature: str = ""


@dataclass(frozen=True)
class Started:
    """agent → server: the process exists. `judged`: what the agent's own rules made of the command."""

    TYPE: ClassVar[str] = "started"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    digest: str
    host: str
    user: str
    directory: str
    judged: str
    at_ms: int
    signature: str = ""


@dataclass(frozen=True)
class Output:
    """agent → server: masked bytes from `offset`; `dropped` bytes just before were past the limit."""

    TYPE: ClassVar[str] = "output"
    SIGNED: ClassVar[bool] = False
    connection: str
    attempt: str
    stream: str
    offset: int
    data: bytes
    dropped: int = 0


@dataclass(frozen=True)
class Ended:
    """agent → server: it is over.

    `total` counts all masked bytes, `dropped` those not kept; `output_digest` is the SHA-256 (hex) of
    the kept bytes in order. `confirmed`: nothing of the command is left; else `left` says what may be.
    """

    TYPE: ClassVar[str] = "ended"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    digest: str
    how: str
    exit: Optional[int]
    signal: Optional[int]
    total: int
    dropped: int
    output_digest: str
    milliseconds: int
    confirmed: bool
    left: list[str]
    reason: str
    signature: str = ""


@dataclass(frozen=True)
class Refused:
    """agent → server: not started and never will be, by the agent's own rules."""

    TYPE: ClassVar[str] = "refused"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    digest: str
    cause: str
    reason: str
    judged: str
    signature: str = ""


@dataclass(frozen=True)
class Buried:
    """agent → server: not started and never will be, because it came too late or was asked about first."""

    TYPE: ClassVar[str] = "buried"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    reason: str
    signature: str = ""


@dataclass(frozen=True)
class Status:
    """agent → server: where an attempt stands, when asked or on finding that its keeper is gone."""

    TYPE: ClassVar[str] = "status"
    SIGNED: ClassVar[bool] = True
    connection: str
    attempt: str
    journal: str
    state: str
    total: int
    reason: str
    signature: str = ""


@dataclass(frozen=True)
class Heartbeat:
    """agent → server, every 10 s, and at once when its guard or what it runs changes."""

    TYPE: ClassVar[str] = "heartbeat"
    SIGNED: ClassVar[bool] = False
    connection: str
    time_ms: int
    running: int
    load_percent: int
    guard: GuardSummary


FromServer = Union[Welcome, Accepted, Dispatch, Stop, Ask, Ack]
FromAgent = Union[Hello, Started, Output, Ended, Refused, Buried, Status, Heartbeat]
Message = Union[FromServer, FromAgent]

FROM_SERVER: Final[dict[str, type[FromServer]]] = {
    kind.TYPE: kind for kind in (Welcome, Accepted, Dispatch, Stop, Ask, Ack)
}
FROM_AGENT: Final[dict[str, type[FromAgent]]] = {
    kind.TYPE: kind for kind in (Hello, Started, Output, Ended, Refused, Buried, Status, Heartbeat)
}
