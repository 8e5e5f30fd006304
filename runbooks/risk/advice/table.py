"""The table of forms: for each tool and sub-command what undoes it, tries it and does it more mildly.

`tables/advice.txt` says how it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from runbooks.risk.options import Arity, arity

TABLE: Final = Path(__file__).parent.parent / "tables" / "advice.txt"
KINDS: Final = ("undo", "dry", "safer", "never")
_FORM: Final = re.compile(r"(undo|dry|safer|never):\s*(?:\((\S.*?)\) )?(.*)")


@dataclass(frozen=True)
class Form:
    """One way to write a command anew. `needs` must hold; `steps` are the changes, in order."""

    kind: str
    needs: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[str, ...], ...]
    says: str
    first: str = ""


@dataclass(frozen=True)
class Section:
    """A tool: how its options are read, which of them say where it works, and the forms by sub-command."""

    known: Arity
    keep: tuple[str, ...]
    single_dash: bool
    forms: dict[str, tuple[Form, ...]]

    @property
    def depth(self) -> int:
        """How many words its longest sub-command has."""
        return max((path.count(" ") + 1 for path in self.forms if path != "."), default=0)


@cache
def sections() -> dict[str, Section]:
    """The sections by the names of their tools."""
    found: dict[str, Section] = {}
    for names, rows in _blocks(TABLE.read_text(encoding="utf-8").splitlines()):
        section = _section(rows)
        found |= dict.fromkeys(names, section)
    return found


def _blocks(lines: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    names: list[str] = []
    rows: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            if names:
                yield names, rows
            names, rows = line.strip("[]").split(), []
        else:
            rows.append(line)
    yield names, rows


def _section(rows: list[str]) -> Section:
    options, keep, single = "", "", False
    forms: dict[str, list[Form]] = {}
    paths: list[str] = []
    for row in rows:
        if row.startswith("options:"):
            options = row.removeprefix("options:")
        elif row.startswith("keep:"):
            keep = row.removeprefix("keep:")
        elif row == "single-dash":
            single = True
        elif row.startswith(" "):
            form = _form(row.strip())
            for path in paths:
                forms.setdefault(path, []).append(form)
        else:
            paths = [path.strip() for path in row.split(",")]
    return Section(arity(options), tuple(keep.split()), single, {p: tuple(f) for p, f in forms.items()})


def _form(row: str) -> Form:
    found = _FORM.fullmatch(row)
    if found is None:
        raise ValueError(f"A line of {TABLE.name} is not understood: {row}")
    kind, needs, rest = found.groups()
    body, _, tail = rest.partition(" | ")
    says, _, first = tail.partition(" | first: ")
    if kind == "never":
        return Form(kind, _needs(needs), (), rest)
    steps = tuple(tuple(step.split()) for step in body.split(" ; "))
    return Form(kind, _needs(needs), steps, says, first)


def _needs(text: str | None) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(need.split()) for need in (text or "").split(";") if need.strip())
