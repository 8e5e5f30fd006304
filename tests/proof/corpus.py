"""Every command that is called green: of the golden lists, of the data to tune on, of its pages."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from runbooks.parsing.pipeline import read
from runbooks.risk.classify import classify_all
from runbooks.risk.placeholders import fill_places
from runbooks.types import Language, Risk, Verdict
from tests.proof.understood import missing, understood

GOLDEN: Final = Path(__file__).resolve().parents[1] / "golden" / "risk"
DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
TALKS_TO_ITSELF: Final = frozenset(("gsutil",))
BATCH: Final = 1000


@dataclass(frozen=True)
class Green:
    """A command called green, with its verdict and the programs that were understood in it."""

    command: str
    verdict: Verdict
    names: frozenset[str]


def golden_commands() -> Iterator[str]:
    """The lists that come with the product's tests."""
    for path in sorted(GOLDEN.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("# "):
                yield line.replace("\\n", "\n")


def tuning_commands() -> Iterator[str]:
    """The commands of the data to tune on; none where that folder is missing."""
    for row in _rows(DATA / "risk" / "dev.jsonl"):
        if row["language"] == "shell":
            yield row["command"]
    pages = [
        *_rows(DATA / "parsing" / "parsing_pages.jsonl"),
        *_rows(DATA / "matching" / "matching_runbooks.jsonl"),
    ]
    for page in pages:
        for step in read(page["markdown"]).steps:
            for command in step.commands:
                if command.language is Language.SHELL:
                    yield command.text


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def green_of(commands: Iterable[str]) -> list[Green]:
    """Those that are called green, each once, in order."""
    texts = list(dict.fromkeys(commands))
    found: list[Green] = []
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        for text, verdict in zip(part, classify_all([(t, Language.SHELL) for t in part]), strict=True):
            if verdict.risk is Risk.GREEN:
                found.append(Green(text, verdict, understood(text)))
    return found


def runnable(greens: Iterable[Green]) -> tuple[list[Green], Counter[str]]:
    """Those that can run on this machine as they stand, and why the others cannot, by count."""
    able: list[Green] = []
    why: Counter[str] = Counter()
    for green in greens:
        lacking = missing(green.names)
        if lacking:
            why[f"not installed: {lacking[0]}"] += 1
        elif green.names & TALKS_TO_ITSELF:
            why["it speaks to processes of its own through sockets"] += 1
        elif fill_places(green.command)[1]:
            why["a value is still to be filled in"] += 1
        else:
            able.append(green)
    return able, why
