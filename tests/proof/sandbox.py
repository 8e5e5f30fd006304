"""A closed world for commands: user, mount, pid, network, host-name and IPC namespaces over an overlay."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.proof.mounting import STRENGTHS
from tests.proof.world import Job, Outcome, Plan

NEEDED: Final = ("strace", "unshare", "mount", "umount", "pivot_root", "bash")
ROOT: Final = Path(__file__).resolve().parents[2]
# The overlay's upper layer must lie on a file system that can carry one; the first that does is taken.
GROUNDS: Final = ("/dev/shm", tempfile.gettempdir(), "/var/tmp")
ENTER: Final = (
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "--pid",
    "--net",
    "--uts",
    "--ipc",
    "--fork",
)
PORTS: Final = (80, 443, 3000, 3100, 4646, 8001, 8080, 8081, 8090, 8200, 8443, 8500, 9090, 9093, 9100, 9200)
Lay = Callable[[Path], None]


class NoWorld(Exception):
    """No closed world can be made here; the message says why."""


@dataclass(frozen=True)
class Ground:
    """Where a world can be made on this machine, and how strong it is."""

    directory: str
    strength: str


def run_in_world(
    jobs: Sequence[Job], lay: Lay, *, binds: Sequence[tuple[str, str]] = ()
) -> Iterator[Outcome]:
    """What came of each job, in order; a job that broke something has a fresh world after it.

    `lay` fills the directory it is given with the files that the world shall have besides the machine's.
    Raises `NoWorld`.
    """
    ground, left = strongest(), list(jobs)
    with _base(ground.directory) as base:
        lay(base / "fixtures")
        while left:
            answered = 0
            for outcome in _one_world(ground.strength, base, left, binds):
                answered += 1
                yield outcome
            if not answered:
                raise NoWorld(f"the world ended before it ran {left[0].command!r}")
            left = left[answered:]


@cache
def strongest() -> Ground:
    """The strongest world that can be made on this machine. Raises `NoWorld` with what is missing."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        raise NoWorld(f"{', '.join(missing)} is not installed")
    job = Job("true", ("bash", "-c", "true"), {"PATH": "/usr/bin:/bin"}, "/", programs=("bash",))
    reasons = []
    for strength in STRENGTHS:
        for directory in GROUNDS:
            try:
                with _base(directory) as base:
                    if any(outcome.status == 0 for outcome in _one_world(strength, base, [job], ())):
                        return Ground(directory, strength)
            except (NoWorld, OSError) as problem:
                reasons.append(str(problem))
    raise NoWorld(f"no world can be closed here: {reasons[-1] if reasons else 'nothing ran'}")


def _one_world(
    strength: str, base: Path, jobs: Sequence[Job], binds: Sequence[tuple[str, str]]
) -> list[Outcome]:
    for name in ("upper", "work"):
        # What the kernel left in there may be closed even to its owner until all of it goes.
        (base / name).rename(tempfile.mkdtemp(dir=base))
        (base / name).mkdir()
    plan = Plan(str(base), strength, tuple(binds), PORTS, tuple(jobs))
    (base / "plan.json").write_text(plan.to_text(), encoding="utf-8")
    inside = [*ENTER, sys.executable, "-m", "tests.proof.inside", f"{base}/plan.json", f"{base}/answers"]
    # Only a root without the other mounts below it can be laid under an overlay by a user of a namespace.
    prepare = f"mount --bind / {base}/lower && " if os.geteuid() == 0 else ""
    outer = ["unshare", "--mount"] if prepare else []
    (base / "answers").write_text("", encoding="utf-8")
    done = subprocess.run(
        [*outer, "sh", "-c", f'{prepare}exec "$@"', "sh", *inside],
        env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    answers = (base / "answers").read_text(encoding="utf-8").splitlines()
    if done.returncode and not answers:
        raise NoWorld(done.stderr.strip()[-400:])
    return [Outcome(**json.loads(line)) for line in answers]


@contextlib.contextmanager
def _base(directory: str) -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="ddrun-proof-", dir=directory))
    base.chmod(0o755)
    try:
        for name in ("root", "lower", "upper", "work", "fixtures"):
            (base / name).mkdir()
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)
