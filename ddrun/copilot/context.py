"""What the bar of every page shows: who is signed in, where they may go, what waits, whether all is held."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ddrun.accounts import queries as people
from ddrun.lib.access import Act, Member
from execution import queries as runs
from execution.queries.cards import HoldView


@dataclass(frozen=True)
class Entry:
    """One word of the navigation; `count` waits behind it."""

    text: str
    href: str
    count: int = 0


@dataclass(frozen=True)
class Bar:
    """The signed-in member's view of the organisation. `held` is the present hold, or None."""

    name: str
    organisation: str
    roles: str
    entries: tuple[Entry, ...]
    may_hold: bool
    may_lift: bool
    may_admin: bool
    held: HoldView | None
    key: str

    @property
    def waiting(self) -> int:
        """What waits behind all words of the navigation together."""
        return sum(entry.count for entry in self.entries)


def page(request: HttpRequest) -> dict[str, Any]:
    """`bar` for templates/base.html; None for who is signed out."""
    member: Member | None = getattr(request, "member", None)
    # A part that htmx fetches has no bar, and asks the database nothing for one.
    return {"bar": SimpleLazyObject(lambda: bar_of(member)) if member else None}


def bar_of(member: Member) -> Bar:
    """The bar as this member sees it now."""
    organisation = people.organisation(member.organisation_id)
    asked = runs.waiting_approvals(member.organisation_id, member)
    return Bar(
        name=member.name,
        organisation=organisation.name,
        roles=", ".join(sorted(member.roles)),
        entries=_entries(member, waiting=sum(1 for one in asked if one.approve)),
        may_hold=member.may(Act.HOLD_EVERYTHING),
        may_lift=member.may(Act.LIFT_HOLD),
        may_admin=member.may(Act.USE_ADMIN),
        held=runs.hold(member.organisation_id),
        key=token_hex(16),
    )


def _entries(member: Member, *, waiting: int) -> tuple[Entry, ...]:
    every = (
        (Act.READ, Entry("Incidents", "/incidents/")),
        (Act.READ, Entry("Runbooks", "/runbooks/")),
        (Act.READ, Entry("Approvals", "/approvals/", waiting)),
        (Act.READ, Entry("Agents", "/agents/")),
        (Act.MANAGE_INTEGRATIONS, Entry("Integrations", "/integrations/")),
        (Act.SEE_LEDGER, Entry("Ledger", "/ledger/")),
        (Act.READ, Entry("People", "/people/")),
    )
    entries = tuple(entry for act, entry in every if member.may(act))
    if settings.DDRUN_DEMO_SERVICE and people.is_demo(member.organisation_id):
        return (*entries, Entry("Demo", "/demo/"))
    return entries
