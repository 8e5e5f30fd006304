"""A page says the same in every language: its steps, commands, ways out, warnings and needs stand as in English."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from runbooks.parsing.pipeline import read_unjudged
from runbooks.types import ParsedRunbook
from tests.runbooks.reading import assert_apart, assert_honest

PAGES: Final = Path(__file__).resolve().parents[1] / "golden" / "tongues"
OTHERS: Final = ("es", "ja", "de", "fr", "pt", "zh")


def skeleton(parsed: ParsedRunbook) -> dict[str, Any]:
    """What a reading holds besides its words."""
    return {
        "needs": len(parsed.prerequisites),
        "steps": [
            (step.number, [(c.text, c.language, c.drafted) for c in step.commands], bool(step.warning))
            for step in parsed.steps
        ],
        "decisions": [(d.step, [branch.goto for branch in d.branches]) for d in parsed.decisions],
    }


def pages() -> Iterator[tuple[str, str]]:
    for path in sorted(PAGES.glob("*.en.*")):
        name, _, suffix = path.name.split(".")
        yield from ((name, f"{tongue}.{suffix}") for tongue in OTHERS)


@pytest.mark.parametrize(("name", "tongue"), pages())
def test_a_page_is_read_in_every_language_as_in_english(name: str, tongue: str) -> None:
    suffix = tongue.split(".")[1]
    english = read_unjudged((PAGES / f"{name}.en.{suffix}").read_text(encoding="utf-8"))
    other = read_unjudged((PAGES / f"{name}.{tongue}").read_text(encoding="utf-8"))
    assert_honest(other)
    assert_apart(other)
    assert skeleton(other) == skeleton(english)
