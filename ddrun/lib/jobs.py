"""Rings a background job by name, so that an action never imports a task.

The job is sent when the transaction commits; a system check fails when a rung name has no task.
Tasks are idempotent: the broker may deliver one twice, and a sweep over Postgres repairs a lost one.
"""

from typing import Final

from celery import current_app
from django.db import transaction

# Every name that is rung anywhere; `ddrun.celery` checks that each has a task.
MATCH_INCIDENT: Final = "incidents.match"
TELL_PEOPLE: Final = "ddrun.tell_people"
READ_DELIVERY: Final = "integrations.read_delivery"
REFINE_RUNBOOK: Final = "runbooks.refine"

RUNG: Final[frozenset[str]] = frozenset({MATCH_INCIDENT, TELL_PEOPLE, READ_DELIVERY, REFINE_RUNBOOK})


def ring(name: str, *arguments: str) -> None:
    """Asks for the job `name` once the present transaction commits; arguments are ids as text."""
    if name not in RUNG:
        raise LookupError(f"no job is called {name!r}; the names are in ddrun.lib.jobs")
    transaction.on_commit(lambda: current_app.send_task(name, args=arguments), robust=True)
