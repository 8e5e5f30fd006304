"""What the run page is given: frozen, typed, complete."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ddrun.copilot.fragments import Card, Change, Dock, Draft, Mark, Person, Row, Verb


@dataclass(frozen=True)
class RunValue:
    """A value of the run. `hint` is what the runbook says of it, `verbs` give one where it is open."""

    name: str
    value: str
    origin: str
    hint: str
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class Needs:
    """What the run needs: its values, and the checklist of its runbook."""

    values: tuple[RunValue, ...] = ()
    needed: tuple[str, ...] = ()
    probes: tuple[Draft, ...] = ()


@dataclass(frozen=True)
class RunFragment:
    """The whole run page below the bar."""

    run_id: UUID
    number: str
    title: str
    incident_href: str
    incident: str
    severity: str
    facts: tuple[str, ...]
    step_words: str
    since: datetime
    since_words: str
    ended: datetime | None
    sequence: int
    revision: int
    now: datetime
    status: str
    marks: tuple[Mark, ...]
    over: tuple[Row, ...]
    card: Card | None
    coming: tuple[Row, ...]
    dock: Dock
    changes: tuple[Change, ...]
    people: tuple[Person, ...]
    alert: tuple[tuple[str, str], ...]
    announce: str
    tab: str
    icon: str
    more: tuple[Verb, ...] = ()
    goes_on: str = ""
    held: str = ""
    notices: tuple[str, ...] = ()
    needs: Needs = Needs()
    plain_steps: str = field(default="", repr=False)

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None while it is not over."""
        return self.ended - self.since if self.ended else None

    @property
    def last_result(self) -> str:
        """What the last finished step gave, for the folded line on a small screen."""
        last = self.over[-1] if self.over else None
        return (last.result or last.title) if last else ""
