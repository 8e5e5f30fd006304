"""What this agent has promised about each attempt, on disk before anything acts on it.

SQLite in WAL mode with full synchronisation: when a call returns, the line survives power loss.
The journal has an identity of its own; a new one means the memory was lost.
"""

import contextlib
import json
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Optional

WRITTEN: Final = "written"  # may be started by whoever claims it first
REFUSED: Final = "refused"
BURIED: Final = "buried"
DAY_MS: Final = 86_400_000
KEPT_MS: Final = 30 * DAY_MS

_TABLES: Final = """
create table if not exists identity (id text not null);
create table if not exists attempts (
  attempt text primary key,
  state text not null check (state in ('written', 'refused', 'buried')),
  facts text not null,
  boot text not null,
  at_ms integer not null,
  settled integer not null default 0
) without rowid;
create index if not exists open_attempts on attempts (settled) where settled = 0;
"""


@dataclass(frozen=True)
class Line:
    """What the journal says of one attempt."""

    attempt: str
    state: str
    facts: dict[str, Any]
    boot: str
    settled: bool


class Journal:
    """One writer: the agent that holds the lock of its state folder."""

    def __init__(self, path: Path) -> None:
        # Each statement commits by itself.
        self._db = sqlite3.connect(str(path), isolation_level=None)
        path.chmod(0o600)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.executescript(_TABLES)
        row = self._db.execute("select id from identity").fetchone()
        if row is None:
            row = (str(uuid.uuid4()),)
            self._db.execute("insert into identity values (?)", row)
        self.identity: Final[str] = row[0]

    def write(self, attempt: str, state: str, facts: dict[str, Any], *, boot: str, at_ms: int) -> bool:
        """Records what becomes of `attempt`, once: False when it already stands there, and then nothing
        changes. Raises `sqlite3.Error` when it cannot be recorded."""
        cursor = self._db.execute(
            "insert or ignore into attempts (attempt, state, facts, boot, at_ms) values (?, ?, ?, ?, ?)",
            (attempt, state, json.dumps(facts), boot, at_ms),
        )
        return cursor.rowcount == 1

    def bury(self, attempt: str, reason: str) -> None:
        """Turns a written attempt, whose command can no longer start, into a buried one."""
        self._db.execute(
            "update attempts set state = 'buried', facts = ? where attempt = ? and state = 'written'",
            (json.dumps({"reason": reason}), attempt),
        )

    def line(self, attempt: str) -> Optional[Line]:
        """What stands there of `attempt`."""
        return next(iter(self._lines("where attempt = ?", attempt)), None)

    def unsettled(self) -> list[Line]:
        """Attempts whose end the server has not acknowledged."""
        return self._lines("where settled = 0 order by at_ms")

    def settle(self, attempts: Sequence[str]) -> None:
        """The server has committed the end of each; all are flushed to disk at once."""
        with self._db:
            self._db.execute("begin")
            self._db.executemany(
                "update attempts set settled = 1 where attempt = ? and settled = 0",
                [(each,) for each in attempts],
            )

    def forget_before(self, at_ms: int) -> list[str]:
        """Drops settled lines older than `at_ms`; gives their attempts."""
        rows = self._db.execute("select attempt from attempts where settled = 1 and at_ms < ?", (at_ms,))
        old = [str(row[0]) for row in rows.fetchall()]
        self._db.executemany("delete from attempts where attempt = ?", [(each,) for each in old])
        return old

    def close(self) -> None:
        """Lets go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    def _lines(self, where: str, *values: str) -> list[Line]:
        rows = self._db.execute(
            f"select attempt, state, facts, boot, settled from attempts {where}",  # noqa: S608 - our own words
            values,
        )
        return [Line(row[0], row[1], json.loads(row[2]), row[3], bool(row[4])) for row in rows.fetchall()]
