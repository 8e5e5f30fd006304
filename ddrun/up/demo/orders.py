"""The files the demo's two processes share: a queue, a lock, a scratch file, and a log on a small volume.

Standard library only. The service appends orders to the queue; its worker takes the lock, works through what
is new, notes in the scratch file how far it came, and lets go. The log directory has a quota: what would not
fit is not written, as on a full disk.
"""

import contextlib
import errno
import gzip
import json
import os
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

LOG_QUOTA: Final = 512 * 1024
ACCESS_LOG: Final = 32 * 1024
LONGEST_QUEUE: Final = 4 * 1024 * 1024
# Compressed logs are kept for as long as they are fewer.
KEPT_LOGS: Final = 3


@dataclass(frozen=True)
class Scratch:
    """How far the worker came, and what it has counted since the last report."""

    offset: int = 0
    finished: int = 0
    unreported: int = 0
    moment: float = 0.0


@dataclass(frozen=True)
class Place:
    """The service's directory."""

    home: Path

    @property
    def spool(self) -> Path:
        return self.home / "spool"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def lock(self) -> Path:
        return self.spool / "worker.lock"

    @property
    def queue(self) -> Path:
        return self.spool / "queue.jsonl"

    @property
    def scratch(self) -> Path:
        return self.spool / "scratch.json"

    def make(self) -> None:
        """The directories are there, and a long queue that was worked through begins anew."""
        self.spool.mkdir(parents=True, exist_ok=True)
        self.log.mkdir(exist_ok=True)
        if self.queue_size() > LONGEST_QUEUE and not self.waiting():
            self.queue.unlink()
            self.write_scratch(replace(self.read_scratch(), offset=0))

    def read_scratch(self) -> Scratch:
        """The worker's notes; a lost file begins again at the queue's present end, uncounted and long ago."""
        try:
            return Scratch(**json.loads(self.scratch.read_text()))
        except (OSError, ValueError, TypeError):
            return Scratch(offset=self.queue_size())

    def write_scratch(self, scratch: Scratch) -> None:
        """Replaces the notes whole."""
        half = self.scratch.with_suffix(".half")
        half.write_text(json.dumps(scratch.__dict__))
        half.replace(self.scratch)

    def queue_size(self) -> int:
        """Bytes of the queue so far."""
        try:
            return self.queue.stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, order: dict[str, Any]) -> None:
        """One more order. Raises OSError(ENOSPC) when its trace in the log does not fit."""
        self.write_log("access.log", f"accepted order {order['order']}", turns=ACCESS_LOG)
        with self.queue.open("a") as queue:
            queue.write(json.dumps(order) + "\n")

    def waiting(self) -> int:
        """Orders that the worker has not finished."""
        try:
            with self.queue.open("rb") as queue:
                queue.seek(self.read_scratch().offset)
                return queue.read().count(b"\n")
        except FileNotFoundError:
            return 0

    def holder(self) -> int | None:
        """The process named in the lock; None when nobody holds it."""
        try:
            return int(self.lock.read_text() or 0)
        except (FileNotFoundError, ValueError):
            return None

    def take_lock(self) -> bool:
        """Whether the lock is now ours; the file says who holds it."""
        mine = self.lock.with_name(f"worker.lock.{os.getpid()}")
        mine.write_text(f"{os.getpid()}\n")
        try:
            os.link(mine, self.lock)
        except FileExistsError:
            return False
        finally:
            mine.unlink()
        return True

    def let_go(self) -> None:
        """The lock is free."""
        self.lock.unlink(missing_ok=True)

    def set_lock_aside(self) -> Path:
        """The lock is free; its file is kept under another name."""
        aside = self.lock.with_name(f"worker.lock.stale-{int(time.time())}")
        self.lock.rename(aside)
        return aside

    def log_used(self) -> int:
        """Bytes in the log directory."""
        used = 0
        for file in self.log.iterdir():
            with contextlib.suppress(FileNotFoundError):
                used += file.stat().st_size
        return used

    def write_log(self, name: str, line: str, turns: int = LOG_QUOTA) -> None:
        """Adds a line with its time; a file past `turns` bytes is set aside first.

        Raises OSError(ENOSPC) past the quota.
        """
        if self.log_used() + len(line) + 24 > LOG_QUOTA:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.log / name))
        file = self.log / name
        if file.exists() and file.stat().st_size > turns:
            file.replace(file.with_name(f"{name}.1"))
        with file.open("a") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {line}\n")

    def compress_log(self) -> tuple[int, int]:
        """Bytes used before and after: every plain log is compressed, the oldest compressed ones go."""
        before = self.log_used()
        for file in sorted(self.log.glob("*.log")):
            packed = file.with_name(f"{file.name}.{time.time_ns()}.gz")
            with file.open("rb") as plain, gzip.open(packed, "wb") as out:
                shutil.copyfileobj(plain, out)
            os.truncate(file, 0)
            for old in sorted(self.log.glob(f"{file.name}.*.gz"))[:-KEPT_LOGS]:
                old.unlink()
        return before, self.log_used()


def is_running(process: int) -> bool:
    """Whether such a process is there and has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
