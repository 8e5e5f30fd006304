"""What is offered beside each command, in the shape of a parsed runbook."""

from typing import Any

from runbooks.risk.advice.advise import advise_all
from runbooks.risk.advice.wire import advice_json
from runbooks.types import ParsedRunbook, Risk


def with_advice(shape: dict[str, Any], parsed: ParsedRunbook) -> dict[str, Any]:
    """`shape` of `parsed`, its commands with the keys of their offers."""
    commands = [command for step in parsed.steps for command in step.commands]
    risks = [command.verdict.risk if command.verdict else Risk.YELLOW for command in commands]
    offers = iter(advise_all([(command.text, command.language) for command in commands], risks))
    for step in shape["steps"]:
        step["commands"] = [command | advice_json(next(offers)) for command in step["commands"]]
    return shape
