"""A parsed runbook as plain values: what `manage.py parse --json` prints and other programs rely on."""

from typing import Any

from runbooks.parsing.wire_course import course_json, step_course_json
from runbooks.parsing.wire_needs import needs_json
from runbooks.types import Decision, ParsedCommand, ParsedRunbook, ParsedStep, Risk


def as_json(parsed: ParsedRunbook) -> dict[str, Any]:
    """Keys may be added to this shape, never changed. Offsets count characters of `source`."""
    return {
        "title": parsed.title,
        "prerequisites": [
            {"text": p.text, "start": p.span.start, "end": p.span.end} for p in parsed.prerequisites
        ],
        "steps": [_step(step) for step in parsed.steps],
        "decisions": [_decision(decision) for decision in parsed.decisions],
        **needs_json(parsed),
        **course_json(parsed),
        "quality": {"score": parsed.quality.score, "findings": list(parsed.quality.findings)},
    }


def _step(step: ParsedStep) -> dict[str, Any]:
    return {
        "number": step.number,
        "title": step.title,
        "text": step.text,
        "start": step.span.start,
        "end": step.span.end,
        "kind": step.kind.value,
        "vague": step.vague,
        "section": step.section,
        "warning": step.warning,
        "expected": step.expected,
        **step_course_json(step),
        "commands": [_command(command) for command in step.commands],
    }


def _command(command: ParsedCommand) -> dict[str, Any]:
    verdict = command.verdict
    return {
        "text": command.text,
        "start": command.span.start,
        "end": command.span.end,
        "language": command.language.value,
        "risk": (verdict.risk if verdict else Risk.YELLOW).value,
        "reasons": list(verdict.reasons) if verdict else ["It has not been judged."],
        "drafted": command.drafted,
        "explanation": command.explanation,
        "when": [{"text": c.text, "start": c.span.start, "end": c.span.end} for c in command.when],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "step": decision.step,
        "condition": decision.condition,
        "start": decision.span.start,
        "end": decision.span.end,
        "branches": [{"label": branch.label, "goto": branch.goto} for branch in decision.branches],
    }
