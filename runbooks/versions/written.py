"""A parsed runbook as JSON, and read back: `read(write(parsed, …)) == parsed`."""

from typing import Any

from runbooks.types import (
    Branch,
    Condition,
    Decision,
    Language,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Prerequisite,
    Quality,
    Risk,
    Span,
    StepKind,
    Verdict,
)
from runbooks.versions.written_course import (
    read_course,
    read_step_course,
    write_course,
    write_step_course,
)
from runbooks.versions.written_needs import read_needs, write_needs

type Written = dict[str, Any]


def write(parsed: ParsedRunbook) -> Written:
    """Everything of `parsed` but its source, which is kept once beside it."""
    return {
        "title": parsed.title,
        "prerequisites": [{"text": p.text, "span": _span(p.span)} for p in parsed.prerequisites],
        "steps": [_step(step) for step in parsed.steps],
        "decisions": [
            {
                "step": d.step,
                "condition": d.condition,
                "span": _span(d.span),
                "branches": [{"label": b.label, "goto": b.goto} for b in d.branches],
            }
            for d in parsed.decisions
        ],
        "quality": {"score": parsed.quality.score, "findings": list(parsed.quality.findings)},
        **write_needs(parsed),
        **write_course(parsed),
    }


def read(written: Written, source: str) -> ParsedRunbook:
    """The runbook that `write` wrote; `source` is the text its spans count in."""
    return ParsedRunbook(
        title=written["title"],
        source=source,
        steps=tuple(_read_step(step) for step in written["steps"]),
        prerequisites=tuple(Prerequisite(p["text"], _read_span(p["span"])) for p in written["prerequisites"]),
        decisions=tuple(
            Decision(
                d["step"],
                d["condition"],
                _read_span(d["span"]),
                tuple(Branch(b["label"], b["goto"]) for b in d["branches"]),
            )
            for d in written["decisions"]
        ),
        quality=Quality(written["quality"]["score"], tuple(written["quality"]["findings"])),
        **read_needs(written),
        **read_course(written),
    )


def _step(step: ParsedStep) -> Written:
    return {
        "number": step.number,
        "title": step.title,
        "text": step.text,
        "span": _span(step.span),
        "kind": step.kind.value,
        "vague": step.vague,
        "section": step.section,
        "warning": step.warning,
        "expected": step.expected,
        **write_step_course(step),
        "commands": [_command(command) for command in step.commands],
    }


def _command(command: ParsedCommand) -> Written:
    verdict = command.verdict
    return {
        "text": command.text,
        "span": _span(command.span),
        "language": command.language.value,
        "drafted": command.drafted,
        "explanation": command.explanation,
        "when": [[one.text, _span(one.span), one.until, one.otherwise] for one in command.when],
        "verdict": verdict
        and {
            "risk": verdict.risk.value,
            "reasons": list(verdict.reasons),
            "words": [_span(span) for span in verdict.words],
            "undo": verdict.undo,
            "pins": [list(pin) for pin in verdict.pins],
        },
    }


def _read_step(step: Written) -> ParsedStep:
    return ParsedStep(
        number=step["number"],
        title=step["title"],
        text=step["text"],
        span=_read_span(step["span"]),
        kind=StepKind(step["kind"]),
        vague=step["vague"],
        commands=tuple(_read_command(command) for command in step["commands"]),
        section=step["section"],
        warning=step["warning"],
        expected=step["expected"],
        **read_step_course(step),
    )


def _read_command(command: Written) -> ParsedCommand:
    verdict = command["verdict"]
    return ParsedCommand(
        text=command["text"],
        span=_read_span(command["span"]),
        language=Language(command["language"]),
        drafted=command["drafted"],
        explanation=command["explanation"],
        when=tuple(
            Condition(text, _read_span(span), until, otherwise)
            for text, span, until, otherwise in command.get("when", ())
        ),
        verdict=verdict
        and Verdict(
            risk=Risk(verdict["risk"]),
            reasons=tuple(verdict["reasons"]),
            words=tuple(_read_span(span) for span in verdict["words"]),
            undo=verdict["undo"],
            pins=tuple((name, value) for name, value in verdict["pins"]),
        ),
    )


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _read_span(written: list[int]) -> Span:
    return Span(written[0], written[1])
