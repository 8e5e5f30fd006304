"""What a step's text says beyond its own heading: a row that repeats itself is read twice at 3 a.m."""

import re
from dataclasses import replace
from typing import Final

from runbooks.queries.forks import Fork
from runbooks.types import ParsedStep

_MARKS: Final = re.compile(r"[`*_]")
_NUMBER: Final = re.compile(r"\W*\d{1,3}(?:[.)]|\s)\s*")
# "Expected:" before what is shown under a heading of its own.
_LABEL: Final = re.compile(r"(?:^|(?<=[.:;!?\n]))\s*\w[\w ]{0,24}:\s*$")
_ENDS: Final = " \n\t.:;,"
_ENOUGH: Final = 16  # characters by which a command is known in a title that was cut


def bare(text: str) -> str:
    """The words alone, for comparing: no marks of emphasis or code, no full stop, no capitals."""
    return _MARKS.sub("", text).strip().rstrip(".:;,").casefold()


def heading(step: ParsedStep) -> str:
    """The step's title, less the command that it announces behind a colon and that stands below it."""
    for command in step.commands:
        lead, found, _ = step.title.partition(command.text[:_ENOUGH])
        if found and lead.rstrip().endswith(":"):
            return lead.rstrip(_ENDS)
    return step.title


def beyond_the_title(step: ParsedStep, forks: tuple[Fork, ...]) -> str:
    """The step's text less what the rest of its row shows; "" if that is all."""
    title = heading(step)
    ways = (way.label for fork in forks for way in fork.ways)
    conditions = (fork.condition for fork in forks)
    commands = (command.text for command in step.commands)
    rest = bare(step.text)
    for shown in (title, *commands, step.warning, step.expected, *conditions, *ways):
        rest = rest.replace(bare(shown), " ", 1) if shown else rest
    if not any(letter.isalpha() for letter in rest):
        return ""
    text = _after(step.text, title)
    if step.expected and text.rstrip(_ENDS).endswith(step.expected.rstrip(_ENDS)):
        text = text.rstrip(_ENDS).removesuffix(step.expected.rstrip(_ENDS)).rstrip()
        text = _LABEL.sub("", text)
    return text.strip().removesuffix(":")


def worth_saying(forks: tuple[Fork, ...], *, title: str, text: str) -> tuple[Fork, ...]:
    """The forks, without the conditions that the title or a text with only one of them shows already."""
    said = bare(f"{title} {text}" if len(forks) == 1 else title)
    return tuple(replace(fork, condition="") if bare(fork.condition) in said else fork for fork in forks)


def _after(text: str, title: str) -> str:
    """The text behind the title's words, where it opens with them as a sentence of their own."""
    number = _NUMBER.match(text)
    body = text[number.end() :] if number and not title[:1].isdigit() else text
    rest = body.removeprefix(title)
    return rest.lstrip(_ENDS) if rest != body and rest[:1] in (".", ":", "\n") else text
