"""Output as it arrives: complete and in order, or with the exact number of bytes that are missing. Law 7."""

from ddrun.lib.clock import now
from ddrun.lib.errors import NotFound
from ddrun.lib.postgres.batch import Batch
from execution.actions.desk import Desk, Told, identity
from execution.feed import ring_output
from execution.machine.states import ENDINGS
from execution.models import Attempt, OutputChunk
from execution.protocol.messages import Output


def append_output(desk: Desk, word: Output) -> Told:
    """Stores what is new of the chunk; a repetition changes nothing, a gap is answered with our offset.

    Takes the attempt's own lock and not its run's, so that a chatty command holds nobody up.
    """
    told = desk.opened(word.attempt)
    attempt = told.attempt if told else _locked(desk, word)
    have, end = attempt.received, word.offset + len(word.data)
    if word.offset - word.dropped > have:
        return Told(have, gap=True)
    if end <= have or attempt.status in ENDINGS:
        return Told(have)
    chunk = _chunk(desk, word, attempt)
    if told:
        told.keep(chunk)
    else:
        attempt.received = end
        batch = Batch()
        batch.insert(chunk)
        batch.update(attempt, "received")
        batch.send()
    ring_output(attempt.run_id, attempt.id, end)
    return Told(end)


def _locked(desk: Desk, word: Output) -> Attempt:
    rows = Attempt.objects.select_for_update().filter(
        organisation_id=desk.organisation_id, agent_id=desk.agent_id, id=identity(word.attempt)
    )
    attempt = rows.only("id", "run_id", "received", "status").first()
    if attempt is None:
        raise NotFound("There is no such attempt.")
    return attempt


def _chunk(desk: Desk, word: Output, attempt: Attempt) -> OutputChunk:
    begin = max(word.offset, attempt.received)
    return OutputChunk(
        organisation_id=desk.organisation_id,
        attempt_id=attempt.id,
        offset=begin,
        stream=word.stream,
        data=word.data[begin - word.offset :],
        dropped=begin - attempt.received,
        at=now(),
    )
