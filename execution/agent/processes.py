"""Linux processes as the keeper needs them: who descends from whom, and ending all of them."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Optional

PR_SET_CHILD_SUBREAPER: Final = 36
PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
LADDER: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
RUNG_SECONDS: Final = 5.0
SETTLE_SECONDS: Final = 5.0  # after the first kill, for the kernel to take the processes away


# Loaded once, before any fork: a keeper must not pay for it.
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """From now on, descendants whose parent dies become children of this process."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """From now on, this process is killed when its parent dies."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def call_myself(name: str) -> None:
    """The name that `ps` and `top` show for this process; 15 bytes count."""
    _LIBC.prctl(PR_SET_NAME, ctypes.c_char_p(name.encode()), 0, 0, 0)


def descendants(ancestor: int) -> list[int]:
    """Every living process below `ancestor`; the dead that nobody has waited for do not count."""
    if ancestor == os.getpid() and not _has_children():
        return []
    children = _children if Path(f"/proc/{ancestor}/task/{ancestor}/children").exists() else _all_children()
    found: list[int] = []
    ahead = [ancestor]
    while ahead:
        below = children(ahead.pop())
        found += [each for each in below if _living_parent(each) is not None]
        ahead += below
    return found


def describe(process: int) -> str:
    """A process for a person: its number and its program."""
    try:
        name = Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        name = "gone"
    return f"process {process} ({name})"


def reap() -> dict[int, int]:
    """Wait statuses of the children that have ended, by process."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while True:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                break
            ended[process] = status
    return ended


def send(number: int, group: int, ancestor: int) -> None:
    """Signals the group; a kill also reaches what left the group but not the family."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
    if number == signal.SIGKILL:
        for process in descendants(ancestor):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)


class Stopping:
    """Climbs interrupt, terminate, kill until nothing is left; time is handed in."""

    def __init__(self, group: int, begin_with: int, now: float) -> None:
        self._group = group
        self._killed_at: Optional[float] = None
        self._go(LADDER.index(signal.Signals(begin_with)), now)

    def raise_to(self, number: int, now: float) -> None:
        """Goes on from a higher rung, never from a lower one."""
        rung = LADDER.index(signal.Signals(number))
        if rung > self._rung:
            self._go(rung, now)

    def climb(self, now: float) -> None:
        """The next rung, if this one has had its time; on the last, the same again each second."""
        last = self._rung == len(LADDER) - 1
        if now - self._since < (1.0 if last else RUNG_SECONDS):
            return
        self._go(min(self._rung + 1, len(LADDER) - 1), now)

    def is_hopeless(self, now: float) -> bool:
        """Whether even the kill has had its time: a person is told what is left."""
        return self._killed_at is not None and now - self._killed_at >= SETTLE_SECONDS

    def _go(self, rung: int, now: float) -> None:
        self._rung, self._since = rung, now
        if LADDER[rung] == signal.SIGKILL and self._killed_at is None:
            self._killed_at = now
        send(LADDER[rung], self._group, os.getpid())


def monotonic() -> float:
    """Seconds that also pass while the host sleeps, and that no clock change moves."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    """Which start of the host this is."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def _has_children() -> bool:
    """Whether this process has any child; a keeper without one has no descendant, since it adopts orphans."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _children(process: int) -> list[int]:
    """The children of a process, as the kernel lists them for each of its threads."""
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(each) for each in thread.read_text().split()]
    return found


def _all_children() -> Callable[[int], list[int]]:
    """The same by looking at every process, for kernels without that list."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _living_parent(int(entry.name))
            if parent is not None:
                children.setdefault(parent, []).append(int(entry.name))
    return lambda process: children.get(process, [])


def _living_parent(process: int) -> Optional[int]:
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return None
    state, parent = stat[stat.rindex(b")") + 2 :].split()[:2]
    return None if state in (b"Z", b"X") else int(parent)


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl was refused")
