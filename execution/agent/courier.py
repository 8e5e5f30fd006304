"""Brings what is known of one attempt to the server, in order, as often as it takes.

It reads the journal's line and the spool and says what to send next; it sends nothing itself.
"""

from typing import Final, Optional

from execution.agent import keeper
from execution.agent.gate import Place
from execution.agent.journal import BURIED, REFUSED, WRITTEN, Journal, Line
from execution.agent.processes import boot_id
from execution.agent.spool import End, SpoolReader
from execution.protocol.messages import (
    WINDOW_BYTES,
    Buried,
    Ended,
    FromAgent,
    Output,
    Refused,
    Started,
    Status,
)

ASK_SECONDS: Final = 2.0  # after a reconnection, the server's question comes first: it names the offset
LATE_SECONDS: Final = 2.0  # past the start-by time, for a keeper that was slow to claim


class Courier:
    """One attempt's messages on the present connection."""

    def __init__(
        self, line: Line, place: Place, journal: Journal, *, wait_until: float, inherited: bool
    ) -> None:
        self.attempt: Final = line.attempt
        self._line = line
        self._journal = journal
        self._folder = place.folder(line.attempt)
        self._reader = SpoolReader(self._folder)
        self._wait_until = wait_until
        self._inherited = inherited
        self._said: Optional[str] = None
        self._started = False
        self._sent = self._acknowledged = 0
        self.settled = line.settled

    def reconnected(self, wait_until: float) -> None:
        """A new connection knows nothing yet."""
        self._wait_until = wait_until
        self._said, self._started = None, False
        self._sent = self._acknowledged

    def asked(self, offset: int) -> None:
        """The server wants to know, and has output up to `offset`."""
        self.reconnected(0.0)
        self._sent = self._acknowledged = offset

    def acknowledged(self, offset: int, settled: bool) -> None:
        """The server has committed output up to `offset`, and the end as well when `settled`."""
        self._acknowledged = max(self._acknowledged, offset)
        self._sent = max(self._sent, self._acknowledged)
        self.settled = self.settled or settled

    @property
    def runs(self) -> bool:
        """Whether its command may be running."""
        return self._line.state not in (REFUSED, BURIED) and self._said is None

    def next(self, connection: str, now: float) -> Optional[FromAgent]:
        """The next message; None while there is nothing to say or no room to say it."""
        if now < self._wait_until or self._said is not None:
            return None
        if self._line.state == REFUSED:
            self._said = REFUSED
            facts = self._line.facts
            return Refused(
                connection, self.attempt, facts["digest"], facts["cause"], facts["reason"], facts["judged"]
            )
        if self._line.state == BURIED:
            return self._buried(connection)
        if not (self._folder / "claim").exists():
            return self._unclaimed(connection, now)
        return self._of_the_claimed(connection)

    def _of_the_claimed(self, connection: str) -> Optional[FromAgent]:
        end = self._reader.end()
        if not self._started and (end is None or end.how != "not started"):
            self._started = True
            facts = self._line.facts
            return Started(
                connection,
                self.attempt,
                facts["digest"],
                facts["host"],
                facts["user"],
                facts["directory"],
                facts["judged"],
                facts["at_ms"],
            )
        return self._output(connection) or self._over(connection, end)

    def _output(self, connection: str) -> Optional[Output]:
        if self._window_is_full():
            return None
        piece = self._reader.piece(self._sent)
        if piece is None:
            return None
        self._sent = piece.offset + len(piece.data)
        if piece.dropped:
            # What was cut out is never acknowledged; it must not fill the window.
            self._acknowledged += piece.dropped
        return Output(connection, self.attempt, piece.stream, piece.offset, piece.data, piece.dropped)

    def _window_is_full(self) -> bool:
        return self._sent - self._acknowledged >= WINDOW_BYTES

    def _over(self, connection: str, end: Optional[End]) -> Optional[FromAgent]:
        if end is None and not keeper.lives(self._folder):
            end = self._reader.end()  # it may have ended between the two looks
            if end is None:
                return self._unknown(connection, "the command's keeper is gone without a word about its end")
        if end is None or self._window_is_full():
            return None
        self._said = "ended"
        return Ended(
            connection,
            self.attempt,
            self._line.facts["digest"],
            end.how,
            end.exit,
            end.signal,
            end.total,
            end.dropped,
            end.output_digest,
            end.milliseconds,
            end.confirmed,
            end.left,
            end.reason,
        )

    def _unclaimed(self, connection: str, now: float) -> Optional[FromAgent]:
        if self._line.boot != boot_id():
            return self._unknown(connection, "the host was restarted in the instant the command was to start")
        # An agent that came back waits for no keeper: whoever claims first decides, for ever.
        if not self._inherited and now < self._line.facts["start_by"] + LATE_SECONDS:
            return None
        if not self.bury_unclaimed("it was not started in time, and now never will be"):
            return None
        return self._buried(connection)

    def bury_unclaimed(self, reason: str) -> bool:
        """Claims the attempt so that no keeper can start it; False when it is claimed already."""
        if self._line.state != WRITTEN or self._line.boot != boot_id():
            return False
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if not keeper.claim(self._folder):
            return False
        self._journal.bury(self.attempt, reason)
        self._line = Line(self.attempt, BURIED, {"reason": reason}, self._line.boot, False)
        return True

    def _buried(self, connection: str) -> Buried:
        self._said = BURIED
        return Buried(connection, self.attempt, self._line.facts["reason"])

    def _unknown(self, connection: str, reason: str) -> Status:
        self._said = "unknown"
        return Status(
            connection, self.attempt, self._journal.identity, "unknown", self._reader.size(), reason
        )
