"""The course of a procedure as plain values: the keys that `wire` adds to a runbook and to each step."""

from typing import Any

from runbooks.types import ParsedRunbook, ParsedStep, Span


def course_json(parsed: ParsedRunbook) -> dict[str, Any]:
    """`context`, `undoes`, `depends` and `parallel` of a runbook."""
    return {
        "context": [{"title": one.title, "role": one.role, **_at(one.span)} for one in parsed.context],
        "undoes": [
            {"step": one.step, "by": one.by, "why": one.why, **_at(one.span)} for one in parsed.undoes
        ],
        "depends": [
            {"step": one.step, "on": one.on, "why": one.why, **_at(one.span)} for one in parsed.depends
        ],
        "parallel": [{"steps": list(one.steps), "why": one.why} for one in parsed.parallel],
    }


def step_course_json(step: ParsedStep) -> dict[str, Any]:
    """`role`, `lasts` and the spans of the warning and of the expected result of a step."""
    lasts = step.lasts
    return {
        "role": step.role.value,
        "path": list(step.path),
        "warning_at": _at(step.warning_span) if step.warning_span else None,
        "expected_at": _at(step.expected_span) if step.expected_span else None,
        "lasts": lasts
        and {"shortest": lasts.shortest, "longest": lasts.longest, "text": lasts.text, **_at(lasts.span)},
    }


def _at(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
