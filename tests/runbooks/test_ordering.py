"""Only what is certain is said: who waits for whom, and which steps may go at the same time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.ordering import order_of
from runbooks.parsing.pipeline import read
from runbooks.parsing.resources import apart, touched_by
from runbooks.types import ParsedRunbook, Risk


def page(*steps: str) -> ParsedRunbook:
    return read("# Page\n\n## Steps\n\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(steps, start=1)))


def groups(parsed: ParsedRunbook) -> list[tuple[int, ...]]:
    return [one.steps for one in parsed.parallel]


def waits(parsed: ParsedRunbook) -> list[tuple[int, int]]:
    return [(one.step, one.on) for one in parsed.depends]


def test_steps_that_only_read_are_independent() -> None:
    parsed = page("Run `df -h`", "Run `uptime`", "Run `free -m`")
    assert groups(parsed) == [(1, 2, 3)]
    assert waits(parsed) == []
    assert "only reads" in parsed.parallel[0].why


@pytest.mark.parametrize(
    "second",
    [
        "Then run `uptime`",
        "Once it is done, run `uptime`",
        "After step 1, run `uptime`",
        "Run `uptime` and compare it with the previous output",
        "Run `systemctl restart web`",
        "If it is full, run `uptime`",
        "Wait 5 minutes and run `uptime`",
        "Look around",
        "Run `kubectl logs <pod>`",
        "Run `cd /var/log`",
    ],
)
def test_a_step_that_may_wait_for_another_is_not_called_independent(second: str) -> None:
    assert groups(page("Run `df -h`", second)) == []


def test_words_of_order_say_who_waits() -> None:
    parsed = page("Run `df -h`", "Run `uptime`", "Then run `free -m`", "After step 1, run `w`")
    assert waits(parsed) == [(3, 2), (4, 1)]
    assert [one.why for one in parsed.depends] == ["It says so: “Then”.", "It says so: “After step 1”."]
    assert [parsed.source[one.span.start : one.span.end] for one in parsed.depends] == [
        "Then",
        "After step 1",
    ]


def test_a_variable_waits_for_who_sets_it() -> None:
    parsed = page("Run `POD=$(kubectl get pods -o name)`", "Run `df -h`", "Run `kubectl logs $POD`")
    assert (3, 1) in waits(parsed)
    assert next(one.why for one in parsed.depends if one.on == 1) == "It uses pod, which step 1 sets."
    assert groups(parsed) == []


def test_who_looks_at_what_another_changed_waits_for_it() -> None:
    parsed = page("Run `systemctl restart web`", "Run `uptime`", "Run `systemctl status web`")
    assert waits(parsed) == [(3, 1)]
    assert groups(parsed) == [(2, 3)]


def test_a_change_is_parallel_only_where_the_text_says_so_and_the_things_differ() -> None:
    assert groups(page("Run `systemctl restart web`", "Meanwhile, run `systemctl restart cache`")) == [(1, 2)]
    assert groups(page("Run `systemctl restart web`", "Run `systemctl restart cache`")) == []
    assert groups(page("Run `systemctl restart web`", "Meanwhile, run `systemctl status web`")) == []
    assert groups(page("Run `systemctl restart <name>`", "Meanwhile, run `systemctl restart web`")) == []
    assert groups(page("Run `./change`", "Meanwhile, run `./other`")) == []


def test_other_ways_out_of_one_decision_are_no_parallel_steps() -> None:
    assert groups(page("If it is full, run `df -h`", "Otherwise, run `uptime`")) == []


def test_steps_of_other_sections_are_not_joined() -> None:
    parsed = read("## Diagnosis\n\n1. Run `df -h`\n\n## Verification\n\n1. Run `uptime`\n")
    assert groups(parsed) == []


def test_things_are_apart_only_where_that_is_certain() -> None:
    assert apart({"service web"}, {"service cache"})
    assert not apart({"service web"}, {"service web"})
    assert not apart({"pod"}, {"pod web-1"})
    assert not apart({"deployment web"}, {"pod web-1"})
    assert not apart({"file /var/log"}, {"file /var/log/web"})
    assert not apart(set(), {"service web"})
    assert not apart({"service $NAME"}, {"service web"})


WORDS = (
    "",
    "Then ",
    "Meanwhile, ",
    "After step 2, ",
    "Once that is done, ",
    "If it is full, ",
    "Otherwise, ",
)
COMMANDS = (
    "df -h",
    "uptime",
    "systemctl status web",
    "systemctl restart web",
    "systemctl restart cache",
    "kubectl get pods",
    "kubectl delete pod web-1",
    "kubectl logs <pod>",
    "kubectl scale deployment/web --replicas=3",
    "POD=$(kubectl get pods -o name)",
    "kubectl describe pod $POD",
    "cat /var/log/web/error.log",
    "rm -rf /var/log/web",
)
STEPS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(COMMANDS)), max_size=12)


@given(STEPS)
def test_no_step_waits_for_a_later_one_and_no_group_holds_one_that_waits(
    steps: list[tuple[str, str]],
) -> None:
    parsed = page(*(f"{word}run `{command}`" for word, command in steps))
    numbers = {step.number for step in parsed.steps}
    assert all(one.on < one.step and {one.on, one.step} <= numbers for one in parsed.depends)
    direct = set(waits(parsed))
    for group in parsed.parallel:
        assert list(group.steps) == sorted(set(group.steps))
        assert not any((b, a) in direct for a in group.steps for b in group.steps)
    flat = [number for group in parsed.parallel for number in group.steps if "says so" not in group.why]
    assert len(flat) == len(set(flat))


@given(STEPS)
def test_a_change_never_goes_beside_who_looks_at_the_same_thing(steps: list[tuple[str, str]]) -> None:
    parsed = page(*(f"{word}run `{command}`" for word, command in steps))
    by_number = {step.number: step for step in parsed.steps}
    for group in parsed.parallel:
        members = [by_number[number] for number in group.steps]
        things = [{t for c in step.commands for t in touched_by(c).things} for step in members]
        changing = [
            any(c.verdict is None or c.verdict.risk is not Risk.GREEN for c in step.commands)
            for step in members
        ]
        for index, changes in enumerate(changing):
            others = [other for at, other in enumerate(things) if at != index]
            assert not changes or all(apart(things[index], other) for other in others)


@given(STEPS)
def test_the_order_is_the_same_however_often_it_is_read(steps: list[tuple[str, str]]) -> None:
    parsed = page(*(f"{word}run `{command}`" for word, command in steps))
    assert order_of(parsed) == (parsed.depends, parsed.parallel)


def test_ten_thousand_steps_are_ordered() -> None:
    parsed = page(
        *(f"Run `systemctl {'restart' if n % 3 else 'status'} web-{n % 50}`" for n in range(10_000))
    )
    assert len(parsed.depends) < 40_000
