"""Two lists every rule is tried on: commands that must never be green, and those of everyday incidents."""

import re
from pathlib import Path

import pytest

from runbooks.risk.classify import classify_all
from runbooks.types import Language, Risk, Verdict

LISTS = Path(__file__).resolve().parents[1] / "golden" / "risk"


def commands(name: str) -> list[str]:
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line.strip() and not line.startswith("# ")]


def verdicts(name: str) -> list[tuple[str, Verdict]]:
    listed = commands(name)
    return list(zip(listed, classify_all([(text, Language.SHELL) for text in listed]), strict=True))


@pytest.fixture(scope="module")
def hostile() -> list[tuple[str, Verdict]]:
    return verdicts("hostile.txt")


@pytest.fixture(scope="module")
def everyday() -> list[tuple[str, Verdict]]:
    return verdicts("everyday.txt")


def test_no_hostile_command_is_green(hostile: list[tuple[str, Verdict]]) -> None:
    assert [text for text, verdict in hostile if verdict.risk is Risk.GREEN] == []


def test_everyday_diagnostics_are_green(everyday: list[tuple[str, Verdict]]) -> None:
    assert [(text, v.reasons) for text, v in everyday if v.risk is not Risk.GREEN] == []


def test_every_verdict_says_why_in_sentences(
    hostile: list[tuple[str, Verdict]], everyday: list[tuple[str, Verdict]]
) -> None:
    for text, verdict in (*hostile, *everyday):
        assert verdict.reasons, text
        for reason in verdict.reasons:
            assert reason.endswith("."), text
            assert "!" not in re.sub(r"`[^`]*`|(deletes|writes to) .*", "", reason), text


def test_what_caused_a_verdict_stands_in_the_command(hostile: list[tuple[str, Verdict]]) -> None:
    for text, verdict in hostile:
        assert all(0 <= word.start < word.end <= len(text) for word in verdict.words), text


def test_only_a_green_verdict_has_pins(hostile: list[tuple[str, Verdict]]) -> None:
    assert all(verdict.pins == () for _, verdict in hostile)
