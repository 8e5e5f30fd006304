"""What is said to an agent about an attempt, from its row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from execution.actions.presence import Unsettled
from execution.machine.states import ENDINGS
from execution.models import Attempt
from execution.protocol.messages import Dispatch, TargetFacts
from execution.queries.judging import slug_of
from execution.types import AttemptStatus


@dataclass(frozen=True)
class DispatchLetter:
    """A dispatch that lacks only its start-by time, which the connection counts."""

    attempt: Attempt
    slug: str
    connection: str

    @property
    def start_by(self) -> datetime:
        """When it must have been started, by the wall clock of the server."""
        return self.attempt.start_by

    def message(self, *, start_by_ms: int) -> Dispatch:
        """The message, unsigned; `start_by_ms` counts from the opening of the connection."""
        attempt = self.attempt
        return Dispatch(
            connection=self.connection,
            organisation=str(attempt.organisation_id),
            run=str(attempt.run_id),
            step=str(attempt.step_id),
            attempt=str(attempt.id),
            version=str(attempt.run.version_id or ""),
            interpreter=list(attempt.interpreter),
            command=attempt.command,
            agent=f"{self.slug}.{attempt.agent_id}",
            user=attempt.user,
            directory=attempt.directory,
            environment=attempt.environment,
            passes=list(attempt.passes),
            target=TargetFacts(attempt.target, attempt.target_labels),
            digest=attempt.digest,
            risk=attempt.risk,
            start_by_ms=start_by_ms,
            limit_seconds=attempt.limit_seconds,
        )


def dispatch_letter(
    organisation_id: UUID, agent_id: UUID, attempt_id: UUID, connection: str
) -> DispatchLetter | None:
    """The attempt to send now; None when it was not meant for this connection or is no longer SENT.

    An attempt meant for an older connection is asked about instead, and so buried.
    """
    rows = Attempt.objects.filter(organisation_id=organisation_id, agent_id=agent_id, id=attempt_id)
    attempt = rows.select_related("run").first()
    if attempt is None or attempt.status != AttemptStatus.SENT or attempt.connection != connection:
        return None
    return DispatchLetter(attempt, slug_of(organisation_id), connection)


def unsettled(organisation_id: UUID, agent_id: UUID, attempt_id: UUID) -> Unsettled | None:
    """The attempt, to be asked about; None when it is settled."""
    row = Attempt.objects.filter(organisation_id=organisation_id, agent_id=agent_id, id=attempt_id).first()
    if row is None or AttemptStatus(row.status) in ENDINGS:
        return None
    return Unsettled(str(row.id), row.journal, row.received)
