"""The pages say how a step stands among the others: its role, its way back, what it waits for."""

import re

import pytest
from django.test import Client

from runbooks.parsing.pipeline import read
from runbooks.queries.course import courses, length
from runbooks.types import Lasting, Span
from tests.runbooks.test_course import PAGE

HTMX = {"HX-Request": "true"}


def test_the_reading_says_roles_ways_back_and_how_long(client: Client, db: None) -> None:
    text = PAGE.replace("## Rollback", "## Rollback plan").replace("## Verification", "## Is it fixed")
    page = client.post("/try", {"text": text}, headers=HTMX).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in (
        "Undo: see step 7 (rollback). Both concern node node-1.",
        "Undoes step 3 .",
        "Takes up to 5 min",
        "At the same time as step 2 , if you like.",
        "Kept as context: 2 sections",
        "Impact impact · line 3",
    ):
        assert said in text
    for role in ("Verification", "Rollback"):
        assert f'<span class="badge">{role}</span>' in page
    # Where the heading says the same word, it is not said again.
    assert '<span class="badge">Diagnosis</span>' not in page
    assert 'href="#step-7"' in page


def test_a_condition_is_said_once() -> None:
    parsed = read("1. If the disk is full, run `df -h`.\n2. Otherwise, run `uptime`.\n")
    told = courses(parsed)
    assert told[1].when == ()
    assert told[2].when == ("Otherwise",)


@pytest.mark.parametrize(
    ("shortest", "longest", "words"),
    [
        (300, 300, "5 min"),
        (300, 600, "5 to 10 min"),
        (0, 3600, "up to 1 h"),
        (30, 120, "30 s to 2 min"),
        (45, 45, "45 s"),
        (0, 86_400, "up to 1 d"),
    ],
)
def test_a_length_of_time_is_said_in_its_own_unit(shortest: int, longest: int, words: str) -> None:
    assert length(Lasting(shortest, longest, "", Span(0, 0))) == words
