"""Proposed changes as JSON, and read back: `read_changes(write_changes(c)) == c`."""

from collections.abc import Iterable
from typing import Any

from runbooks.types import Change, ChangeKind, Span


def write_changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Each change as a JSON object."""
    return [
        {
            "kind": change.kind.value,
            "start": change.span.start,
            "end": change.span.end,
            "after": change.after,
            "why": change.why,
            "command": change.command,
        }
        for change in changes
    ]


def read_changes(written: Iterable[dict[str, Any]]) -> tuple[Change, ...]:
    """The changes that `write_changes` wrote."""
    return tuple(
        Change(
            ChangeKind(one["kind"]),
            Span(one["start"], one["end"]),
            one["after"],
            one["why"],
            one.get("command", ""),
        )
        for one in written
    )
