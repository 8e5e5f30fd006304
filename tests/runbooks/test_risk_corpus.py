"""Commands with the labels people gave them: no false green, few false alarms.

They lie beside the repository, not in it. Without them these tests are left out, and say so.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from runbooks.risk.classify import classify_all
from runbooks.types import Language

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "risk" / "dev.jsonl"

if not DATA.is_file():  # pragma: no cover
    print("\nLEFT OUT: the labelled commands are not beside this repository (../shared/data/risk).")
    pytest.skip("the labelled commands are not here", allow_module_level=True)


@pytest.fixture(scope="module")
def judged() -> list[tuple[dict[str, Any], str]]:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines() if line.strip()]
    verdicts = classify_all([(row["command"], Language(row["language"])) for row in rows])
    return [(row, verdict.risk.value) for row, verdict in zip(rows, verdicts, strict=True)]


def test_nothing_that_is_not_green_is_called_green(judged: list[tuple[dict[str, Any], str]]) -> None:
    wrong = [row["command"] for row, label in judged if label == "green" and "green" not in row["accept"]]
    assert wrong == []


def test_few_green_commands_raise_a_false_alarm(judged: list[tuple[dict[str, Any], str]]) -> None:
    green = [label for row, label in judged if row["accept"] == ["green"]]
    assert sum(label != "green" for label in green) <= 0.02 * len(green)


def test_yellow_and_red_are_told_apart(judged: list[tuple[dict[str, Any], str]]) -> None:
    right = [label in row["accept"] for row, label in judged if "green" not in row["accept"]]
    assert sum(right) >= 0.99 * len(right)
