"""What a whole page leaves open is asked once, where it matters, and not at every step."""

from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.pipeline import read
from runbooks.parsing.wire import as_json
from runbooks.versions import written


def asked(text: str) -> list[tuple[str, int | None]]:
    return [(one.about, one.step) for one in read(text).questions]


def test_a_value_that_nothing_explains_is_asked_about() -> None:
    assert asked("1. Look: `ls <thingamajig>`\n") == [("placeholder", 1)]
    assert asked("1. Look: `ls <thingamajig>`, e.g. `ls /tmp`\n2. `<thingamajig>` is e.g. `/tmp/a`.\n") == []
    assert asked("1. Look: `kubectl logs <pod> -n <namespace>`\n") == []


def test_what_is_taken_away_for_good_is_asked_about_unless_the_page_has_a_way_back() -> None:
    gone = "1. Remove it: `kubectl delete pvc data-0 -n shop`\n2. Check: `kubectl get pvc -n shop`\n"
    assert asked(gone) == [("undo", 1)]
    assert asked(f"## Steps\n\n{gone}\n## Rollback\n\n1. Bring it back: `kubectl apply -f pvc.yaml`\n") == []


def test_a_restart_leaves_nothing_to_undo() -> None:
    text = "1. Restart it: `systemctl restart api`\n2. Check: `systemctl status api`\n"
    assert asked(text) == []


def test_a_change_that_nothing_checks_is_asked_about() -> None:
    assert ("result", 1) in asked("1. Restart it: `systemctl restart api`\n")
    assert asked("1. Restart it: `systemctl restart api`. You should see `active`.\n") == []


def test_an_author_is_not_asked_the_same_at_every_step() -> None:
    text = "\n".join(f"{n}. Drop it: `dropdb shop{n}`" for n in range(1, 40))
    assert len(read(text).questions) <= 8


def test_questions_are_on_the_wire_and_kept_with_the_version() -> None:
    parsed = read("1. Check the logs.\n2. Drop it: `dropdb shop`\n")
    assert [one["about"] for one in as_json(parsed)["questions"]] == ["step", "undo", "result"]
    assert written.read(written.write(parsed), parsed.source) == parsed


@given(
    st.lists(
        st.sampled_from(["1. Check the logs.\n", "2. `dropdb <x>`\n", "# Rollback\n", "- `ls <y>`\n"]),
        max_size=9,
    )
)
def test_every_question_stands_on_words_of_the_text(parts: list[str]) -> None:
    parsed = read("".join(parts))
    for one in parsed.questions:
        assert one.text.endswith((".", "?"))
        assert parsed.source[one.span.start : one.span.end].strip()
        assert one.step is None or 1 <= one.step <= len(parsed.steps)


def test_the_page_shows_them_under_the_steps(client: Client, db: Any) -> None:
    page = client.post("/try", {"text": "1. Drop it: `dropdb shop`\n"}, headers={"HX-Request": "true"})
    assert "2 questions to the author" in page.content.decode()
    assert "What brings back what step 1 takes away" in page.content.decode()
