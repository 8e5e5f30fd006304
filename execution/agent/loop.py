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
import shutil
import signal
import sqlite3
import time
from pathlib import Path
from typing import Final

from execution.agent import VERSION, configuration, keeper, processes
from execution.agent.courier import ASK_SECONDS, Courier
from execution.agent.gate import ATTEMPT, No, Place, Yes, examine
from execution.agent.identity import Identity
from execution.agent.journal import BURIED, KEPT_MS, REFUSED, WRITTEN, Journal
from execution.agent.nursery import Nursery
from execution.agent.session import Forged, Session
from execution.agent.wire import Lost, Wire
from execution.protocol import codec, messages
from execution.protocol.messages import Ack, Ask, Dispatch, FromServer, GuardSummary, Stop

log = logging.getLogger("ddrun.agent")

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
TURNED_AWAY_PAUSE: Final = 300.0
TURNED_AWAY: Final = (messages.NOT_KNOWN, messages.QUARANTINED)
IDLE_SECONDS: Final = 0.01  # after which nothing is in a hurry
LOOK_SECONDS: Final = 1.0  # a bell may be lost, a keeper may be gone: everything is looked at this often
OUT_BYTES: Final = 524_288  # no more output is read from disk while so much waits for the link
SPOOL_MS: Final = 3_600_000  # settled output stays this long, for whoever looks on the host
STOP_LETTERS: Final = {"interrupt": b"i", "terminate": b"t", "kill": b"k"}


class Agent:
    """Everything that lives as long as this process."""

    def __init__(self, state: Path, identity: Identity, seed: bytes) -> None:
        self._nursery = Nursery()  # first: it must inherit nothing
        self._state = state
        self._seed = seed
        self._place = Place(identity, configuration.load(state), state)
        self._journal = Journal(state / "journal.sqlite")
        self._bell = _bell(state / "bell")
        self._couriers: dict[str, Courier] = {}
        self._settled: list[str] = []
        self._leaving = False
        self._forget_old()
        for line in self._journal.unsettled():
            self._couriers[line.attempt] = Courier(
                line, self._place, self._journal, wait_until=0.0, inherited=True
            )

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
            if processes.monotonic() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads reconnections, no secret
            pause = min(max(pause, FIRST_PAUSE) * 2, max(LONGEST_PAUSE, pause))
        self._nursery.close()
        self._journal.close()

    def _leave(self, _number: int, _frame: object) -> None:
        self._leaving = True

    def _sleep(self, seconds: float) -> None:
        end = processes.monotonic() + seconds
        while not self._leaving and (left := end - processes.monotonic()) > 0:
            time.sleep(min(left, LOOK_SECONDS))

    def _one_connection(self) -> None:
        self._place = Place(self._place.identity, configuration.load(self._state), self._state)
        asked_at = processes.monotonic()  # before the request leaves: every delay makes us stricter
        wire = Wire(self._place.identity.socket, program=VERSION)
        try:
            session = Session(wire, self._place.identity, self._seed, opened_at=asked_at)
            self._work(wire, session)
        finally:
            wire.close()

    def _work(self, wire: Wire, session: Session) -> None:
        looked = beaten = 0.0
        pending: dict[str, None] = {}  # in the order they asked for a turn
        while not self._leaving:
            now = processes.monotonic()
            session.check_silence(now)
            if session.accepted and now - looked >= LOOK_SECONDS:
                looked = now
                pending.update(dict.fromkeys(self._couriers))
            if session.accepted and (
                now - beaten >= messages.HEARTBEAT_SECONDS or self._guard_changed(session)
            ):
                beaten = now
                session.beat(self._guard(), self._running(), _load_percent())
            stuck = self._pump(session, wire, pending, now)
            wait = self._pause(busy=bool(pending) and not stuck)
            writers = [wire.fileno()] if wire.waiting_bytes else []
            ready, _, _ = select.select([wire.fileno(), self._bell], writers, [], wait)
            if self._bell in ready:
                pending.update(dict.fromkeys(each for each in self._rung() if each in self._couriers))
            if wire.fileno() in ready:
                heard, frames = wire.receive()
                if heard:
                    session.heard(processes.monotonic())
                for frame in frames:
                    self._take(session, codec.from_server(frame), pending)
            wire.flush()
            if not ready:
                self._settle()

    def _pause(self, *, busy: bool) -> float:
        if busy:
            return 0.0
        return IDLE_SECONDS if self._settled else LOOK_SECONDS

    def _pump(self, session: Session, wire: Wire, pending: dict[str, None], now: float) -> bool:
        """Lets each waiting courier say one thing in turn. Gives whether the link is full."""
        if not session.accepted:
            pending.clear()
            return True
        for attempt in list(pending):
            if wire.waiting_bytes >= OUT_BYTES:
                return True
            courier = self._couriers.get(attempt)
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
            wait_until = processes.monotonic() + ASK_SECONDS
            for courier in self._couriers.values():
                courier.reconnected(wait_until)
            log.info("connected as %s", self._place.identity.name)
        elif isinstance(message, Dispatch):
            self._dispatch(session, message)
            pending[message.attempt] = None
        elif isinstance(message, Stop):
            session.require_bound(message.connection)
            self._stop(message)
            pending[message.attempt] = None
        elif isinstance(message, Ask):
            session.require_bound(message.connection)
            self._ask(session, message)
            pending[message.attempt] = None
        elif isinstance(message, Ack):
            session.require_bound(message.connection)
            self._ack(message)
            pending[message.attempt] = None

    def _dispatch(self, session: Session, dispatch: Dispatch) -> None:
        if not ATTEMPT.match(dispatch.attempt):
            raise codec.Malformed("the attempt of a dispatch is not a UUID")
        line = self._journal.line(dispatch.attempt)
        if line is not None:
            self._courier(dispatch.attempt).asked(0)
            return
        start_by = session.opened_at + dispatch.start_by_ms / 1000
        if dispatch.connection != session.connection:
            self._never(dispatch.attempt, BURIED, {"reason": "it was meant for another connection"})
            return
        if processes.monotonic() >= start_by:
            self._never(dispatch.attempt, BURIED, {"reason": "it came after its start-by time"})
            return
        try:
            self._start(dispatch, examine(dispatch, self._place, start_by), start_by)
        except No as no:
            self._refuse(session, dispatch, no)

    def _start(self, dispatch: Dispatch, yes: Yes, start_by: float) -> None:
        facts = {
            "digest": dispatch.digest,
            "host": yes.host,
            "user": yes.user,
            "directory": yes.directory,
            "judged": yes.judged,
            "at_ms": _wall_ms(),
            "start_by": start_by,
        }
        try:
            self._place.folder(dispatch.attempt).mkdir(mode=0o700)
            fresh = self._write(dispatch.attempt, WRITTEN, facts)
        except (OSError, sqlite3.Error) as problem:
            raise No("agent", f"the agent cannot record the attempt: {problem}", yes.judged) from problem
        self._courier(dispatch.attempt)
        if fresh:
            self._nursery.start(yes.job)
            log.info("attempt %s starts, judged %s", dispatch.attempt, yes.judged)

    def _refuse(self, session: Session, dispatch: Dispatch, no: No) -> None:
        log.warning("attempt %s is refused (%s): %s", dispatch.attempt, no.cause, no)
        facts = {"digest": dispatch.digest, "cause": no.cause, "reason": str(no), "judged": no.judged}
        try:
            self._never(dispatch.attempt, REFUSED, facts)
        except sqlite3.Error:
            # What cannot be written down was not started either; said once, and again if asked: buried.
            session.send(
                messages.Refused(
                    session.connection, dispatch.attempt, dispatch.digest, no.cause, str(no), no.judged
                )
            )

    def _never(self, attempt: str, state: str, facts: dict[str, str]) -> None:
        self._write(attempt, state, dict(facts))
        self._courier(attempt)

    def _write(self, attempt: str, state: str, facts: dict[str, object]) -> bool:
        return self._journal.write(attempt, state, facts, boot=processes.boot_id(), at_ms=_wall_ms())

    def _courier(self, attempt: str) -> Courier:
        if attempt not in self._couriers:
            line = self._journal.line(attempt)
            if line is None:
                raise LookupError(f"attempt {attempt} does not stand in the journal")
            self._couriers[attempt] = Courier(
                line, self._place, self._journal, wait_until=0.0, inherited=False
            )
        return self._couriers[attempt]

    def _stop(self, stop: Stop) -> None:
        if self._journal.line(stop.attempt) is None:
            self._bury_unseen(stop.attempt, "it was stopped before it came")
        elif not keeper.tell_to_stop(self._place.folder(stop.attempt), STOP_LETTERS[stop.begin_with]):
            log.info("attempt %s has no keeper to stop", stop.attempt)

    def _ask(self, session: Session, ask: Ask) -> None:
        if ask.journal != self._journal.identity:
            reason = "the agent's journal is a new one; what it did before is not known"
            session.send(
                messages.Status(session.connection, ask.attempt, self._journal.identity, "unknown", 0, reason)
            )
        elif self._journal.line(ask.attempt) is None:
            self._bury_unseen(ask.attempt, "it never arrived, and now will never be started")
        else:
            self._courier(ask.attempt).asked(ask.offset)

    def _bury_unseen(self, attempt: str, reason: str) -> None:
        if ATTEMPT.match(attempt):
            self._never(attempt, BURIED, {"reason": reason})

    def _ack(self, ack: Ack) -> None:
        courier = self._couriers.get(ack.attempt)
        if courier is None:
            return
        courier.acknowledged(ack.offset, ack.settled)
        if courier.settled:
            del self._couriers[ack.attempt]
            self._settled.append(ack.attempt)

    def _settle(self) -> None:
        """Writes down what the server has taken over; late is harmless, so the next command goes first."""
        while self._settled:
            self._journal.settle(self._settled.pop())

    def _rung(self) -> list[str]:
        try:
            return os.read(self._bell, 65_536).decode("ascii", "replace").split()
        except BlockingIOError:
            return []

    def _hello_facts(self) -> dict[str, object]:
        chosen = self._place.configuration
        return {
            "nonce": secrets.token_urlsafe(24),
            "journal": self._journal.identity,
            "target": messages.TargetFacts(self._place.identity.name, chosen.labels),
            "environment": chosen.environment,
            "passes": sorted(chosen.passes),
            "guard": self._guard(),
        }

    def _guard(self) -> GuardSummary:
        chosen = self._place.configuration
        killed = bool(chosen.kill_switch) and Path(chosen.kill_switch).exists()
        return GuardSummary(chosen.max_risk, len(chosen.allow), len(chosen.deny), killed)

    def _guard_changed(self, session: Session) -> bool:
        return session.guard is not None and session.guard != self._guard()

    def _running(self) -> int:
        return sum(courier.runs for courier in self._couriers.values())

    def _forget_old(self) -> None:
        """Drops journal lines after their retention, and spools of settled attempts after an hour."""
        now = _wall_ms()
        self._journal.forget_before(now - KEPT_MS)
        for folder in (self._state / "spool").iterdir():
            line = self._journal.line(folder.name)
            old = now - folder.stat().st_mtime * 1000 > SPOOL_MS
            if old and (line is None or line.settled) and not keeper.lives(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _bell(path: Path) -> int:
    with contextlib.suppress(FileExistsError):
        os.mkfifo(path, 0o600)
    # Open for both ends, so that it never reads as closed.
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _load_percent() -> int:
    return int(os.getloadavg()[0] * 100 / (os.cpu_count() or 1))
