"""Green commands executed in a closed world, and what came of them."""

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from tests.proof.corpus import Green
from tests.proof.jobs import jobs_for
from tests.proof.poison import lay_poison
from tests.proof.sandbox import run_in_world
from tests.proof.tree import lay_tree
from tests.proof.world import POSTGRES_SOCKETS, Job, Outcome

WORLDS: Final = max(2, os.cpu_count() or 2)  # at a time
AT_ONCE: Final = 150  # jobs of one world, whose files are laid for these alone


@dataclass(frozen=True)
class Proof:
    """What came of commands: an outcome each, in order."""

    outcomes: tuple[Outcome, ...]

    @property
    def executed(self) -> int:
        """How many different commands really started."""
        return len({each.command for each in self.outcomes if each.programs})

    @property
    def programs(self) -> list[str]:
        """The names of all programs that started, in order."""
        return sorted({PurePosixPath(path).name for each in self.outcomes for path in each.programs})

    @property
    def violations(self) -> list[Outcome]:
        """The commands that did what a green one must not."""
        return [each for each in self.outcomes if each.violations]

    @property
    def endings(self) -> dict[str, int]:
        """How the commands ended, by count."""
        return dict(Counter(_ending(each.status) for each in self.outcomes))


def prove(greens: Sequence[Green], *, poisoned: bool, postgres: Path | None = None) -> Proof:
    """Executes the commands as the agent would, in a home and a directory that are plain or `poisoned`.

    `postgres` is the directory of a server's socket that they may reach. Raises `NoWorld` where no world can
    be closed.
    """
    parts = [greens[start : start + AT_ONCE] for start in range(0, len(greens), AT_ONCE)]
    with ThreadPoolExecutor(WORLDS) as pool:
        found = pool.map(lambda part: force(jobs_for(part), poisoned=poisoned, postgres=postgres), parts)
        return Proof(tuple(outcome for outcomes in found for outcome in outcomes))


def force(jobs: Sequence[Job], *, poisoned: bool = False, postgres: Path | None = None) -> list[Outcome]:
    """What came of jobs, whatever anybody calls their commands."""
    commands = [job.command for job in jobs]

    def lay(root: Path) -> None:
        lay_tree(root, commands)
        (root / POSTGRES_SOCKETS[1:]).mkdir(parents=True)
        if poisoned:
            lay_poison(root)

    binds = ((str(postgres), POSTGRES_SOCKETS),) if postgres else ()
    return list(run_in_world(jobs, lay, binds=binds))


def _ending(status: int | None) -> str:
    if status is None:
        return "ended by us"
    return "exit 0" if status == 0 else "another exit"
