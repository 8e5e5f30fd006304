"""What every test of the reader asks of a parsed runbook, whatever text it came from."""

from bisect import bisect_right
from itertools import pairwise
from re import compile

from runbooks.parsing.blocks import blocks_of
from runbooks.parsing.document import BlockKind
from runbooks.types import ParsedCommand, ParsedRunbook

_BETWEEN = compile(
    r"(?:[\w=@:~./()\[\]\\'\" -]{0,80}[#$%>❯➜]\s+|\d{1,2} {2}|[\s>])*"
)  # prompts, quote marks, and the line numbers of Oracle


def shown_text(source: str) -> str:
    """A text as a reader sees it: white space and the marks of quotes and callouts do not count."""
    return "".join(char for char in source if not char.isspace() and char not in ">:!.")


def stands_in(source: str, command: ParsedCommand) -> bool:
    """Every line of the command stands in its span, in order, with only prompts and indentation between."""
    raw = source[command.span.start : command.span.end]
    at = 0
    for number, line in enumerate(command.text.split("\n")):
        found = raw.find(line.strip(), at)
        if found < 0 or not _BETWEEN.fullmatch(raw[at:found]) or (number == 0 and found):
            return False
        at = found + len(line.strip())
    return not raw[at:].strip()


def assert_honest(parsed: ParsedRunbook) -> None:
    """Steps are numbered 1…n in order, spans lie in the source, and what is shown stands there."""
    size = len(parsed.source)
    assert [step.number for step in parsed.steps] == list(range(1, len(parsed.steps) + 1))
    assert [step.span.start for step in parsed.steps] == sorted(step.span.start for step in parsed.steps)
    for step in parsed.steps:
        assert 0 <= step.span.start < step.span.end <= size
        for command in step.commands:
            assert step.span.start <= command.span.start < command.span.end <= step.span.end
            raw = parsed.source[command.span.start : command.span.end]
            assert stands_in(parsed.source, command) or command.drafted, command
            assert not command.drafted or shown_text(command.text) == shown_text(raw), command
    for decision in parsed.decisions:
        raw = parsed.source[decision.span.start : decision.span.end]
        assert shown_text(raw) == shown_text(decision.condition)
        assert 1 <= decision.step <= len(parsed.steps)
        assert len(decision.condition) <= 200
        targets = [branch.goto for branch in decision.branches if isinstance(branch.goto, int)]
        assert all(1 <= target <= len(parsed.steps) for target in targets)
    for needed in parsed.prerequisites:
        assert shown_text(parsed.source[needed.span.start : needed.span.end]) == shown_text(needed.text)
    assert 0 <= parsed.quality.score <= 100


def assert_apart(parsed: ParsedRunbook) -> None:
    """Commands of different list items, or with a paragraph between them, never share a step."""
    blocks = blocks_of(parsed.source).blocks
    starts = [block.start for block in blocks]
    for step in parsed.steps:
        homes = [bisect_right(starts, command.span.start) - 1 for command in step.commands]
        for first, second in pairwise(homes):
            assert blocks[first].item is blocks[second].item, step
            between = blocks[first + 1 : second + (first != second)]
            assert all(block.kind is not BlockKind.PARAGRAPH for block in between), step
