"""Keeps the processes of `manage.py up` running: starts, prefixes their words, starts again, stops in order.

It has one thread, because it forks; pipes, ends of children and signals all arrive in one loop.
"""

import contextlib
import gc
import os
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ddrun.up import leash

COLOURS: Final = ("36", "32", "33", "35", "34", "96")
NAME_WIDTH: Final = 8
# A child that ends at once is started again ever more slowly, at most this many seconds apart.
LONGEST_REST: Final = 15.0
STEADY: Final = 30.0
# Reached with the third end in a row.
FAILING: Final = 2.0
STOP_PATIENCE: Final = 10.0


@dataclass
class Child:
    """One kept process; `begin` returns the pid of a new one that writes to the descriptor it is given."""

    name: str
    begin: Callable[[int], int]
    pid: int = 0
    began: float = 0.0
    rest: float = 0.5
    due: float = 0.0


@dataclass
class Supervisor:
    """The children in the order in which they were added; they are stopped in the opposite one."""

    children: list[Child] = field(default_factory=list)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    asked_to_stop: bool = False
    half_lines: dict[int, bytes] = field(default_factory=dict)

    def listen_to_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM only ask the loop to end."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        os.set_blocking(reading, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self.selector.register(reading, selectors.EVENT_READ, None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def add(self, name: str, begin: Callable[[int], int]) -> Child:
        """A new child, running."""
        child = Child(name, begin)
        self.children.append(child)
        self._begin(child)
        return child

    def turn(self, patience: float) -> None:
        """Waits at most `patience` seconds for words, passes them on, and starts again what ended."""
        for key, _ in self.selector.select(patience):
            self._read(key.fd, key.data)
        if not self.asked_to_stop:
            self._look_after()

    def failing(self, name: str) -> bool:
        """Whether that child has ended again soon after it was started again."""
        return any(child.name == name and child.rest > FAILING for child in self.children)

    def stop(self) -> None:
        """Ends every child, the last one started first; killed when it does not listen."""
        for child in reversed(self.children):
            if not child.pid:
                continue
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_PATIENCE
            while child.pid and time.monotonic() < deadline:
                self._drain(0.02)
                self._reap(child)
            if child.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
        self._drain(0)

    def _begin(self, child: Child) -> None:
        reading, writing = os.pipe()
        child.pid = child.begin(writing)
        os.close(writing)
        os.set_blocking(reading, False)
        child.began = time.monotonic()
        child.due = 0.0
        self.selector.register(reading, selectors.EVENT_READ, child.name)

    def _look_after(self) -> None:
        now = time.monotonic()
        for child in self.children:
            status = self._reap(child)
            if status is not None:
                child.rest = 0.5 if now - child.began > STEADY else min(child.rest * 2, LONGEST_REST)
                child.due = now + child.rest
                say(child.name, f"ended with status {status}; starting again in {child.rest:.0f} s")
            if not child.pid and child.due and now >= child.due:
                self._begin(child)

    def _reap(self, child: Child) -> int | None:
        """The exit status, when the child has just been found to have ended."""
        if not child.pid:
            return None
        try:
            pid, status = os.waitpid(child.pid, os.WNOHANG)
        except ChildProcessError:
            pid, status = child.pid, 0
        if not pid:
            return None
        child.pid = 0
        return os.waitstatus_to_exitcode(status)

    def _drain(self, patience: float) -> None:
        for key, _ in self.selector.select(patience):
            self._read(key.fd, key.data)

    def _read(self, descriptor: int, name: str | None) -> None:
        try:
            heard = os.read(descriptor, 65536)
        except BlockingIOError:
            return
        if name is None:
            return
        lines = (self.half_lines.pop(descriptor, b"") + heard).split(b"\n")
        if not heard:
            self.selector.unregister(descriptor)
            os.close(descriptor)
        elif lines[-1]:
            self.half_lines[descriptor] = lines[-1]
        for line in lines[:-1] if heard else filter(None, lines):
            say(name, line.decode(errors="replace").rstrip())

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.asked_to_stop = True


def forked(body: Callable[[], None]) -> Callable[[int], int]:
    """A way to begin a child that runs `body` in a copy of this process, set-up and imports included."""

    def begin(log: int) -> int:
        if threading.active_count() != 1:
            raise RuntimeError(f"a process with threads cannot be copied: {threading.enumerate()}")
        parent = os.getpid()
        gc.freeze()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            become_child(log, parent)
            body()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # noqa: BLE001  (the copy must end here, whatever happens, and say why)
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    return begin


def become_child(log: int, parent: int) -> None:
    """Cuts the copy loose from its launcher's terminal and signals, and ties its life to the launcher's."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    # Every law holds when a process is killed, and nothing may outlive the launcher.
    leash.hold(signal.SIGKILL, parent=parent)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def say(name: str, line: str) -> None:
    """One prefixed line on the terminal."""
    prefix = f"{name:{NAME_WIDTH}}│"
    if sys.stdout.isatty():
        prefix = f"\x1b[{COLOURS[sum(name.encode()) % len(COLOURS)]}m{prefix}\x1b[0m"
    with contextlib.suppress(BrokenPipeError):
        print(prefix, line, flush=True)
