"""One command's own small process: it starts the command once, and sees it to its end.

It outlives the agent. Its folder (see `spool`) also holds `claim`, made before the command and by whoever
comes first, so that a command is started at most once, and locked while the keeper lives; and `control`,
through which it is told to stop.
"""

import contextlib
import errno
import fcntl
import os
import select
import signal
import stat
from pathlib import Path
from typing import Final, Optional

from execution.agent import processes
from execution.agent.job import Job, start
from execution.agent.redact import Masker
from execution.agent.spool import SpoolWriter

READ_BYTES: Final = 262_144
PIPE_BYTES: Final = 1_048_576
F_SETPIPE_SZ: Final = 1031  # named in `fcntl` from Python 3.10 on
IDLE_SECONDS: Final = 0.05  # an unfinished line waits this long for its end
LINGER_SECONDS: Final = 1.0  # output of processes left behind is read this long after the command's end
STOP_LETTERS: Final = {b"i": signal.SIGINT, b"t": signal.SIGTERM, b"k": signal.SIGKILL}


def claim(folder: Path) -> bool:
    """Whether the caller is the first: only then may it start the command, or say it never will be.

    The claim stays locked while the caller lives. It is locked before it gets its name: whoever sees a
    claim without a lock holds its keeper for dead.
    """
    private = folder / f"claim.{os.getpid()}"
    file = os.open(private, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        os.link(private, folder / "claim")
    except FileExistsError:
        os.close(file)
        return False
    finally:
        private.unlink()
    return True


def lives(folder: Path) -> bool:
    """Whether the keeper of `folder` is there."""
    try:
        file = os.open(folder / "claim", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EAGAIN):
            return True
        raise
    finally:
        os.close(file)
    return False


def tell_to_stop(folder: Path, letter: bytes) -> bool:
    """Asks the keeper of `folder` to stop; False when none listens."""
    try:
        file = os.open(folder / "control", os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        os.write(file, letter)
    except OSError:
        return False
    finally:
        os.close(file)
    return True


class Keeper:
    """Runs one job from claim to end."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._folder = Path(job.folder)
        self._maskers = [
            Masker(each.encode("utf-8", "surrogateescape") for each in job.secrets) for _ in range(2)
        ]
        self._pipes: dict[int, int] = {}
        self._status: Optional[int] = None
        self._stopping: Optional[processes.Stopping] = None
        self._how = ""

    def run(self) -> None:
        """The whole life of the command. Does nothing at all when the attempt is already claimed."""
        if processes.monotonic() >= self._job.start_by or not claim(self._folder):
            return
        os.mkfifo(self._folder / "control", 0o600)
        # Open for both ends, so that it never reads as closed.
        self._control = os.open(self._folder / "control", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._spool = SpoolWriter(self._folder, self._job.output_bytes)
        self._woken = _wake_on_child()
        processes.adopt_orphans()
        self._began = processes.monotonic()
        problem = self._spawn()
        self._ring()
        if problem:
            self._finish("not started", problem)
            return
        self._watch()
        self._finish(self._how, "")

    def _spawn(self) -> str:
        """Starts the command; gives why it could not, or nothing."""
        outputs = [os.pipe2(os.O_CLOEXEC) for _ in range(2)]
        try:
            self._child = start(self._job, [end for _, end in outputs])
        except OSError as problem:
            return f"{problem.filename or self._job.arguments[0]}: {problem.strerror}"
        finally:
            for _, end in outputs:
                os.close(end)
        for number, (read, _) in enumerate(outputs):
            os.set_blocking(read, False)
            with contextlib.suppress(OSError):
                fcntl.fcntl(read, F_SETPIPE_SZ, PIPE_BYTES)
            self._pipes[read] = number
        return ""

    def _watch(self) -> None:
        limit = self._job.limit_seconds
        deadline = None if limit is None else self._began + limit
        ended_at: Optional[float] = None
        while True:
            now = processes.monotonic()
            late = deadline is not None and now >= deadline
            if late and self._stopping is None and ended_at is None:
                self._stop(signal.SIGINT, "timed out", now)
            if self._stopping is not None:
                self._stopping.climb(now)
            if self._status is not None and ended_at is None:
                ended_at = now
            if ended_at is not None and self._is_over(now - ended_at):
                return
            if self._stopping is not None and self._stopping.is_hopeless(now):
                return
            self._wait(deadline if ended_at is None else None)

    def _is_over(self, since_end: float) -> bool:
        if self._stopping is None:
            return not self._pipes or since_end >= LINGER_SECONDS
        if processes.descendants(os.getpid()):
            return False
        return not self._pipes or since_end >= LINGER_SECONDS

    def _wait(self, deadline: Optional[float]) -> None:
        pause = 0.05 if self._status is not None or self._stopping is not None else 60.0
        if any(masker.holds for masker in self._maskers):
            pause = min(pause, IDLE_SECONDS)
        if deadline is not None:
            pause = min(pause, max(0.0, deadline - processes.monotonic()))
        ready, _, _ = select.select([*self._pipes, self._woken, self._control], [], [], pause)
        if not ready:
            self._flush()
        for file in ready:
            if file in self._pipes:
                self._read(file)
        if self._control in ready:
            self._obey(os.read(self._control, 64))
        if self._woken in ready:
            _drain(self._woken)
            ended = processes.reap()
            self._status = ended.get(self._child, self._status)

    def _read(self, file: int) -> None:
        try:
            data = os.read(file, READ_BYTES)
        except BlockingIOError:
            return
        number = self._pipes[file]
        if data:
            self._keep(number, self._maskers[number].feed(data))
            return
        os.close(file)
        del self._pipes[file]
        self._keep(number, self._maskers[number].finish())

    def _keep(self, number: int, data: bytes) -> None:
        if data:
            self._spool.write(number, data)
            self._ring()

    def _flush(self) -> None:
        for number, masker in enumerate(self._maskers):
            if masker.holds:
                self._keep(number, masker.flush())

    def _obey(self, letters: bytes) -> None:
        for letter in letters:
            number = STOP_LETTERS.get(bytes([letter]))
            now = processes.monotonic()
            if number is None:
                continue
            if self._stopping is None:
                self._stop(number, "stopped", now)
            else:
                self._stopping.raise_to(number, now)

    def _stop(self, number: int, how: str, now: float) -> None:
        self._how = how
        self._stopping = processes.Stopping(self._child, number, now)

    def _finish(self, how: str, reason: str) -> None:
        for file, number in list(self._pipes.items()):
            os.close(file)
            self._keep(number, self._maskers[number].finish())
        status = self._status
        exited = status is not None and os.WIFEXITED(status)
        killed = status is not None and os.WIFSIGNALED(status)
        left = [processes.describe(each) for each in processes.descendants(os.getpid())]
        if self._stopping is not None and self._job.remote:
            left.append(f"the far end of {self._job.remote}, which this host cannot see")
        not_run = how == "not started"
        self._spool.finish(
            how=how or ("exited" if exited else "signalled"),
            exit=os.WEXITSTATUS(status or 0) if exited and not not_run else None,
            signal=os.WTERMSIG(status or 0) if killed and not not_run else None,
            milliseconds=int((processes.monotonic() - self._began) * 1000),
            confirmed=not left,
            left=left,
            reason=reason,
        )
        # Told first: what a power cut takes from the disk before it is flushed is unknown, never wrong.
        self._ring()
        self._spool.flush()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # no agent listens: it reads the spool when it is back
            file = os.open(self._job.bell, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if stat.S_ISFIFO(os.fstat(file).st_mode):
                    os.write(file, f"{self._job.attempt}\n".encode())
            finally:
                os.close(file)


def _wake_on_child() -> int:
    read, write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    return read


def _drain(file: int) -> None:
    with contextlib.suppress(BlockingIOError):
        while os.read(file, 512):
            pass
