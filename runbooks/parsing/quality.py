"""How fit a text is to be run, with the findings in words."""

from collections.abc import Sequence
from re import compile
from typing import Final

from ddrun.lib.unseen import unseen_in, unseen_in_prose
from runbooks.parsing.document import Document
from runbooks.types import Decision, ParsedStep, Quality, Risk, StepKind

_PICTURE: Final = compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b")
_WORDS: Final = compile(r"\w+")


def quality_of(
    document: Document, steps: Sequence[ParsedStep], decisions: Sequence[Decision], *, prepared: bool
) -> Quality:
    """0..100, and each thing that lowered it as a sentence."""
    findings = list(document.findings)
    source = document.source
    if not source.strip():
        return Quality(0, (*findings, "The text is empty."))
    if hidden := sum(1 for _ in unseen_in_prose(source)):
        findings.append(
            f"The text holds {_count(hidden, 'invisible character', 'invisible characters')};"
            " no command with one of them runs by itself."
        )
    elif veiled := [s.number for s in steps if any(_is_veiled(c.text) for c in s.commands)]:
        findings.append(
            f"A command holds an invisible character in {_numbers(veiled)}; it does not run by itself."
        )
    if not steps:
        pictures = len(_PICTURE.findall(source))
        findings.append(
            f"Only pictures are left of the procedure ({pictures} of them): write the steps down in words."
            if pictures
            else "No step was found: nothing in the text tells the reader what to do."
        )
        return Quality(0, tuple(findings))
    score = (
        100 - _lost(steps, findings, prepared=prepared) - (10 if hidden else 0) - 10 * len(document.findings)
    )
    if not any(decision.branches for decision in decisions) and len(steps) > 8:
        findings.append(
            "No decision point was found in a long procedure: say what to do when a step does not help."
        )
        score -= 5
    return Quality(max(0, min(100, score)), tuple(findings))


def _lost(steps: Sequence[ParsedStep], findings: list[str], *, prepared: bool) -> int:
    lost = 0
    vague = [step.number for step in steps if step.vague]
    if vague:
        lost += min(40, 40 * len(vague) // len(steps) + 2)
        findings.append(
            f"{_count(len(vague), 'step leaves', 'steps leave')} open what exactly to do: {_numbers(vague)}."
        )
    if not any(step.commands for step in steps):
        lost += 20
        findings.append("No step has a command: every step has to be done by hand.")
    drafted = [step.number for step in steps if any(command.drafted for command in step.commands)]
    if drafted:
        lost += 3
        findings.append(
            f"A command was only suggested by the text, not written down, in {_numbers(drafted)}."
        )
    changing = [s.number for s in steps if any(c.verdict and c.verdict.risk is Risk.RED for c in s.commands)]
    undone = any("roll" in step.section.lower() or "undo" in step.section.lower() for step in steps)
    if changing and not undone:
        lost += 10
        findings.append(f"No way back is written down for {_numbers(changing)}, which may destroy something.")
    if not prepared:
        lost += 5
        findings.append("It does not say what is needed before the first step.")
    if not any(step.expected for step in steps) and any(step.kind is StepKind.COMMAND for step in steps):
        lost += 5
        findings.append("No step says which result to expect.")
    return lost


def _is_veiled(command: str) -> bool:
    return next(unseen_in(command), None) is not None


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:12])
    return f"step{'s' if len(numbers) > 1 else ''} {shown}" + (" and others" if len(numbers) > 12 else "")
