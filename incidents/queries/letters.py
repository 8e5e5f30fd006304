"""What people are told by e-mail: a new or worse incident, and a command that waits for their consent.

The letters carry no alert text beyond the title and no command: mail travels and stays.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from ddrun.accounts.queries import members_who_may
from ddrun.lib.access import Act
from execution import queries as execution
from incidents.queries.pages import incident as incident_page


@dataclass(frozen=True)
class Letter:
    """One e-mail to one person."""

    to: str
    subject: str
    text: str


def letters(organisation_id: UUID, about: str, subject_id: UUID) -> list[Letter]:
    """The letters for one piece of news, one for each person it concerns."""
    if about == "approval":
        return _of_approval(organisation_id, subject_id)
    return _of_incident(organisation_id, subject_id)


def _of_incident(organisation_id: UUID, incident_id: UUID) -> list[Letter]:
    incident = incident_page(organisation_id, incident_id)
    if not incident.is_open:
        return []
    subject = f"INC-{incident.number} {incident.severity}: {incident.title}"
    runbook = f"Runbook: {incident.runbook_title}\n" if incident.runbook_title else ""
    text = (
        f"{incident.title}\n\nSeverity: {incident.severity}\nService: {incident.service or 'not named'}\n"
        f"{runbook}\nOpen it: {settings.DDRUN_PUBLIC_URL}/incidents/{incident.number}/\n"
    )
    return [Letter(one.email, _line(subject), text) for one in members_who_may(organisation_id, Act.RESPOND)]


def _of_approval(organisation_id: UUID, approval_id: UUID) -> list[Letter]:
    found = []
    for member in members_who_may(organisation_id, Act.APPROVE):
        asked = execution.approval(organisation_id, approval_id, member)
        if asked is None or not asked.approve.allowed:
            continue
        text = (
            f"{asked.asked_by} asks for consent to step {asked.step_label} of run {asked.run_number},"
            f" “{asked.run_title}”, on {asked.target}. It ends at {asked.expires_at:%H:%M} UTC.\n\n"
            f"Read the exact command and answer: {settings.DDRUN_PUBLIC_URL}/approvals/\n"
        )
        found.append(Letter(member.email, _line(f"Consent is waited for: run {asked.run_number}"), text))
    return found


def _line(text: str) -> str:
    """One line of a length that mail servers take whole."""
    return " ".join(text.split())[:200]
