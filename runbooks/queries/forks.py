"""The decisions of a step as its page shows them."""

from dataclasses import dataclass
from typing import Final

from runbooks.types import Branch, Decision

_ENDS: Final = {"end": "done", "escalate": "call for help"}


@dataclass(frozen=True)
class Way:
    """A branch in words; `step` is where it leads, None where `goes` says it all."""

    label: str
    goes: str
    step: int | None


@dataclass(frozen=True)
class Fork:
    """A decision at a step."""

    condition: str
    ways: tuple[Way, ...]


def forks_of(decisions: tuple[Decision, ...]) -> dict[int, tuple[Fork, ...]]:
    """By step, in order of the text."""
    forks: dict[int, tuple[Fork, ...]] = {}
    for decision in decisions:
        fork = Fork(decision.condition, tuple(_way(branch) for branch in decision.branches))
        forks[decision.step] = (*forks.get(decision.step, ()), fork)
    return forks


def _way(branch: Branch) -> Way:
    if isinstance(branch.goto, int):
        return Way(branch.label, f"step {branch.goto}", branch.goto)
    return Way(branch.label, _ENDS.get(branch.goto or "", "next step"), None)
