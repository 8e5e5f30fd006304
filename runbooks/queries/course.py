"""The course of a procedure as its pages tell it: roles, the way back, what waits for what, how long."""

from dataclasses import dataclass
from typing import Final

from runbooks.types import Lasting, ParsedRunbook, ParsedStep

_NEAR: Final = 4  # steps of a row that are named on each side
_CLOSE: Final = 12  # characters between a condition's words as two rules cut them


@dataclass(frozen=True)
class Tie:
    """A step that another one leads to, and why."""

    step: int
    why: str


@dataclass(frozen=True)
class Course:
    """What stands under a step besides its text. `role` and `lasts` are words, empty where there are none."""

    role: str = ""
    lasts: str = ""
    undone_by: tuple[Tie, ...] = ()
    undoes: tuple[Tie, ...] = ()
    waits_for: tuple[Tie, ...] = ()
    beside: tuple[Tie, ...] = ()
    when: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is anything to say of where the step stands among the others."""
        return bool(self.undone_by or self.undoes or self.waits_for or self.beside or self.when)


@dataclass(frozen=True)
class ContextLine:
    """A section that is kept as context; `line` of the source is where it begins."""

    title: str
    role: str
    line: int


def courses(parsed: ParsedRunbook) -> dict[int, Course]:
    """The course of every step, by its number."""
    undone: dict[int, list[Tie]] = {}
    undoes: dict[int, list[Tie]] = {}
    for tie in parsed.undoes:
        undone.setdefault(tie.step, []).append(Tie(tie.by, tie.why))
        undoes.setdefault(tie.by, []).append(Tie(tie.step, tie.why))
    waits: dict[int, list[Tie]] = {}
    for one in parsed.depends:
        waits.setdefault(one.step, []).append(Tie(one.on, one.why))
    beside: dict[int, list[Tie]] = {}
    for group in parsed.parallel:
        # Of a long row the neighbours are named: who may go with one of it may go with all.
        for at, number in enumerate(group.steps):
            others = (*group.steps[max(0, at - _NEAR) : at], *group.steps[at + 1 : at + 1 + _NEAR])
            beside.setdefault(number, []).extend(Tie(other, group.why) for other in others)
    asked: dict[int, list[int]] = {}
    for fork in parsed.decisions:
        asked.setdefault(fork.step, []).append(fork.span.start)
    return {
        step.number: Course(
            role=step.role.word,
            lasts=length(step.lasts) if step.lasts else "",
            undone_by=tuple(undone.get(step.number, ())),
            undoes=tuple(undoes.get(step.number, ())),
            # That a way back comes after what it undoes goes without saying.
            waits_for=tuple(
                one
                for one in waits.get(step.number, ())
                if one.step not in {tie.step for tie in undoes.get(step.number, ())}
            ),
            beside=tuple(beside.get(step.number, ())),
            when=_conditions(step, asked.get(step.number, [])),
        )
        for step in parsed.steps
    }


def _conditions(step: ParsedStep, asked: list[int]) -> tuple[str, ...]:
    """The conditions over its commands that no decision of its own shows."""
    found = dict.fromkeys(one for command in step.commands for one in command.when)
    return tuple(one.text for one in found if not any(abs(one.span.start - at) <= _CLOSE for at in asked))


def contexts(parsed: ParsedRunbook) -> tuple[ContextLine, ...]:
    """The sections that are no procedure, with the lines they begin at."""
    return tuple(
        ContextLine(one.title, one.role, parsed.source.count("\n", 0, one.span.start) + 1)
        for one in parsed.context
        if one.title
    )


def length(lasts: Lasting) -> str:
    """A duration in words: "5 min", "5 to 10 min", "up to 1 h"."""
    if lasts.shortest == lasts.longest:
        return _spoken(lasts.longest)
    if lasts.shortest == 0:
        return f"up to {_spoken(lasts.longest)}"
    low, high = _spoken(lasts.shortest), _spoken(lasts.longest)
    number, _, unit = low.partition(" ")
    return f"{number if high.endswith(f' {unit}') else low} to {high}"


def _spoken(seconds: int) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"
