"""A page is read in every language as in English: steps, commands, ways out, warnings and needs."""

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.pipeline import read_unjudged
from runbooks.parsing.tongues.numbers import NUMBER, number_of
from runbooks.parsing.tongues.tongue import unaccented
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


def pages() -> list[tuple[str, str]]:
    english = (path.name.split(".") for path in sorted(PAGES.glob("*.en.*")))
    return [(name, f"{tongue}.{suffix}") for name, _, suffix in english for tongue in OTHERS]


@pytest.mark.parametrize(("name", "tongue"), pages())
def test_a_page_is_read_in_every_language_as_in_english(name: str, tongue: str) -> None:
    suffix = tongue.split(".")[1]
    english = read_unjudged((PAGES / f"{name}.en.{suffix}").read_text(encoding="utf-8"))
    other = read_unjudged((PAGES / f"{name}.{tongue}").read_text(encoding="utf-8"))
    assert_honest(other)
    assert_apart(other)
    assert skeleton(other) == skeleton(english)


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7), ("７", 7), ("七", 7), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("⑦", 7)],
)
def test_a_step_number_is_understood_however_it_is_written(written: str, number: int) -> None:
    assert number_of(written) == number


@given(st.from_regex(NUMBER, fullmatch=True))
def test_whatever_stands_where_a_number_stands_has_a_value(written: str) -> None:
    assert number_of(written) >= 0


@pytest.mark.parametrize(("name", "tongue"), [pair for pair in pages() if pair[1][:2] not in ("ja", "zh")])
def test_accents_that_a_writer_leaves_out_change_nothing(name: str, tongue: str) -> None:
    text = (PAGES / f"{name}.{tongue}").read_text(encoding="utf-8")
    assert skeleton(read_unjudged(unaccented(text))) == skeleton(read_unjudged(text))


def test_umlauts_may_be_written_as_two_letters() -> None:
    parsed = read_unjudged("## Ablauf\n\nZuerst die Protokolle pruefen. Danach den alten Index loeschen.\n")
    assert [step.title for step in parsed.steps] == [
        "Zuerst die Protokolle pruefen",
        "Danach den alten Index loeschen",
    ]


def test_a_way_out_is_shown_with_the_signs_it_is_written_with() -> None:
    parsed = read_unjudged("## Pasos\n\n1. Si la réplica está caída, reinicie la réplica.\n")
    assert [branch.label for branch in parsed.decisions[0].branches] == ["reinicie la réplica"]
    parsed = read_unjudged("## 步骤\n\n1. 如果失败（超时），请跳到第１步。\n")
    assert [branch.label for branch in parsed.decisions[0].branches] == ["请跳到第１步"]


def test_a_finding_and_an_arrow_fork_where_the_verb_stands_last() -> None:
    parsed = read_unjudged(
        "## 判定\n\n1. 200応答 → 手順3へスキップ\n2. 無応答時は、再起動する。\n3. ログを確認する。\n"
    )
    assert [[branch.goto for branch in d.branches] for d in parsed.decisions] == [[3], [None]]


def test_a_section_that_prepares_holds_steps() -> None:
    parsed = read_unjudged(
        "# Neustart\n\n## Vorbereitung\n\nÖffne die Konsole. Du benötigst root-Rechte.\n\n"
        "## Ablauf\n\nStarte den Dienst.\n"
    )
    assert [step.title for step in parsed.steps] == ["Öffne die Konsole", "Starte den Dienst"]
    assert [need.text for need in parsed.prerequisites] == ["Du benötigst root-Rechte."]
