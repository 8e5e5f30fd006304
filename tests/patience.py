"""Waiting in tests that watch other processes: for a claim to hold, never for time to pass."""

import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 90.0
_PAUSE: Final = 0.02


def wait_until(claim: Callable[[], object], what: str, *, pause: float = _PAUSE) -> None:
    """Returns once `claim` holds; fails with `what` when it does not within a generous limit."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if claim():
            return
        time.sleep(pause)
    raise AssertionError(f"not within {PATIENCE:.0f} s: {what}")
