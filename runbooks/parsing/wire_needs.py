"""Variables, implied needs, probes and questions as plain values, for programs."""

from typing import Any

from runbooks.types import ParsedRunbook
from runbooks.types.variables import Need, Probe, Quote, Variable


def needs_json(parsed: ParsedRunbook) -> dict[str, Any]:
    """The keys `variables`, `implied_prerequisites`, `probes` and `questions` of a parsed runbook."""
    return {
        "variables": [_variable(one) for one in parsed.variables],
        "implied_prerequisites": [_need(one) for one in parsed.needs],
        "probes": [_probe(one) for one in parsed.probes],
        "questions": [
            {
                "about": one.about,
                "text": one.text,
                "start": one.span.start,
                "end": one.span.end,
                "step": one.step,
            }
            for one in parsed.questions
        ],
    }


def _variable(one: Variable) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": one.type.value,
        "default": _quote(one.default),
        "example": _quote(one.example),
        "produced_in": one.produced_in,
        "steps": list(one.steps),
        "mentions": [
            {
                "text": mention.text,
                "start": mention.span.start,
                "end": mention.span.end,
                "step": mention.step,
                "command": mention.command,
            }
            for mention in one.mentions
        ],
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    return {"text": quote.text, "start": quote.span.start, "end": quote.span.end} if quote else None


def _need(one: Need) -> dict[str, Any]:
    return {
        "text": one.text,
        "what": one.what,
        "start": one.span.start,
        "end": one.span.end,
        "steps": list(one.steps),
        "implied": True,
    }


def _probe(one: Probe) -> dict[str, Any]:
    """Judged green by the test of all that can be drafted; nothing runs it until a person accepts it."""
    return {
        "need": one.need,
        "command": one.command,
        "start": one.span.start,
        "end": one.span.end,
        "risk": "green",
        "drafted": True,
    }
