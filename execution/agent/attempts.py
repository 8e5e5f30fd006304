"""What this agent does about each attempt: decides, writes it down, hands it on, answers for it.

The order is law 4: the journal first, then the keeper; what is known already is never done again.
"""

import logging
import shutil
import sqlite3
import time
from typing import Final

from execution.agent import keeper, processes
from execution.agent.courier import Courier
from execution.agent.gate import ATTEMPT, No, Place, Yes, examine
from execution.agent.journal import BURIED, KEPT_MS, REFUSED, WRITTEN, Journal
from execution.agent.nursery import Nursery
from execution.agent.session import Session
from execution.protocol import codec, messages
from execution.protocol.messages import Ack, Ask, Dispatch, Stop

log = logging.getLogger("ddrun.agent")

SPOOL_MS: Final = 3_600_000  # settled output stays this long, for whoever looks on the host
STOP_LETTERS: Final = {"interrupt": b"i", "terminate": b"t", "kill": b"k"}


class Attempts:
    """Every attempt that is not settled, with the courier that speaks for it."""

    def __init__(self, place: Place, journal: Journal, nursery: Nursery) -> None:
        self.place = place
        self._journal = journal
        self._nursery = nursery
        self.couriers: dict[str, Courier] = {}
        self.settled: list[str] = []
        self._stops: dict[str, bytes] = {}
        self.forget_old()
        for line in journal.unsettled():
            self.couriers[line.attempt] = Courier(line, place, journal, wait_until=0.0, inherited=True)

    def reconnected(self, wait_until: float) -> None:
        """A new connection knows nothing yet; the server's questions come first."""
        for courier in self.couriers.values():
            courier.reconnected(wait_until)

    def running(self) -> int:
        """How many may be running."""
        return sum(courier.runs for courier in self.couriers.values())

    def dispatch(self, session: Session, dispatch: Dispatch) -> None:
        """Starts it, or answers from the journal, or says why it never will be started."""
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
            self._start(dispatch, examine(dispatch, self.place, start_by), start_by)
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
            self.place.folder(dispatch.attempt).mkdir(mode=0o700)
            fresh = self._write(dispatch.attempt, WRITTEN, facts)
        except (OSError, sqlite3.Error) as problem:
            raise No("agent", f"the agent cannot record the attempt: {problem}", yes.judged) from problem
        self._courier(dispatch.attempt)
        if fresh:
            self._hand_over(yes)

    def _hand_over(self, yes: Yes) -> None:
        try:
            self._nursery.start(yes.job)
            log.info("attempt %s starts, judged %s", yes.job.attempt, yes.judged)
        except OSError as problem:
            # Perhaps it was handed over all the same: the claim decides, and without one it is buried.
            log.error("attempt %s found no keeper: %s", yes.job.attempt, problem)

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
        if attempt not in self.couriers:
            line = self._journal.line(attempt)
            if line is None:
                raise LookupError(f"attempt {attempt} does not stand in the journal")
            self.couriers[attempt] = Courier(line, self.place, self._journal, wait_until=0.0, inherited=False)
        return self.couriers[attempt]

    def stop(self, stop: Stop) -> None:
        """Tells the attempt's keeper; an attempt that never came never will."""
        if self._journal.line(stop.attempt) is None:
            self._bury_unseen(stop.attempt, "it was stopped before it came")
        else:
            self._stops[stop.attempt] = STOP_LETTERS[stop.begin_with]
            self.press_stops()

    def press_stops(self) -> None:
        """Tells keepers what they could not hear yet, being in the midst of starting."""
        for attempt, letter in list(self._stops.items()):
            courier = self.couriers.get(attempt)
            over = courier is None or not courier.runs or courier.bury_unclaimed("it was stopped in time")
            if over or keeper.tell_to_stop(self.place.folder(attempt), letter):
                del self._stops[attempt]

    def ask(self, session: Session, ask: Ask) -> None:
        """Answers what became of an attempt; one that never came is buried by the question."""
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

    def acknowledge(self, ack: Ack) -> None:
        """The server has committed that much of an attempt."""
        courier = self.couriers.get(ack.attempt)
        if courier is None:
            return
        courier.acknowledged(ack.offset, ack.settled)
        if courier.settled:
            del self.couriers[ack.attempt]
            self.settled.append(ack.attempt)

    def settle(self) -> None:
        """Writes down what the server has taken over; late is harmless, so the next command goes first."""
        attempts, self.settled = self.settled, []
        if not attempts:
            return
        try:
            self._journal.settle(attempts)
        except sqlite3.Error as problem:
            # What is not settled is told again on the next connection, and acknowledged again.
            log.warning("attempts %s cannot be settled: %s", ", ".join(attempts), problem)

    def forget_old(self) -> None:
        """Drops journal lines after their retention, and spools of settled attempts after an hour."""
        now = _wall_ms()
        self._journal.forget_before(now - KEPT_MS)
        for folder in (self.place.state / "spool").iterdir():
            line = self._journal.line(folder.name)
            old = now - folder.stat().st_mtime * 1000 > SPOOL_MS
            if old and (line is None or line.settled) and not keeper.lives(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000
