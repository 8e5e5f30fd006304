"""Steps that a page does not hold and a model would add. Only for a person who asked for them.

What comes of it is drafted (law 1): it carries the words that led to it, it waits for a person here, and its
command waits for one again in a run. Its risk is the classifier's; the model has no say in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ddrun.lib.unseen import unseen_in
from runbooks.parsing.folded import Folded, as_title
from runbooks.parsing.proposal import TEXT, items, list_of, text_of
from runbooks.risk.advice.advise import judge
from runbooks.types import (
    Change,
    ChangeKind,
    Language,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Refinement,
    StepKind,
)

_LONGEST_COMMAND: Final = 1_000
SUGGESTION_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"suggestions": list_of(after=TEXT, title=TEXT, command=TEXT, why=TEXT)},
    "required": ["suggestions"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class SuggestedStep:
    """A step to add behind the words `after`, which must stand in the source."""

    after: str
    title: str
    command: str
    why: str


def suggested(value: Any) -> tuple[SuggestedStep, ...]:
    """The suggestions in `value`, which fits `SUGGESTION_SCHEMA`; raises `BadProposal` where it does not."""
    return tuple(
        SuggestedStep(*(text_of(one, name) for name in ("after", "title", "command", "why")))
        for one in items(value, "suggestions")
    )


def drafted(parsed: ParsedRunbook, suggestions: tuple[SuggestedStep, ...]) -> Refinement:
    """The suggestions that follow from words of the source, in its order; the rest is counted."""
    known = {command.text for step in parsed.steps for command in step.commands}
    found = list(_changes(Folded.of(parsed.source), suggestions, known))
    kept = sorted((one for one in found if one is not None), key=lambda one: one.span.start)
    return Refinement(tuple(kept), found.count(None))


def drafted_step(change: Change, parsed: ParsedRunbook) -> ParsedStep:
    """The step that a person accepted, still without a number. Its text is the words that led to it."""
    command = ParsedCommand(
        change.command,
        change.span,
        Language.SHELL,
        drafted=True,
        explanation=change.why,
        verdict=judge(change.command, Language.SHELL),
    )
    text = parsed.source[change.span.start : change.span.end]
    return ParsedStep(0, change.after, text, change.span, StepKind.COMMAND, commands=(command,))


def _changes(
    folded: Folded, suggestions: tuple[SuggestedStep, ...], known: set[str]
) -> Iterator[Change | None]:
    for one in suggestions:
        span = folded.find(one.after)
        title = as_title(one.title)
        if span is None or not title or not _is_command(one.command):
            yield None
        elif one.command not in known:
            known.add(one.command)
            yield Change(ChangeKind.DRAFT, span, after=title, why=one.why, command=one.command)


def _is_command(text: str) -> bool:
    """Whether it can be shown as it would run: some text, not too long, no character that hides."""
    return bool(text) and len(text) <= _LONGEST_COMMAND and not [*unseen_in(text)]
