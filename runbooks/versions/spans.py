"""A source cut where its steps and commands begin and end, so that a page can light each of them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from runbooks.types import ParsedRunbook, Risk


@dataclass(frozen=True)
class Segment:
    """A stretch of the source. `step` is the step it belongs to, `risk` that of the command it is part of.

    `spots` names the variables and needs that stand here, with spaces between: "v0 n2".
    """

    text: str
    step: int | None = None
    risk: Risk | None = None
    vague: bool = False
    spots: str = ""


def segments(parsed: ParsedRunbook) -> tuple[Segment, ...]:
    """The whole source in order: joined, their texts are the source."""
    owners = [*_steps(parsed), *_decisions(parsed), *_commands(parsed)]
    spots = _Spots(parsed)
    ends = (cut for start, end, _ in (*owners, *spots.all) for cut in (start, end))
    cuts = sorted({0, len(parsed.source), *ends})
    starting = sorted(owners, key=lambda owner: owner[0])
    open_now: list[tuple[int, int, Segment]] = []
    made: list[Segment] = []
    at = 0
    for start, end in itertools.pairwise(cuts):
        while at < len(starting) and starting[at][0] <= start:
            open_now.append(starting[at])
            at += 1
        open_now = [owner for owner in open_now if owner[1] > start]
        # The shortest owner is the innermost: a command within its step.
        inner = min(open_now, key=lambda owner: owner[1] - owner[0], default=None)
        belongs = inner[2] if inner else Segment("")
        here = spots.at(start)
        made.append(Segment(parsed.source[start:end], belongs.step, belongs.risk, belongs.vague, here))
    return tuple(made)


class _Spots:
    """Where variables and needs stand; asked for one place after the other."""

    def __init__(self, parsed: ParsedRunbook) -> None:
        self.all = sorted(
            [
                *(
                    (one.span.start, one.span.end, f"v{number}")
                    for number, variable in enumerate(parsed.variables)
                    for one in variable.mentions
                ),
                *((one.span.start, one.span.end, f"p{n}") for n, one in enumerate(parsed.prerequisites)),
                *((one.span.start, one.span.end, f"n{n}") for n, one in enumerate(parsed.needs)),
            ]
        )
        self._at = 0
        self._open: list[tuple[int, int, str]] = []

    def at(self, start: int) -> str:
        """The names of those around `start`, which never goes back."""
        while self._at < len(self.all) and self.all[self._at][0] <= start:
            self._open.append(self.all[self._at])
            self._at += 1
        self._open = [one for one in self._open if one[1] > start]
        return " ".join(name for _, _, name in self._open)


def _steps(parsed: ParsedRunbook) -> Iterator[tuple[int, int, Segment]]:
    for step in parsed.steps:
        yield step.span.start, step.span.end, Segment("", step.number, vague=step.vague is not None)


def _decisions(parsed: ParsedRunbook) -> Iterator[tuple[int, int, Segment]]:
    for decision in parsed.decisions:
        yield decision.span.start, decision.span.end, Segment("", decision.step)


def _commands(parsed: ParsedRunbook) -> Iterator[tuple[int, int, Segment]]:
    for step in parsed.steps:
        for command in step.commands:
            risk = command.verdict.risk if command.verdict else Risk.YELLOW
            yield command.span.start, command.span.end, Segment("", step.number, risk)
