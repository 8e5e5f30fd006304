"""What a whole runbook leaves open beyond its vague steps: values, ways back, signs of success."""

from collections.abc import Iterator
from itertools import zip_longest
from re import compile
from typing import Final

from runbooks.types import ParsedCommand, ParsedRunbook, ParsedStep, Risk, StepKind, StepRole
from runbooks.types.questions import Question
from runbooks.types.variables import Variable, VariableType

_MOST: Final = 4  # questions of one kind: an author who is asked more answers none
# An alert, a label or the name itself says what these are.
_PLAIN: Final = frozenset(
    (
        *(
            VariableType.POD,
            VariableType.CONTAINER,
            VariableType.NAMESPACE,
            VariableType.NODE,
            VariableType.HOST,
        ),
        *(VariableType.CLUSTER, VariableType.SERVICE, VariableType.WORKLOAD, VariableType.REGION),
        *(VariableType.ENVIRONMENT, VariableType.DATABASE, VariableType.USER),
    )
)
_TOLD: Final = compile(r"_(?:from|of|in|by)_")
_CHANGES: Final = compile(
    r"\b(?:changes|creates|adds|restarts|stops|sets|writes|moves|replaces|scales|applies|removes)\b"
)
# What only starts again what was there leaves nothing to undo.
_AGAIN: Final = compile(
    r"\b(?:restart|reload|reboot|delete (?:-\S+ \S+ )*po(?:ds?)?\b|rollout (?:restart|undo)|uncordon|kill)\b"
)


def questions_of(parsed: ParsedRunbook) -> tuple[Question, ...]:
    """Every question to the author, in the order of what raised it. The commands must be judged."""
    found = [
        *(Question("step", step.vague, step.span, step.number) for step in parsed.steps if step.vague),
        *_values(parsed),
        *_ways_back(parsed),
        *_results(parsed),
    ]
    return tuple(sorted(found, key=lambda one: one.span.start))


def _values(parsed: ParsedRunbook) -> Iterator[Question]:
    """Placeholders that nothing explains."""
    said = {step.number: step.text.lower() for step in parsed.steps}
    unknown = [one for one in parsed.variables if not _is_explained(one, said)]
    for one in unknown[:_MOST]:
        first = one.mentions[0]
        text = f"Where does the value of {first.text} come from, and what does it look like?"
        yield Question("placeholder", text, first.span, first.step)


def _is_explained(one: Variable, said: dict[int, str]) -> bool:
    if one.default or one.example or one.produced_in is not None or one.type in _PLAIN:
        return True
    if _TOLD.search(one.name) or any(mention.command is None for mention in one.mentions):
        return True
    words = [word for word in one.name.split("_") if len(word) > 2]
    return any(
        word in said.get(step, "").replace(one.mentions[0].text.lower(), "")
        for step in one.steps
        for word in words
    )


def _changing(step: ParsedStep) -> list[ParsedCommand]:
    """Its commands that are known to change something, not those that are only unproven."""
    return [
        c
        for c in step.commands
        if c.verdict is not None
        and (
            c.verdict.risk is Risk.RED
            or (c.verdict.risk is Risk.YELLOW and _CHANGES.search(c.verdict.reasons[0]))
        )
    ]


def _ways_back(parsed: ParsedRunbook) -> Iterator[Question]:
    """Changes that neither the text nor the tool says how to undo: each that destroys, else the first."""
    if any(step.role is StepRole.ROLLBACK for step in parsed.steps):
        return
    undone = {tie.step for tie in parsed.undoes}
    changed = {
        step.number: (step.number, command)
        for step in reversed(parsed.steps)
        for command in reversed(_changing(step))
        if step.number not in undone and not _AGAIN.search(command.text)
    }
    pairs = [changed[number] for number in sorted(changed)]
    open_ones = [(n, c) for n, c in pairs if c.verdict is None or not c.verdict.undo]
    for number, command in [pair for pair in open_ones if _risk(pair[1]) is Risk.RED][:_MOST]:
        text = f"What brings back what step {number} takes away, or who decides that it may be lost?"
        yield Question("undo", text, command.span, number)
    for number, command in [pair for pair in open_ones if _risk(pair[1]) is not Risk.RED][:1]:
        yield Question("undo", f"How is step {number} undone if it does not help?", command.span, number)


def _risk(command: ParsedCommand) -> Risk:
    return command.verdict.risk if command.verdict else Risk.YELLOW


def _results(parsed: ParsedRunbook) -> Iterator[Question]:
    """Changes after which nothing is looked at before the next change."""
    found = 0
    for step, following in zip_longest(parsed.steps, parsed.steps[1:]):
        changes = _changing(step)
        if (
            step.role is StepRole.ROLLBACK
            or not changes
            or step.expected
            or found >= _MOST
            or _looks(step, changes[-1])
        ):
            continue
        if following is None or not _looks(following, None):
            found += 1
            text = f"What shows that step {step.number} has worked, and after how long?"
            yield Question("result", text, changes[-1].span, step.number)


def _looks(step: ParsedStep, after: ParsedCommand | None) -> bool:
    """Whether the step looks at something, in commands behind `after` where that is one of its own."""
    if step.role is StepRole.VERIFICATION and after is None:
        return True
    since = after.span.end if after else -1
    green = any(
        c.span.start >= since and c.verdict is not None and c.verdict.risk is Risk.GREEN
        for c in step.commands
    )
    return green or (after is None and (bool(step.expected) or step.kind is StepKind.DECISION))
