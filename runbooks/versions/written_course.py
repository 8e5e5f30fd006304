"""The course of a procedure as JSON, and read back; a version that was kept without it has none."""

from typing import Any

from runbooks.types import (
    ContextSection,
    Dependency,
    Lasting,
    Parallel,
    ParsedRunbook,
    ParsedStep,
    Span,
    StepRole,
    Undoing,
)

type Written = dict[str, Any]


def write_course(parsed: ParsedRunbook) -> Written:
    """What of a runbook follows from the whole of it."""
    return {
        "context": [[one.title, one.role, _span(one.span)] for one in parsed.context],
        "undoes": [[one.step, one.by, one.why, _span(one.span)] for one in parsed.undoes],
        "depends": [[one.step, one.on, one.why, _span(one.span)] for one in parsed.depends],
        "parallel": [[list(one.steps), one.why] for one in parsed.parallel],
    }


def read_course(written: Written) -> Written:
    """The fields of `ParsedRunbook` that `write_course` wrote."""
    return {
        "context": tuple(
            ContextSection(title, role, Span(*span)) for title, role, span in written.get("context", ())
        ),
        "undoes": tuple(
            Undoing(step, by, why, Span(*span)) for step, by, why, span in written.get("undoes", ())
        ),
        "depends": tuple(
            Dependency(step, on, why, Span(*span)) for step, on, why, span in written.get("depends", ())
        ),
        "parallel": tuple(Parallel(tuple(steps), why) for steps, why in written.get("parallel", ())),
    }


def write_step_course(step: ParsedStep) -> Written:
    """What of a step is about its course."""
    lasts = step.lasts
    return {
        "role": step.role.value,
        "path": list(step.path),
        "warning_span": step.warning_span and _span(step.warning_span),
        "expected_span": step.expected_span and _span(step.expected_span),
        "lasts": lasts and [lasts.shortest, lasts.longest, lasts.text, _span(lasts.span)],
    }


def read_step_course(written: Written) -> Written:
    """The fields of `ParsedStep` that `write_step_course` wrote."""
    lasts = written.get("lasts")
    return {
        "role": StepRole(written.get("role", StepRole.WORK)),
        "path": tuple(written.get("path", ())),
        "warning_span": _read_span(written.get("warning_span")),
        "expected_span": _read_span(written.get("expected_span")),
        "lasts": lasts and Lasting(lasts[0], lasts[1], lasts[2], Span(*lasts[3])),
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _read_span(written: list[int] | None) -> Span | None:
    return Span(*written) if written else None
