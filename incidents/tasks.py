"""Background work of the incidents room: finding runbooks, and telling people by e-mail."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from ddrun.lib import jobs
from ddrun.lib.bindings import organisation_ids
from ddrun.lib.tenancy import tenant
from incidents import queries
from incidents.actions.match import match_incident

# A match takes well under a second; an incident that waits longer lost its job.
_OVERDUE: Final = timedelta(seconds=15)


@shared_task(name=jobs.MATCH_INCIDENT)
def match_one(organisation_id: str, incident_id: str) -> None:
    """Attaches the runbook that fits an incident."""
    with tenant(UUID(organisation_id)):
        match_incident(UUID(organisation_id), UUID(incident_id))


@shared_task(name="incidents.match_overdue")
def match_overdue() -> None:
    """Matches the incidents whose job was lost."""
    for organisation_id in organisation_ids():
        with tenant(organisation_id):
            waiting = queries.unmatched(organisation_id, older_than=_OVERDUE)
        for incident_id in waiting:
            with tenant(organisation_id):
                match_incident(organisation_id, incident_id)


@shared_task(name=jobs.TELL_PEOPLE)
def tell_people(organisation_id: str, about: str, subject_id: str) -> None:
    """Mails those whom it concerns, where mail is set up; `about` is "incident" or "approval"."""
    if "dummy" in settings.EMAIL_BACKEND:
        return
    with tenant(UUID(organisation_id)):
        letters = queries.letters(UUID(organisation_id), about, UUID(subject_id))
    # One connection, and each letter to its person alone.
    get_connection().send_messages([EmailMessage(one.subject, one.text, to=[one.to]) for one in letters])
