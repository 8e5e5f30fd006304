"""What a run needs: its values, given and open, and the checklist it came with."""

import re
from collections.abc import Sequence
from typing import Final

from execution.models import Run, StepRun
from execution.policy.fitting import is_checked
from execution.policy.quoting import placeholders
from execution.queries.cards import ProbeView, VariableView
from execution.queries.judging import verdict_on
from runbooks.types import Language
from runbooks.types.variables import VariableType

# A word in brackets is no value: the shell would look for a file.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:@+,-]*")


def variables_of(run: Run, steps: Sequence[StepRun]) -> tuple[VariableView, ...]:
    """The run's values, and what its commands ask for beyond them."""
    known = frozenset(run.variables)
    needed: dict[str, list[str]] = {name: [] for name in run.variables}
    words: dict[str, str] = {}
    for step in steps:
        standing = step.words_to_fill
        for name in placeholders(step.present_command, known, standing):
            needed.setdefault(name, []).append(step.label)
        for one in standing:
            if _PLAIN.fullmatch(one.spelled):
                words.setdefault(one.name, one.spelled)
    return tuple(_view(run, name, labels, words.get(name, "")) for name, labels in needed.items())


def kind_of(run: Run, name: str) -> VariableType:
    """What kind of value the runbook asks for under that canonical name."""
    return VariableType(run.variables.get(name, {}).get("type") or VariableType.TEXT)


def probes_of(run: Run) -> tuple[ProbeView, ...]:
    """The drafted commands that show whether the needs of the run are met."""
    return tuple(
        ProbeView(need, command, verdict_on(command, Language.SHELL).risk)
        for need, command in run.checklist.get("probes", ())
    )


def _view(run: Run, name: str, labels: Sequence[str], word: str) -> VariableView:
    given = run.variables.get(name, {})
    return VariableView(
        name,
        str(given.get("value") or ""),
        str(given.get("origin") or ""),
        tuple(labels),
        kind_of(run, name),
        str(given.get("default") or ""),
        str(given.get("example") or ""),
        word,
        is_checked(kind_of(run, name)),
    )
