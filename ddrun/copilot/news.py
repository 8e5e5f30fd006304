"""What is new for one person: open incidents, and approvals that wait for them."""

from typing import Any, Final

from ddrun.lib.access import Member
from execution import queries as runs
from incidents import queries as incidents

SHOWN: Final = 20


def news_for(member: Member) -> dict[str, Any]:
    """Counts for the bar, and the items a page tells once; only what the member may act on is told."""
    asked = [one for one in runs.waiting_approvals(member.organisation_id, member) if one.approve]
    items = [
        {
            "id": f"approval-{one.id.hex}",
            "title": f"{one.asked_by} asks for your approval",
            "text": f"{one.step_title} on {one.target}",
            "href": "/approvals/",
        }
        for one in asked
    ]
    items += [
        {
            "id": f"incident-{one.id.hex}",
            "title": f"{one.severity.value}: {one.title}",
            "text": one.runbook_title or "No runbook is attached yet",
            "href": f"/incidents/{one.number}/",
        }
        for one in incidents.incidents(member.organisation_id)[:SHOWN]
    ]
    return {"waiting": len(asked), "held": runs.hold(member.organisation_id) is not None, "items": items}
