"""Broken, huge and hostile texts: a sentence, an honest part, never a crash, and no more work than length."""

import cProfile
import pstats
from collections.abc import Iterator
from sys import monitoring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbooks.parsing.blocks import blocks_of
from runbooks.parsing.commands.prompts import Prompted
from runbooks.parsing.commands.reading import Hints, Reading
from runbooks.parsing.commands.typed import prompts_of, read_typed
from runbooks.parsing.pipeline import LONGEST, read, read_unjudged
from runbooks.risk.classify import classify
from runbooks.types import Language, Risk
from tests.runbooks.reading import assert_honest

BOMBS = {
    "nested quotes": ">" * 20_000 + "x",
    "nested lists": "\n".join("  " * depth + "- check it" for depth in range(300)),
    "one long line": "restart `kubectl get pods` if it fails, " * 5_000,
    "many items": "".join(f"{number}. check pod {number}\n" for number in range(1, 10_001)),
    "open fences": "```bash\n" + "cat <<EOF\n" * 4_000,
    "open quotes": "```\n" + "echo 'it\n" * 4_000,
    "open brackets": "```promql\n" + "sum(rate(\n" * 4_000,
    "backticks": "`" * 50_000,
    "stars": "**if " * 20_000,
    "pipes": "|a" * 20_000 + "\n" + "|-" * 20_000,
    "nested tags": "<html>" + "<ul><li>" * 3_000,
    "commas": "If " + "a, " * 30_000,
    "stops": ". " * 30_000,
    "links": "[a](" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_to_an_honest_part(name: str) -> None:
    assert_honest(read_unjudged(BOMBS[name]))


def calls(text: str) -> int:
    """How many function calls reading takes: a measure of work that no other process disturbs."""
    profile = cProfile.Profile()
    profile.runcall(read_unjudged, text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # typeshed lacks it


@pytest.mark.parametrize(
    "piece",
    [
        "1. Check the pods with `kubectl get pods`. If they fail, restart them.\n",
        "## If the disk is full\n\nDelete old files:\n\n```bash\nrm /tmp/x\n```\n\n",
        "- Check it:\n  - run `df -h`\n\n",
        "Restart the service. Otherwise wait. ",
        "```bash\nif x\n'\n```\n",
        "> Warning: do not\n\n",
        "| If | Action |\n|--|--|\n| a | restart b |\n\n",
    ],
)
def test_work_grows_with_the_length_of_the_text(piece: str) -> None:
    assert calls(piece * 800) <= 4.6 * calls(piece * 200) + 20_000


class Looks(dict[int, Prompted]):
    """Prompted lines that count how often all of them were gone through."""

    times = 0

    def __iter__(self) -> Iterator[int]:
        self.times += 1
        return super().__iter__()


def turns(text: str) -> int:
    """How many jumps reading makes: every turn of a loop, also inside a comprehension, is one."""
    seen = 0

    def count(*_where: object) -> None:
        nonlocal seen
        seen += 1

    monitoring.use_tool_id(monitoring.PROFILER_ID, "turns")
    monitoring.register_callback(monitoring.PROFILER_ID, monitoring.events.JUMP, count)
    monitoring.set_events(monitoring.PROFILER_ID, monitoring.events.JUMP)
    try:
        read_unjudged(text)
    finally:
        monitoring.set_events(monitoring.PROFILER_ID, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(monitoring.PROFILER_ID)
    return seen


def test_turns_grow_with_the_commands_of_a_paragraph() -> None:
    few, many = (turns("Run `kubectl get pods` and then `kubectl delete pod x`. " * n) for n in (150, 600))
    assert many <= 4.6 * few + 10_000


def test_the_prompts_of_a_session_are_gone_through_once() -> None:
    block = blocks_of("```console\n" + "$ kubectl get pods\nNAME READY\n" * 40 + "```\n").blocks[0]
    signed = Looks(prompts_of(block.lines, "console"))
    read_typed(Reading(block.lines, "console", Hints()), signed)
    assert signed.times <= 1


def test_a_text_that_is_too_long_is_read_in_part_and_says_so() -> None:
    parsed = read("1. Check the pods.\n\n" + "words " * 200_000)
    assert parsed.steps
    assert parsed.steps[-1].span.end <= LONGEST
    assert any("Only the first 1,000,000 of" in finding for finding in parsed.quality.findings)


def test_an_empty_text_says_that_it_is_empty() -> None:
    assert read(" \n").quality.findings == ("The text is empty.",)


def test_a_page_of_pictures_says_that_words_are_missing() -> None:
    parsed = read("# Fix it\n\n![first](1.png)\n\n![second](2.png)\n")
    assert parsed.steps == ()
    assert "Only pictures are left of the procedure" in parsed.quality.findings[0]


def test_binary_and_invisible_characters_are_shown_and_named() -> None:
    parsed = read("## Steps\n\n1. Run `kubectl get\u202e pods -n x`\x00\n")
    assert any("invisible" in finding for finding in parsed.quality.findings)
    assert "\u202e" in parsed.steps[0].commands[0].text


def test_bytes_that_are_no_text_give_no_steps() -> None:
    assert read_unjudged(bytes(range(256)).decode("utf-8", "replace") * 50).steps == ()


def test_scripts_in_a_page_are_never_shown() -> None:
    parsed = read_unjudged(
        "<html><script>kubectl delete ns prod</script><p>Run <code>kubectl get ns</code></p></html>"
    )
    assert "delete" not in parsed.source
    assert [c.text for step in parsed.steps for c in step.commands] == ["kubectl get ns"]


@pytest.mark.parametrize(
    "sign", [*"\u00a0\u00ad\u115f\u200b\u2028\u2060\u2800\u3164\ufeff\ufe0f\r", "\U000e0041"]
)
def test_a_command_with_a_character_that_cannot_be_seen_is_never_green(sign: str) -> None:
    assert classify(f"kubectl get{sign} pods", Language.SHELL).risk is not Risk.GREEN
    parsed = read(f"## Steps\n\n1. Run `kubectl get pods{sign}-A`\n")
    commands = [command for step in parsed.steps for command in step.commands]
    assert all(command.verdict and command.verdict.risk is not Risk.GREEN for command in commands)
    assert sign not in "\u00a0\u2060\u3164" or any("invisible" in f for f in parsed.quality.findings)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000 + " check the pods",
        "- " * 500 + "check the pods",
        "\n".join("  " * depth + f"- check pod {depth}" for depth in range(300)),
        "> - 1. " * 60 + "check the pods",
    ],
    ids=["quotes", "one line of lists", "lists", "mixed"],
)
def test_what_lies_too_deep_is_read_and_that_is_said(text: str) -> None:
    parsed = read(text)
    assert "pod" in "".join(block.text for block in blocks_of(text).blocks)
    assert any("deep in each other" in finding for finding in parsed.quality.findings)


_MARKS = st.sampled_from(["> ", "- ", "1. ", "  ", "    ", "* "])


@given(st.lists(st.tuples(st.lists(_MARKS, max_size=90), st.integers(100, 999)), max_size=12))
@settings(max_examples=60)
def test_no_word_is_lost_however_deep_it_lies(rows: list[tuple[list[str], int]]) -> None:
    text = "\n".join("".join(marks) + f"word{number}" for marks, number in rows)
    kept = "\n".join(block.text for block in blocks_of(text).blocks)
    assert all(f"word{number}" in kept for _, number in rows)
