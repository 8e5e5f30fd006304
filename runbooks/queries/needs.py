"""What a runbook needs before it starts, as its pages show it: values to fill in, and a checklist."""

import re
from dataclasses import dataclass
from typing import Final

from runbooks.types import ParsedRunbook, Span
from runbooks.types.variables import Need, Variable

_WORD: Final = re.compile(r"[a-z][a-z0-9_.-]+")
# Words that name no need by themselves.
_SAID: Final = (
    "access to the rights on in machine of at an login credentials namespace with client container engine or"
    " that asks it dashboard shell ssh server"
)
_PLAIN: Final = frozenset(_SAID.split())


@dataclass(frozen=True)
class VariableLine:
    """A variable as a row. `spot` is how the page's source marks the places where it stands.

    `default` and `example` are words of the text; `produced_in` is the step that sets it, None where it is
    open.
    """

    spot: str
    name: str
    type: str
    spelled: str
    default: str
    example: str
    steps: tuple[int, ...]
    produced_in: int | None
    places: int


@dataclass(frozen=True)
class NeedLine:
    """A point of the checklist; `implied` where the commands ask for it and not the text."""

    spot: str
    text: str
    line: int
    implied: bool
    what: str = ""
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class AskedLine:
    """A question to the author that no step shows by itself."""

    text: str
    step: int | None
    line: int


def asked_lines(parsed: ParsedRunbook) -> tuple[AskedLine, ...]:
    """The questions about the whole page; those about a vague step stand at the step."""
    asked = (one for one in parsed.questions if one.about != "step")
    return tuple(AskedLine(one.text, one.step, _line(parsed, one.span)) for one in asked)


def variable_lines(parsed: ParsedRunbook) -> tuple[VariableLine, ...]:
    """What is left to be filled in, then what the commands find out by themselves."""
    rows = tuple(_variable(number, one) for number, one in enumerate(parsed.variables))
    return tuple(sorted(rows, key=lambda row: row.produced_in is not None))


def _variable(number: int, one: Variable) -> VariableLine:
    return VariableLine(
        spot=f"v{number}",
        name=one.name.replace("_", " "),
        type=one.type.value,
        spelled=one.mentions[0].text,
        default=one.default.text if one.default else "",
        example=one.example.text if one.example else "",
        steps=one.steps,
        produced_in=one.produced_in,
        places=len(one.mentions),
    )


def need_lines(parsed: ParsedRunbook) -> tuple[NeedLine, ...]:
    """What the text asks for, in its own words, then what the commands imply; nothing twice."""
    asked = tuple(
        NeedLine(f"p{number}", one.text, _line(parsed, one.span), implied=False)
        for number, one in enumerate(parsed.prerequisites)
    )
    said = " ".join(one.text for one in parsed.prerequisites).casefold()
    return asked + tuple(
        NeedLine(f"n{number}", one.text, _line(parsed, one.span), True, one.what, one.steps)
        for number, one in enumerate(parsed.needs)
        if not _said(one, said)
    )


def _said(one: Need, said: str) -> bool:
    """Whether the text itself asks for it."""
    names = set(_WORD.findall(one.text.casefold())) - _PLAIN
    return any(name in said for name in names)


def _line(parsed: ParsedRunbook, span: Span) -> int:
    return parsed.source.count("\n", 0, span.start) + 1
