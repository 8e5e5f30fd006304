"""The one place that reads the wall clock for business; pure rooms get the time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present in UTC, aware."""
    return datetime.now(UTC)
