"""The demo's runbooks are read by the product as well as any that somebody pastes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ddrun.up.demo.seed import RUNBOOKS
from ddrun.up.environment import ROOT


def read(file: Path) -> dict[str, Any]:
    """What `manage.py parse` makes of it."""
    command = [sys.executable, str(ROOT / "manage.py"), "parse", str(file), "--json"]
    parsed: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return parsed


@pytest.mark.parametrize("file", sorted(RUNBOOKS.glob("*.md")), ids=lambda file: file.stem)
def test_a_runbook_of_the_demo_leaves_no_question_open(file: Path) -> None:
    parsed = read(file)
    assert parsed["quality"]["score"] >= 85
    assert [step["vague"] for step in parsed["steps"] if step["vague"]] == []
    assert parsed["prerequisites"]
    assert parsed["decisions"]


def test_the_demo_has_a_dozen_runbooks() -> None:
    assert len(list(RUNBOOKS.glob("*.md"))) >= 12


def test_the_live_service_s_runbook_looks_first_then_changes_then_asks_a_second_person() -> None:
    parsed = read(RUNBOOKS / "orders-worker-stalled.md")
    risks = [step["commands"][0]["risk"] for step in parsed["steps"] if step["commands"]]
    assert risks == ["green"] * 6 + ["yellow"] * 2 + ["green"] + ["red"]
