"""Real runbooks with labels: how much of them is found, and how much is invented.

The pages lie beside the repository, not in it. Without them these tests are left out, and say so.
"""

import json
import runpy
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from runbooks.parsing.pipeline import read_unjudged
from runbooks.types import ParsedRunbook
from tests.runbooks.reading import assert_apart, assert_honest

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LABELLED = DATA / "parsing"

if not LABELLED.is_dir():  # pragma: no cover
    print("\nLEFT OUT: the labelled runbooks are not beside this repository (../shared/data/parsing).")
    pytest.skip("the labelled runbooks are not here", allow_module_level=True)


@cache
def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def parsed_pages() -> dict[str, ParsedRunbook]:
    return {page["id"]: read_unjudged(page["markdown"]) for page in rows(LABELLED / "parsing_pages.jsonl")}


@cache
def scorer() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return runpy.run_path(str(LABELLED / "score_parsing.py"))


def prediction(page: str, parsed: ParsedRunbook) -> dict[str, Any]:
    steps = [
        {"text": s.text, "commands": [{"text": c.text, "risk": "yellow"} for c in s.commands]}
        for s in parsed.steps
    ]
    return {
        "page_id": page,
        "steps": steps,
        "decisions": [{"condition": decision.condition} for decision in parsed.decisions],
    }


@cache
def figures() -> dict[str, Any]:
    pages, gold = rows(LABELLED / "parsing_pages.jsonl"), rows(LABELLED / "parsing_gold.jsonl")
    guesses = [prediction(page, parsed) for page, parsed in parsed_pages().items()]
    result: dict[str, Any] = scorer()["score"](pages, gold, guesses)
    return result


def found(side: str) -> tuple[float, float]:
    """Recall and precision of near-quotes: a quote is met when half of its words stand in an answer."""
    overlap = scorer()["overlap"]
    wanted = met = given = right = 0
    for gold in rows(LABELLED / "parsing_gold.jsonl"):
        parsed = parsed_pages()[gold["page_id"]]
        answers = {
            "decisions": [decision.condition for decision in parsed.decisions],
            "prerequisites": [needed.text for needed in parsed.prerequisites],
            "vague_steps": [step.text for step in parsed.steps if step.vague],
        }[side]
        quotes = [one["condition"] if isinstance(one, dict) else one for one in gold[side]]
        wanted, given = wanted + len(quotes), given + len(answers)
        met += sum(any(overlap(quote, answer) >= 0.5 for answer in answers) for quote in quotes)
        right += sum(any(overlap(quote, answer) >= 0.5 for quote in quotes) for answer in answers)
    return met / wanted, right / given


def test_commands_are_found_word_for_word_and_nothing_else_is_taken_for_one() -> None:
    strict = figures()["commands"]["strict"]
    assert strict["precision"] >= 0.98
    assert strict["recall"] >= 0.98
    assert figures()["traps_taken"] == 0


def test_every_command_stands_in_its_page() -> None:
    assert figures()["grounding"]["rate"] == 1.0


def test_pages_without_commands_give_none() -> None:
    clean, pages = figures()["zero_command_pages_clean"].split("/")
    assert clean == pages


def test_pages_give_about_as_many_steps_as_a_person_counts() -> None:
    right, pages = map(int, figures()["step_count_in_range"].split("/"))
    assert right >= 0.9 * pages


def test_decisions_are_found() -> None:
    recall, precision = found("decisions")
    assert recall >= 0.9
    assert precision >= 0.85


def test_prerequisites_are_found() -> None:
    recall, precision = found("prerequisites")
    assert recall >= 0.9
    assert precision >= 0.9


def test_vague_steps_are_found() -> None:
    recall, precision = found("vague_steps")
    assert recall >= 0.8
    assert precision >= 0.8


def test_everything_shown_of_every_real_page_stands_in_it() -> None:
    others = [read_unjudged(page["markdown"]) for page in rows(DATA / "matching" / "matching_runbooks.jsonl")]
    for parsed in (*parsed_pages().values(), *others):
        assert_honest(parsed)
        assert_apart(parsed)
