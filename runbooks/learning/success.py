"""How often a runbook resolved the trouble, and how long it took. Never a number without its n."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Success:
    """Of `answered` runs `resolved` resolved it; `median_seconds` is over those, `runs` counts all."""

    runs: int = 0
    answered: int = 0
    resolved: int = 0
    median_seconds: float | None = None

    @property
    def percent(self) -> int | None:
        """The share of answered runs that resolved it, in percent; None while nobody has answered."""
        return round(100 * self.resolved / self.answered) if self.answered else None


def success(outcomes: Iterable[tuple[bool | None, float]]) -> Success:
    """What runs, each as (resolved, seconds), add up to."""
    every = list(outcomes)
    good = [seconds for resolved, seconds in every if resolved]
    return Success(
        runs=len(every),
        answered=sum(resolved is not None for resolved, _ in every),
        resolved=len(good),
        median_seconds=median(good) if good else None,
    )
