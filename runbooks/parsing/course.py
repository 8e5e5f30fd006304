"""What follows from a whole reading once its commands are judged: the way back and the order of steps."""

from dataclasses import replace

from runbooks.parsing.ordering import order_of
from runbooks.parsing.tongues.spoken import tongues_of
from runbooks.parsing.undoing import undoings_of
from runbooks.types import ParsedRunbook, StepRole


def with_course(parsed: ParsedRunbook) -> ParsedRunbook:
    """The reading with its undoings, dependencies and groups of independent steps."""
    depends, parallel = order_of(parsed)
    back = any(step.role is StepRole.ROLLBACK for step in parsed.steps)
    undoes = undoings_of(parsed, tongues_of(parsed.source)) if back else ()
    return replace(parsed, undoes=undoes, depends=depends, parallel=parallel)
