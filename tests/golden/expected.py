"""What a golden page must give: the sides of a parse that a person checked by reading the page."""

from typing import Any

from runbooks.types import ParsedRunbook


def essence(parsed: ParsedRunbook) -> dict[str, Any]:
    """Title, needs, steps with their commands, and decisions; no offsets, no verdicts."""
    return {
        "title": parsed.title,
        "prerequisites": [needed.text for needed in parsed.prerequisites],
        "steps": [
            {
                "kind": step.kind.value,
                "section": step.section,
                "vague": step.vague is not None,
                "warned": bool(step.warning),
                "expected": step.expected,
                "commands": [[c.language.value, c.text, c.drafted] for c in step.commands],
            }
            for step in parsed.steps
        ],
        "decisions": [
            [decision.step, decision.condition, [branch.goto for branch in decision.branches]]
            for decision in parsed.decisions
        ],
    }
