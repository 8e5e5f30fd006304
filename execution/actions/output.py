"""Output as it arrives: complete and in order, or with the exact number of bytes that are missing. Law 7."""

from uuid import UUID

from ddrun.lib.clock import now
from ddrun.lib.errors import NotFound
from ddrun.lib.postgres.batch import Batch
from execution.actions.report import Told
from execution.feed import ring_output
from execution.machine.states import ENDINGS
from execution.models import Attempt, OutputChunk
from execution.protocol.messages import Output


def append_output(organisation_id: UUID, agent_id: UUID, word: Output) -> Told:
    """Stores what is new of the chunk; a repetition changes nothing, a gap is answered with our offset."""
    rows = Attempt.objects.filter(organisation_id=organisation_id, agent_id=agent_id, id=UUID(word.attempt))
    attempt = rows.select_for_update().only("id", "run_id", "received", "status").first()
    if attempt is None:
        raise NotFound("There is no such attempt.")
    have, end = attempt.received, word.offset + len(word.data)
    if word.offset - word.dropped > have:
        return Told(have, gap=True)
    if end <= have or attempt.status in ENDINGS:
        return Told(have)
    begin = max(word.offset, have)
    attempt.received = end
    batch = Batch()
    batch.insert(
        OutputChunk(
            organisation_id=organisation_id,
            attempt_id=attempt.id,
            offset=begin,
            stream=word.stream,
            data=word.data[begin - word.offset :],
            dropped=begin - have,
            at=now(),
        )
    )
    batch.update(attempt, "received")
    batch.send()
    ring_output(attempt.run_id, attempt.id, end)
    return Told(end)
