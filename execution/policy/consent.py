"""Who may approve. Law 3: nobody approves what they started, requested, edited, filled in or drive."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Involved:
    """Everyone with a hand in what is to be approved."""

    started_by: UUID
    asked_by: UUID
    drivers: Collection[UUID]
    edited_by: Collection[UUID]
    added_by: UUID | None
    filled_by: Collection[UUID]


def why_not_approve(
    approver: UUID, involved: Involved, *, approver_since: datetime | None, run_started: datetime
) -> str:
    """Why this person may not approve it; empty when they may. `approver_since` None: holds no such role."""
    clauses = (
        (approver_since is None, "It takes the role approver; an administrator can give it."),
        (approver in involved.drivers, "You drive or drove this run; someone else must approve."),
        (approver == involved.started_by, "You started this run; someone else must approve."),
        (approver == involved.asked_by, "You asked for this approval; someone else must approve."),
        (approver in involved.edited_by, "You edited this command; someone else must approve."),
        (approver == involved.added_by, "You added this step; someone else must approve."),
        (approver in involved.filled_by, "You filled in a value of this command; someone else must approve."),
        (
            approver_since is not None and approver_since > run_started,
            "Your role approver was given during this run, so it does not count for it.",
        ),
    )
    return next((why for broken, why in clauses if broken), "")
