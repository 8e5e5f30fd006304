"""What repairs itself: leases, approvals, old keys. Idempotent, one organisation after the other."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from celery import shared_task

from ddrun.accounts.queries import organisations
from ddrun.lib.clock import now
from ddrun.lib.tenancy import tenant
from execution.actions.approve import expire_approvals
from execution.actions.report import AWAY, lost
from execution.feed import ring_agent
from execution.models import Agent, Attempt, IdempotencyKey
from execution.queries.agents import SILENCE
from execution.types import AttemptStatus

KEYS_LIVE: Final = timedelta(days=2)
# Past its start-by time an attempt is either started or buried; the word of it takes a moment.
GRACE: Final = timedelta(seconds=5)


@shared_task(name="execution.sweep")
def sweep() -> None:
    """Asks about attempts nobody spoke of, gives up those whose agent is away, expires approvals."""
    for organisation in organisations():
        with tenant(organisation.id):
            ask_about_late(organisation.id)
            expire_approvals(organisation.id)
        for attempt_id in _of_silent_agents(organisation.id):
            with tenant(organisation.id):
                lost(organisation.id, attempt_id)


@shared_task(name="execution.forget_keys")
def forget_keys() -> None:
    """Forgets idempotency keys that no open page can hold any more."""
    for organisation in organisations():
        with tenant(organisation.id):
            rows = IdempotencyKey.objects.filter(organisation_id=organisation.id)
            rows.filter(at__lt=now() - KEYS_LIVE).delete()


def ask_about_late(organisation_id: UUID) -> int:
    """Rings the agents of attempts that should have been started by now; how many."""
    rows = Attempt.objects.filter(organisation_id=organisation_id, status=AttemptStatus.SENT)
    late = rows.filter(start_by__lt=now() - GRACE, agent__last_seen__gte=now() - SILENCE)
    for attempt in late:
        ring_agent(attempt.agent_id, "ask", attempt=attempt.id.hex)
    return len(late)


def _of_silent_agents(organisation_id: UUID) -> list[UUID]:
    with tenant(organisation_id):
        silent = Agent.objects.filter(organisation_id=organisation_id, last_seen__lt=now() - AWAY)
        rows = Attempt.objects.filter(organisation_id=organisation_id, agent__in=silent)
        under_way = [AttemptStatus.SENT, AttemptStatus.RUNNING]
        return list(rows.filter(status__in=under_way).values_list("id", flat=True))
