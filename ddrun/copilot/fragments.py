"""What each live fragment is given: frozen, typed, complete. A template draws nothing that is not in here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from runbooks.types import Risk


@dataclass(frozen=True)
class Piece:
    """A stretch of a command. `origin` says where a filled value came from; `unfilled` when it has none."""

    text: str
    origin: str = ""
    unfilled: bool = False


@dataclass(frozen=True)
class Mark:
    """One shape of the run strip. `state` is done, now, failed, later or passed."""

    label: str
    title: str
    shape: str
    state: str
    words: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """One line of output; numbers count from 1 over the whole output."""

    number: int
    text: str
    error: bool = False


@dataclass(frozen=True)
class Log:
    """The tail of an attempt's output."""

    id: str
    head: str
    lines: tuple[Line, ...]
    live: bool
    hidden_lines: int = 0
    more_href: str = ""
    missing: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Field:
    """One more thing a verb wants to know."""

    name: str
    label: str
    value: str = ""
    code: bool = False
    rows: int = 0
    required: bool = True
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""


@dataclass(frozen=True)
class Verb:
    """A POST that a person can make: where it goes, what it says, and with which step and key.

    `locked` says why it cannot be pressed now. `confirm` is the name that must be typed first.
    `explain` stands above the fields of a verb that asks something first.
    """

    href: str
    label: str
    key: str
    revision: int
    step_id: UUID | None = None
    symbol: str = ""
    shortcut: str = ""
    tone: str = ""
    locked: str = ""
    confirm: str = ""
    explain: str = ""
    fields: tuple[Field, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Row:
    """A step that is over or not yet reached, as one line."""

    id: str
    label: str
    title: str
    risk: Risk | None
    says: str
    over: bool
    symbol: str = "check"
    result: str = ""
    in_words: bool = False
    seconds: float | None = None
    command: str = ""
    log: Log | None = None
    notes: tuple[str, ...] = ()
    verb: Verb | None = None


@dataclass(frozen=True)
class Gate:
    """One condition of a dangerous step, met or not."""

    met: bool
    what: str
    how: str = ""
    who: str = ""
    verb: Verb | None = None


@dataclass(frozen=True)
class Choice:
    """A branch of a decision, as a button."""

    verb: Verb
    goes: str


@dataclass(frozen=True)
class Draft:
    """A command offered beside the step's own: `name` is Undo, Try it dry or Safer; `verb` adds it as a step.

    `first` is what tells the value it leaves open, `ask` adds that as a step.
    """

    name: str
    text: str
    risk: Risk
    says: str
    first: str = ""
    verb: Verb | None = None
    ask: Verb | None = None


@dataclass(frozen=True)
class Card:
    """The current step. `state` is ask, wait, sent, running, failed, unknown, decide, hand or note."""

    id: str
    label: str
    title: str
    text: str
    state: str
    chip: str
    risk: Risk | None
    anchor: str = "now"
    lead: str = ""
    policy: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    command: str = ""
    language: str = "shell"
    filled: int = 0
    where: str = ""
    edited_from: str = ""
    expected: str = ""
    undo: str = ""
    undo_says: str = ""
    drafts: tuple[Draft, ...] = ()
    warning: str = ""
    vague: str = ""
    source: str = ""
    source_href: str = ""
    gates: tuple[Gate, ...] = ()
    choices: tuple[Choice, ...] = ()
    asks: tuple[Verb, ...] = ()
    log: Log | None = None
    since: datetime | None = None
    ways: tuple[tuple[str, str], ...] = ()
    confirm: str = ""
    confirm_form: str = "primary"


@dataclass(frozen=True)
class Dock:
    """The one place of action. At most one verb is filled; none while a step runs."""

    title: str
    says: str
    symbol: str = ""
    tone: str = ""
    primary: Verb | None = None
    others: tuple[Verb, ...] = ()
    since: datetime | None = None
    running: bool = False
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Change:
    """A state change this run has made, and its way back."""

    title: str
    undo: str
    state: str
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class Person:
    """Someone who has to do with this run."""

    name: str
    says: str
    face: str
    verb: Verb | None = None


@dataclass(frozen=True)
class Around:
    """What a run page says of the incident the run belongs to; without one it speaks of the run alone."""

    incident: str = ""
    href: str = "/incidents/"
    title: str = ""
    severity: str = ""
    service: str = ""
    since: datetime | None = None
    alert: tuple[tuple[str, str], ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class RunChart:
    """The flowchart of a run; `now` is the title of the step it stands at, empty where there is none."""

    run_id: UUID
    number: str
    title: str
    sequence: int
    now: str
    svg: str
    steps: int
