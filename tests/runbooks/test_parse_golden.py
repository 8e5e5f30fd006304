"""Pages of many styles and languages give the steps that a person read in them."""

import json
from pathlib import Path

import pytest

from runbooks.parsing.pipeline import read_unjudged
from tests.golden.expected import essence
from tests.runbooks.reading import assert_apart, assert_honest

PAGES = Path(__file__).resolve().parents[1] / "golden" / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_page_gives_the_steps_a_person_read_in_it(name: str) -> None:
    parsed = read_unjudged((PAGES / name).read_text(encoding="utf-8"))
    wanted = json.loads((PAGES / name).with_suffix(".json").read_text(encoding="utf-8"))
    assert_honest(parsed)
    assert_apart(parsed)
    assert essence(parsed) == wanted


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(name: str, newline: str) -> None:
    text = (PAGES / name).read_text(encoding="utf-8")
    parsed = read_unjudged(text.replace("\n", newline))
    assert_honest(parsed)
    assert essence(parsed)["steps"] == essence(read_unjudged(text))["steps"]
