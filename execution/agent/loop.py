"""The agent at work: one connection at a time, one thread, nothing in it waits for a command.

Commands live under their keepers; what this process knows, it knows from the journal and the spools, so it
may be killed at any moment and started again.
"""

import contextlib
import logging
import os
import random
import secrets
import select
import signal
import sqlite3
import time
from pathlib import Path
from typing import Final

from execution.agent import configuration, processes
from execution.agent.attempts import Attempts
from execution.agent.courier import ASK_SECONDS
from execution.agent.easing import features, today
from execution.agent.gate import Place
from execution.agent.identity import Identity
from execution.agent.journal import Journal
from execution.agent.nursery import Nursery
from execution.agent.session import Forged, Session
from execution.agent.version import VERSION
from execution.agent.wire import Lost, Wire
from execution.protocol import codec, messages
from execution.protocol.messages import Ack, Ask, Dispatch, FromServer, GuardSummary, Stop

log = logging.getLogger("ddrun.agent")

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
TURNED_AWAY_PAUSE: Final = 300.0
TURNED_AWAY: Final = (messages.NOT_KNOWN, messages.QUARANTINED)
IDLE_SECONDS: Final = 0.25  # after which nothing is in a hurry: a run's next step would have come
MANY_SETTLED: Final = 256  # written down even in a hurry
LOOK_SECONDS: Final = 1.0  # a bell may be lost, a keeper may be gone: everything is looked at this often
TIDY_SECONDS: Final = 3600.0
OUT_BYTES: Final = 524_288  # no more output is read from disk while so much waits for the link


class Agent:
    """Everything that lives as long as this process."""

    def __init__(self, state: Path, identity: Identity, seed: bytes) -> None:
        self._nursery = Nursery()  # first: it must inherit nothing
        self._state = state
        self._seed = seed
        self._identity = identity
        self._journal = Journal(state / "journal.sqlite")
        self._attempts = Attempts(
            Place(identity, configuration.load(state), state), self._journal, self._nursery
        )
        self._bell = _bell(state / "bell")
        self._leaving = False

    def run(self) -> None:
        """Dials, works, dials again, until told to leave."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._leave)
        pause = FIRST_PAUSE
        while not self._leaving:
            began = processes.monotonic()
            try:
                self._one_connection()
            except Lost as lost:
                log.warning("%s", lost)
                if lost.code in TURNED_AWAY:
                    pause = TURNED_AWAY_PAUSE
            except (Forged, codec.Malformed) as problem:
                log.error("the connection was closed: %s", problem)
            except (configuration.BadConfiguration, sqlite3.Error) as problem:
                log.error("nothing is started for now: %s", problem)
            if processes.monotonic() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads reconnections, no secret
            pause = min(max(pause, FIRST_PAUSE) * 2, max(LONGEST_PAUSE, pause))
        self._attempts.settle()
        self._nursery.close()
        self._journal.close()

    def _leave(self, _number: int, _frame: object) -> None:
        self._leaving = True

    def _sleep(self, seconds: float) -> None:
        end = processes.monotonic() + seconds
        while not self._leaving and (left := end - processes.monotonic()) > 0:
            time.sleep(min(left, LOOK_SECONDS))

    def _one_connection(self) -> None:
        # What the administrator changed counts from the next connection on.
        self._attempts.place = Place(self._identity, configuration.load(self._state), self._state)
        asked_at = processes.monotonic()  # before the request leaves: every delay makes us stricter
        wire = Wire(self._identity.socket, program=VERSION)
        try:
            session = Session(wire, self._identity, self._seed, opened_at=asked_at)
            self._work(wire, session)
        finally:
            wire.close()

    def _work(self, wire: Wire, session: Session) -> None:
        looked = beaten = 0.0
        tidied = processes.monotonic()
        pending: dict[str, None] = {}  # in the order they asked for a turn
        while not self._leaving:
            now = processes.monotonic()
            session.check_silence(now)
            if session.accepted and now - looked >= LOOK_SECONDS:
                looked = now
                self._attempts.press_stops()
                pending.update(dict.fromkeys(self._attempts.couriers))
            if session.accepted and (
                now - beaten >= messages.HEARTBEAT_SECONDS or self._guard_changed(session)
            ):
                beaten = now
                session.beat(self._guard(), self._attempts.running(), _load_percent())
            stuck = self._pump(session, wire, pending, now)
            wait = self._pause(busy=bool(pending) and not stuck)
            writers = [wire.fileno()] if wire.waiting_bytes else []
            ready, _, _ = select.select([wire.fileno(), self._bell], writers, [], wait)
            if self._bell in ready:
                pending.update(
                    dict.fromkeys(each for each in self._rung() if each in self._attempts.couriers)
                )
            if wire.fileno() in ready:
                heard, frames = wire.receive()
                if heard:
                    session.heard(processes.monotonic())
                for frame in frames:
                    self._take(session, codec.from_server(frame), pending)
            wire.flush()
            idle = wait and not ready
            if idle or len(self._attempts.settled) >= MANY_SETTLED:
                self._attempts.settle()
            if idle and now - tidied >= TIDY_SECONDS:
                tidied = now
                self._attempts.forget_old()

    def _pause(self, *, busy: bool) -> float:
        if busy:
            return 0.0
        return IDLE_SECONDS if self._attempts.settled else LOOK_SECONDS

    def _pump(self, session: Session, wire: Wire, pending: dict[str, None], now: float) -> bool:
        """Lets each waiting courier say one thing in turn. Gives whether the link is full."""
        if not session.accepted:
            pending.clear()
            return True
        for attempt in list(pending):
            if wire.waiting_bytes >= OUT_BYTES:
                return True
            courier = self._attempts.couriers.get(attempt)
            message = courier.next(session.connection, now) if courier else None
            if message is None:
                pending.pop(attempt)
            else:
                session.send(message)
        return False

    def _take(self, session: Session, message: FromServer, pending: dict[str, None]) -> None:
        if isinstance(message, messages.Welcome):
            session.welcomed(message, self._hello_facts())
            return
        session.require_genuine(message)
        if isinstance(message, messages.Accepted):
            session.accept(message)
            self._attempts.reconnected(processes.monotonic() + ASK_SECONDS)
            log.info("connected as %s", self._identity.name)
            return
        if isinstance(message, Dispatch):
            self._attempts.dispatch(session, message)
        else:
            session.require_bound(message.connection)
            if isinstance(message, Stop):
                self._attempts.stop(message)
            elif isinstance(message, Ask):
                self._attempts.ask(session, message)
            elif isinstance(message, Ack):
                self._attempts.acknowledge(message)
        pending[message.attempt] = None

    def _rung(self) -> list[str]:
        try:
            return os.read(self._bell, 65_536).decode("ascii", "replace").split()
        except BlockingIOError:
            return []

    def _hello_facts(self) -> dict[str, object]:
        chosen = self._attempts.place.configuration
        return {
            "nonce": secrets.token_urlsafe(24),
            "journal": self._journal.identity,
            "target": messages.TargetFacts(self._identity.name, chosen.labels),
            "environment": chosen.environment,
            "passes": sorted(chosen.passes),
            "guard": self._guard(),
            "features": features(chosen.exceptions, today()),
        }

    def _guard(self) -> GuardSummary:
        chosen = self._attempts.place.configuration
        killed = bool(chosen.kill_switch) and Path(chosen.kill_switch).exists()
        return GuardSummary(chosen.max_risk, len(chosen.allow), len(chosen.deny), killed)

    def _guard_changed(self, session: Session) -> bool:
        return session.guard is not None and session.guard != self._guard()


def _bell(path: Path) -> int:
    with contextlib.suppress(FileExistsError):
        os.mkfifo(path, 0o600)
    # Open for both ends, so that it never reads as closed.
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _load_percent() -> int:
    return int(os.getloadavg()[0] * 100 / (os.cpu_count() or 1))
