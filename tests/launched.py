"""A real `manage.py up` in its own process, and what is left of it afterwards."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ddrun.up.environment import ROOT
from tests.plain_browser import PlainBrowser

READY_WITHIN: Final = 120.0
ENDS_WITHIN: Final = 60.0


@dataclass
class Launched:
    """A running launcher and the lines it has printed so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the product answers."""
        return self.link(r"^ready (http://\S+)$")

    def link(self, pattern: str) -> str:
        """The first group of the first printed line that fits."""
        found = next((match for line in self.lines if (match := re.search(pattern, line))), None)
        assert found, f"no line fits {pattern!r} in:\n" + "\n".join(self.lines)
        return found[1]

    def read_until(self, pattern: str) -> str:
        """Reads on until a line fits; fails when the process ends first."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            line = self.process.stdout.readline() if self.process.stdout else ""
            if not line:
                break
            self.lines.append(line.rstrip("\n"))
            if re.search(pattern, line):
                return line.rstrip("\n")
        raise AssertionError(f"no line fitted {pattern!r} in:\n" + "\n".join(self.lines))

    def end(self, how: signal.Signals) -> int:
        """Sends the signal and waits; the exit status."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=ENDS_WITHIN)
        self.lines += rest.splitlines()
        return self.process.returncode

    def family(self) -> set[int]:
        """The launcher's descendants, however deep."""
        return descendants({self.process.pid})


def descendants(of: set[int]) -> set[int]:
    """The children of those processes, and theirs."""
    parents = dict(processes())
    found = set(of)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - of


@contextmanager
def signed_in(up: Launched, name: str) -> Iterator[PlainBrowser]:
    """A browser that followed that demo person's link."""
    if not any(line.startswith("sign in as Omar") for line in up.lines):
        up.read_until("^sign in as Omar")
    browser = PlainBrowser(up.url)
    try:
        assert browser.get(up.link(rf"sign in as {name}\s+(\S+)")).status == 200
        yield browser
    finally:
        browser.close()


def clean_environment(**more: str) -> dict[str, str]:
    """Our environment without what this test session told its own Django."""
    ours = ("DDRUN_", "DATABASE_", "REDIS_", "DJANGO_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def command(*arguments: str | Path, root: Path = ROOT) -> list[str]:
    """The command line of the tree's `manage.py` with these arguments."""
    return [sys.executable, str(root / "manage.py"), *map(str, arguments)]


def refused(*arguments: str | Path, **environment: str) -> str:
    """What `manage.py up` says on its error output when it will not start."""
    done = subprocess.run(
        command("up", *arguments),
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr.strip()


@contextmanager
def launched(
    data: Path, *options: str, root: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Iterator[Launched]:
    """`manage.py up` on a free port with its data in `data`, ready; killed at the end if it still runs."""
    process = subprocess.Popen(
        command("up", "--data", data, "--port", "0", *options, root=root),
        env=clean_environment(**(environment or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Launched(process)
    try:
        running.read_until(r"^ready ")
        yield running
    finally:
        family = running.family()
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
        all_gone(family)


def all_gone(pids: Sequence[int] | set[int]) -> bool:
    """Whether every one of those processes ended within a minute."""
    deadline = time.monotonic() + ENDS_WITHIN
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            waiting = select.poll()
            waiting.register(handle, select.POLLIN)
            if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
                return False
        finally:
            os.close(handle)
    return True


def processes() -> Iterator[tuple[int, int]]:
    """Every process with its parent."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
