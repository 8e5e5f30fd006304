"""What happens in runs, told once: an event and an entry in the move's transaction, then the bell.

Every change to a run is a `Move` over its locked row. Closing it adds the events, saves the run and
writes the ledger, in this order: the ledger's lock is the organisation's, so it is taken last.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from compliance.actions import record_all
from compliance.types import JSON, Actor, Kind, NewEntry
from ddrun.lib.bell import ring_bell
from ddrun.lib.clock import now
from ddrun.lib.postgres.batch import Batch
from execution.models import Attempt, Run, RunEvent, StepRun

# What a move may change of a run; the rest is as it was started.
_MOVING: Final = (
    *("status", "held_why", "paused", "mode", "revision", "last_event", "driver", "driver_name", "drivers"),
    *("variables", "agent", "resolved", "resolved_by_step", "finished_at"),
)
# A few, since a move may settle the first of them without having written it yet.
_AHEAD: Final = (
    "select * from execution_steprun where organisation_id = %s and run_id = %s "
    "and status not in ('done', 'skipped', 'by hand') order by \"order\" limit 4"
)
# Connections of agents in this very process, by nonce: they hear without a detour through the channel layer.
_HERE: Final[dict[str, Callable[[dict[str, Any]], None]]] = {}


def run_group(run_id: UUID) -> str:
    """The channel group of everyone who looks at the run."""
    return f"run.{run_id.hex}"


def organisation_group(organisation_id: UUID) -> str:
    """The channel group of every open page of the organisation."""
    return f"org.{organisation_id.hex}"


def incident_group(incident_id: UUID) -> str:
    """The channel group of everyone who looks at the incident."""
    return f"incident.{incident_id.hex}"


def agent_group(agent_id: UUID) -> str:
    """The channel group in which an agent's own connection listens."""
    return f"agent.{agent_id.hex}"


@dataclass
class Move:
    """One change to a locked run. Use as a context manager; it closes only when nothing was raised.

    `batch` holds new rows, and `touched` changed ones with the names of their fields; both are written on
    closing, in one round trip with events, run and entries.
    """

    run: Run
    at: datetime = field(default_factory=now)
    events: list[RunEvent] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)
    touched: dict[UUID, tuple[StepRun | Attempt, set[str]]] = field(default_factory=dict)

    def change(self, row: StepRun | Attempt, *names: str) -> None:
        """The named fields of a row are written on closing."""
        self.touched.setdefault(row.id, (row, set()))[1].update(names)

    def known(self, step: StepRun) -> StepRun:
        """The step as this move leaves it."""
        row = self.touched.get(step.id, (step, set()))[0]
        return row if isinstance(row, StepRun) else step

    def steps_ahead(self) -> list[StepRun]:
        """The first steps that are not settled, in order, as this move leaves them."""
        rows = StepRun.objects.raw(_AHEAD, [self.run.organisation_id, self.run.id])
        return [self.known(step) for step in rows]

    def note(self, kind: Kind, text: str, *, by: Actor, step: StepRun | None = None, **facts: JSON) -> None:
        """Adds an event, which is a sentence for people, and the ledger's entry with the facts."""
        self.run.last_event += 1
        about: dict[str, JSON] = {"run": str(self.run.id), "number": self.run.number, **facts}
        if step is not None:
            about |= {"step": str(step.id), "label": step.label}
        self.events.append(
            RunEvent(
                organisation_id=self.run.organisation_id,
                run=self.run,
                sequence=self.run.last_event,
                kind=kind.value,
                at=self.at,
                actor_kind=by.kind,
                actor_id=by.id,
                actor_name=by.name,
                step=step,
                text=text,
                facts=facts,
            )
        )
        self.entries.append(NewEntry(kind, by, about, self.run.incident_id, self.run.id))

    def close(self) -> None:
        """Writes everything, moves the revision on, and rings."""
        self.write()
        self.run.revision += 1
        self.batch.update(self.run, *_MOVING)
        self.batch.insert(*self.events)
        record_all(self.run.organisation_id, self.entries, along=self.batch)
        ring_run(self.run)

    def write(self) -> None:
        """Puts the changed rows into the batch."""
        for row, names in self.touched.values():
            self.batch.update(row, *sorted(names))
        self.touched.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()


def ring_run(run: Run) -> None:
    """Tells every page that shows the run to look again, once the transaction commits."""
    news: dict[str, str | int | None] = {
        "run": run.id.hex,
        "revision": run.revision,
        "sequence": run.last_event,
    }
    for group in (run_group(run.id), organisation_group(run.organisation_id)):
        ring_bell(group, "run", **news)
    if run.incident_id:
        ring_bell(incident_group(run.incident_id), "run", **news)


def ring_output(run_id: UUID, attempt_id: UUID, received: int) -> None:
    """Tells the run's pages that an attempt has printed up to `received` bytes."""
    ring_bell(run_group(run_id), "output", attempt=attempt_id.hex, received=received)


def ring_agent(agent_id: UUID, kind: str, **plain: str) -> None:
    """Tells the agent's connection: "stop", "ask" (with `attempt`), "superseded" or "leave"."""
    ring_bell(agent_group(agent_id), kind, **plain)


def ring_dispatch(attempt: Attempt) -> None:
    """Tells the connection the attempt is meant for to send it, once the transaction commits."""

    def tell() -> None:
        here = _HERE.get(attempt.connection)
        if here is not None:
            here({"kind": "dispatch", "row": attempt})

    if attempt.connection in _HERE:
        transaction.on_commit(tell, robust=True)
    else:
        ring_bell(agent_group(attempt.agent_id), "dispatch", attempt=attempt.id.hex)


def hear_here(connection: str, tell: Callable[[dict[str, Any]], None]) -> None:
    """From now on the connection with that nonce is told directly; `tell` is called from any thread."""
    _HERE[connection] = tell


def hear_no_more(connection: str) -> None:
    """The connection has ended."""
    _HERE.pop(connection, None)


def latest_sequence(organisation_id: UUID, run_id: UUID) -> int:
    """The number of the run's last event; 0 before the first."""
    rows = RunEvent.objects.filter(organisation_id=organisation_id, run_id=run_id)
    return int(rows.aggregate(last=Max("sequence"))["last"] or 0)
