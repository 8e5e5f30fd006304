"""Variables, implied needs and probes as JSON, and read back."""

from typing import Any

from runbooks.types import ParsedRunbook, Span
from runbooks.types.questions import Question
from runbooks.types.variables import Mention, Need, Probe, Quote, Variable, VariableType

type Written = dict[str, Any]


def write_needs(parsed: ParsedRunbook) -> Written:
    """What stands beside the steps of `parsed`: `read_needs` gives it back."""
    return {
        "variables": [
            {
                "name": one.name,
                "type": one.type.value,
                "mentions": [[m.text, *_span(m.span), m.step, m.command] for m in one.mentions],
                "default": _quote(one.default),
                "example": _quote(one.example),
                "produced_in": one.produced_in,
            }
            for one in parsed.variables
        ],
        "needs": [[one.text, one.what, *_span(one.span), list(one.steps)] for one in parsed.needs],
        "probes": [[one.need, one.command, *_span(one.span)] for one in parsed.probes],
        "questions": [[one.about, one.text, *_span(one.span), one.step] for one in parsed.questions],
    }


def read_needs(written: Written) -> Written:
    """The arguments of a `ParsedRunbook` that `write_needs` wrote; empty for a version from before it."""
    return {
        "variables": tuple(_read_variable(one) for one in written.get("variables", ())),
        "needs": tuple(
            Need(text, what, Span(start, end), tuple(steps))
            for text, what, start, end, steps in written.get("needs", ())
        ),
        "questions": tuple(
            Question(about, text, Span(start, end), step)
            for about, text, start, end, step in written.get("questions", ())
        ),
        "probes": tuple(
            Probe(need, command, Span(start, end)) for need, command, start, end in written.get("probes", ())
        ),
    }


def _read_variable(one: Written) -> Variable:
    return Variable(
        name=one["name"],
        type=VariableType(one["type"]),
        mentions=tuple(
            Mention(text, Span(start, end), step, command)
            for text, start, end, step, command in one["mentions"]
        ),
        default=_read_quote(one["default"]),
        example=_read_quote(one["example"]),
        produced_in=one["produced_in"],
    )


def _quote(quote: Quote | None) -> list[str | int] | None:
    return [quote.text, *_span(quote.span)] if quote else None


def _read_quote(written: list[Any] | None) -> Quote | None:
    return Quote(written[0], Span(written[1], written[2])) if written else None


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
