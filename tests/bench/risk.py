"""`bench risk`: judging a command beside the bare parse of the parsers it asks, in one interleaved run."""

import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from runbooks.risk.classify import classify, classify_all, first_ruling
from runbooks.risk.confirm import forget_agreements, shfmt
from runbooks.risk.shell import PARSER
from runbooks.types import Language, Risk

ROUNDS: Final = 40
_LISTS: Final = Path(__file__).resolve().parents[1] / "golden" / "risk"


def run() -> Iterator[dict[str, Any]]:
    """One line a figure: each command once, one that ends green, and a page of them at once."""
    commands = [*_commands("hostile.txt")[::3], *_commands("everyday.txt")]
    pairs = [_pair(partial(first_ruling, c), partial(PARSER.parse, c.encode())) for c in commands * 3]
    yield from _figures("one command, us", "tree-sitter's bare parse", pairs[len(commands) :], 1000)
    greens = [c for c in _commands("everyday.txt") if classify(c, Language.SHELL).risk is Risk.GREEN][:ROUNDS]
    pairs = [_pair(partial(_afresh, [c]), partial(_shfmt, c)) for c in greens]
    yield from _figures("one command that ends green, ms", "one run of shfmt", pairs, 1)
    page = greens[:20]
    pairs = [_pair(partial(_afresh, page), partial(_shfmt, "\n".join(page))) for _ in range(ROUNDS)]
    yield from _figures("a page of 20 green commands, ms", "one run of shfmt over the page", pairs, 1)


def _afresh(commands: list[str]) -> None:
    forget_agreements()
    classify_all([(command, Language.SHELL) for command in commands])


def _commands(name: str) -> list[str]:
    lines = (_LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line.strip() and not line.startswith("# ")]


def _shfmt(text: str) -> None:
    subprocess.run([shfmt() or "shfmt", "--to-json"], input=text.encode(), capture_output=True, check=False)


def _pair(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    return _timed(ours), _timed(theirs)


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def _figures(
    metric: str, anchor: str, pairs: list[tuple[float, float]], scale: int
) -> Iterator[dict[str, Any]]:
    for name, at in (("median", 0.5), ("p95", 0.95)):
        ours, theirs = (_at([pair[side] for pair in pairs], at) for side in (0, 1))
        yield {
            "bench": "risk",
            "metric": f"{metric}, {name}",
            "ours": round(ours * scale, 2),
            "anchor": anchor,
            "theirs": round(theirs * scale, 2),
            "ratio": round(ours / theirs, 2),
            "n": len(pairs),
        }


def _at(values: list[float], share: float) -> float:
    return median(values) if share == 0.5 else sorted(values)[int(share * (len(values) - 1))]
