"""What an attempt printed, from any offset, and how it ended."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from ddrun.lib.errors import NotFound
from execution.machine.states import ENDINGS
from execution.models import Attempt, OutputChunk
from execution.protocol.messages import CHUNK_BYTES
from execution.queries.cards import AttemptView, OutputPart
from execution.types import AttemptStatus
from runbooks.types import Risk

PART_BYTES: Final = 262_144
TAIL_BYTES: Final = 16_384
_RESULT_CHARACTERS: Final = 200
_STOPS: Final = ("interrupt", "terminate", "kill")


def output(organisation_id: UUID, attempt_id: UUID, offset: int = 0, limit: int = PART_BYTES) -> OutputPart:
    """About `limit` bytes from `offset` on; an offset inside a gap begins after it. Raises `NotFound`."""
    attempt = Attempt.objects.filter(organisation_id=organisation_id, id=attempt_id).first()
    if attempt is None:
        raise NotFound("There is no such attempt.")
    rows = OutputChunk.objects.filter(organisation_id=organisation_id, attempt=attempt)
    first = rows.filter(offset__lte=offset).order_by("-offset").first()
    data, dropped, begin, at = b"", 0, offset, offset
    for chunk in rows.filter(offset__gte=first.offset if first else 0).order_by("offset").iterator(8):
        end = chunk.offset + len(chunk.data)
        if end <= offset:
            continue
        if chunk.offset > at and data:
            break  # a gap ends a part, so that the next one can say how large it is
        if chunk.offset > at:
            dropped, begin = chunk.offset - at, chunk.offset
        data += bytes(chunk.data)[max(begin - chunk.offset, 0) :]
        at = end
        if len(data) >= limit:
            break
    over = AttemptStatus(attempt.status) in ENDINGS
    return OutputPart(attempt.id, begin, at, data, dropped, over and at >= attempt.received)


def kept_digest(attempt: Attempt) -> str:
    """SHA-256 in hex of every stored byte of the attempt, in order."""
    digest = hashlib.sha256()
    rows = OutputChunk.objects.filter(organisation_id=attempt.organisation_id, attempt=attempt)
    for data in rows.order_by("offset").values_list("data", flat=True).iterator(8):
        digest.update(data)
    return digest.hexdigest()


def next_stop(attempt: Attempt) -> str:
    """The signal a stop would begin with now; empty when nothing can be stopped."""
    if AttemptStatus(attempt.status) in ENDINGS:
        return ""
    return _STOPS[min(_STOPS.index(attempt.stop_asked) + 1, 2)] if attempt.stop_asked else _STOPS[0]


def attempt_views(
    attempts: Sequence[Attempt], printed: Mapping[UUID, tuple[str, int]]
) -> tuple[AttemptView, ...]:
    """The attempts of one step, each with the tail of its output, as `tails` gives them."""
    return tuple(_view(attempt, *printed.get(attempt.id, ("", 0))) for attempt in attempts)


def newest_attempt(organisation_id: UUID, run_id: UUID) -> AttemptView | None:
    """The run's newest attempt with the tail of its output; None before the first."""
    attempt = (
        Attempt.objects.filter(organisation_id=organisation_id, run_id=run_id).order_by("-sent_at").first()
    )
    if attempt is None:
        return None
    rows = OutputChunk.objects.filter(organisation_id=organisation_id, attempt=attempt)
    (view,) = attempt_views([attempt], _tails(rows))
    return view


def tails(organisation_id: UUID, run_id: UUID) -> dict[UUID, tuple[str, int]]:
    """The last output of every attempt of the run as text, and the offset where it begins."""
    return _tails(OutputChunk.objects.filter(organisation_id=organisation_id, attempt__run_id=run_id))


def _tails(rows: QuerySet[OutputChunk]) -> dict[UUID, tuple[str, int]]:
    # A chunk of the largest size may begin so much earlier and still reach into the tail.
    late = rows.filter(offset__gte=F("attempt__received") - TAIL_BYTES - CHUNK_BYTES).order_by("offset")
    found: dict[UUID, tuple[bytes, int]] = {}
    for attempt_id, offset, data in late.values_list("attempt_id", "offset", "data"):
        before, begin = found.get(attempt_id, (b"", offset))
        # A gap ends what came before it: the tail is what follows it.
        joined, begin = (before + data, begin) if begin + len(before) == offset else (bytes(data), offset)
        cut = max(len(joined) - TAIL_BYTES, 0)
        found[attempt_id] = joined[cut:], begin + cut
    return {key: (data.decode("utf-8", "replace"), begin) for key, (data, begin) in found.items()}


def _view(attempt: Attempt, tail: str, tail_from: int) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        number=attempt.number,
        status=AttemptStatus(attempt.status),
        risk=Risk(attempt.risk),
        command=attempt.command,
        target=attempt.target,
        agent=attempt.target,
        sent_by=attempt.sent_by_name,
        by_itself=attempt.by_itself,
        sent_at=attempt.sent_at,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        how=attempt.how,
        exit_code=attempt.exit_code,
        signal=attempt.signal,
        seconds=None if attempt.milliseconds is None else attempt.milliseconds / 1000,
        reason=attempt.reason,
        cause=attempt.cause,
        confirmed=attempt.confirmed,
        left=tuple(attempt.left),
        received=attempt.received,
        total=attempt.total,
        dropped=attempt.dropped,
        output_matches=attempt.output_matches if AttemptStatus(attempt.status) in ENDINGS else None,
        digest=attempt.digest,
        result=result_line(tail),
        tail=tail,
        tail_from=tail_from,
        stop_asked=attempt.stop_asked,
        next_stop=next_stop(attempt),
    )


def result_line(tail: str) -> str:
    """The last line that says something, shortened; empty when nothing was printed."""
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    return lines[-1][:_RESULT_CHARACTERS] if lines else ""
