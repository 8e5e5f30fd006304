"""`bench green`: what is called green, executed, and what it did that a green command must not do.

Every line counts commands that broke their promise: none may. First scripts full of the shell's signs beside
stubs; then real programs under `strace` in a closed world over an overlay: every command of the golden lists
and of the data to tune on that can run here, as the agent would start it, in a plain place and in a poisoned
one; and commands nobody wrote, from each option that the programs of this machine say they have.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.proof.corpus import Green, golden_commands, green_of, runnable, tuning_commands
from tests.proof.database import database_for
from tests.proof.prove import Proof, prove
from tests.proof.sandbox import NoWorld, strongest
from tests.proof.stubs import figure
from tests.proof.variants import variants

SEED: Final = 20_26
# Some tools start slowly and keep a machine busy for minutes; the corpus has them, the options do without.
VARIANTS: Final = int(os.environ.get("BENCH_GREEN_VARIANTS", "2000"))
MADE: Final = 8 * VARIANTS  # most are of programs, or with options, that are not called green
TOO_SLOW: Final = frozenset(["gcloud", "gsutil", "bq", "kubectl", "npm", "docker", "pip", "pip3"])
SHOWN: Final = 20


def run() -> Iterator[dict[str, Any]]:
    """A line for the scripts, then one for each place and kind of commands."""
    yield figure()
    try:
        strength = strongest().strength
    except NoWorld as why:
        yield {"bench": "green", "metric": "violations when executed", "skipped": str(why)}
        return
    greens = green_of([*golden_commands(), *tuning_commands()])
    able, why_not = runnable(greens)
    with database_for(green.command for green in able) as database:
        for place, poisoned in (("a plain place", False), ("a poisoned place", True)):
            before = database.state()
            proof = prove(able, poisoned=poisoned, postgres=database.sockets)
            yield _line(f"violations when executed in {place}", proof, strength, greens, why_not) | {
                "database changed": database.state() != before
            }
        yield from _options(strength, database.sockets)


def _options(strength: str, postgres: Path) -> Iterator[dict[str, Any]]:
    made = [text for text in variants() if text.split()[0] not in TOO_SLOW]
    random.Random(SEED).shuffle(made)
    greens = green_of(_spread(made, MADE))
    chosen, why_not = runnable(greens[:VARIANTS])
    proof = prove(chosen, poisoned=True, postgres=postgres)
    yield _line("violations of options when executed", proof, strength, greens, why_not)


def _spread(texts: Sequence[str], count: int) -> list[str]:
    """So many of them, as evenly as can be over the tools."""
    turn: Counter[str] = Counter()
    placed: list[tuple[int, str]] = []
    for text in texts:
        name = text.split()[0]
        placed.append((turn[name], text))
        turn[name] += 1
    placed.sort(key=lambda each: each[0])
    return [text for _, text in placed[:count]]


def _line(
    metric: str, proof: Proof, strength: str, greens: Sequence[Green], why_not: Counter[str]
) -> dict[str, Any]:
    return {
        "bench": "green",
        "metric": metric,
        "ours": len(proof.violations),
        "anchor": "none",
        "theirs": 0,
        "ratio": len(proof.violations) / max(proof.executed, 1),
        "n": proof.executed,
        "of": len(greens),
        "programs": len(proof.programs),
        "endings": proof.endings,
        "world": strength,
        "skipped": dict(why_not.most_common()),
        "first": [[each.command, each.violations[:3]] for each in proof.violations[:SHOWN]],
    }
