"""A parsed runbook as its pages draw it: shapes, words and reasons, with the source beside it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runbooks.intake.files import too_long
from runbooks.intake.secrets import without_secrets
from runbooks.parsing.pipeline import read_to_show
from runbooks.queries.course import ContextLine, Course, contexts, courses
from runbooks.queries.forks import Fork, forks_of
from runbooks.queries.judgements import advices, judged
from runbooks.queries.needs import (
    AskedLine,
    NeedLine,
    VariableLine,
    asked_lines,
    need_lines,
    variable_lines,
)
from runbooks.queries.prose import beyond_the_title, heading, worth_saying
from runbooks.queries.rules import under_rules
from runbooks.types import (
    CommandRule,
    Language,
    ParsedCommand,
    ParsedRunbook,
    ParsedStep,
    Risk,
    StepKind,
)
from runbooks.types.advice import Advice
from runbooks.versions.spans import Segment, segments

_SHAPES: Final = {StepKind.DECISION: "branch", StepKind.MANUAL: "hand", StepKind.NOTE: "eye"}
_KINDS: Final = {
    StepKind.DECISION: "Decision",
    StepKind.MANUAL: "By hand",
    StepKind.NOTE: "To know",
    StepKind.COMMAND: "By hand",
}


@dataclass(frozen=True)
class Cited:
    """A stretch of a command; `cited` when the verdict rests on it."""

    text: str
    cited: bool = False


@dataclass(frozen=True)
class DraftLine:
    """A command offered beside another: Undo, Try it dry or Safer; `first` asks what it leaves open."""

    name: str
    text: str
    risk: Risk
    says: str
    first: str


@dataclass(frozen=True)
class CommandLine:
    """A command with its risk and why."""

    text: str
    pieces: tuple[Cited, ...]
    language: str
    risk: Risk
    reasons: tuple[str, ...]
    drafted: bool
    advice: Advice

    @property
    def no_undo(self) -> str:
        """Why nothing brings it back, unless the reasons say so already."""
        said = any("cannot be undone" in reason for reason in self.reasons)
        return "" if said else self.advice.no_undo

    @property
    def drafts(self) -> tuple[DraftLine, ...]:
        """What is offered beside it, in the order of reading."""
        kinds = (
            ("Undo", self.advice.undo),
            ("Try it dry", self.advice.dry_run),
            ("Safer", self.advice.safer),
        )
        return tuple(
            DraftLine(name, offer.text, offer.risk, offer.says, offer.first) for name, offer in kinds if offer
        )


@dataclass(frozen=True)
class StepLine:
    """A step as a row. `shape` is an icon, `word` says it; `risk` is the worst of its commands."""

    number: int
    title: str
    text: str
    section: str
    shape: str
    word: str
    risk: Risk | None
    commands: tuple[CommandLine, ...]
    forks: tuple[Fork, ...]
    vague: str
    warning: str
    expected: str
    course: Course


@dataclass(frozen=True)
class ProbeLine:
    """A drafted command that shows whether a need is met; `line` of the source is where the need stands."""

    need: str
    command: str
    line: int


@dataclass(frozen=True)
class Drawn:
    """A runbook beside its source."""

    title: str
    steps: tuple[StepLine, ...]
    needs: tuple[NeedLine, ...]
    variables: tuple[VariableLine, ...]
    asked: tuple[AskedLine, ...]
    probes: tuple[ProbeLine, ...]
    score: int
    findings: tuple[str, ...]
    segments: tuple[Segment, ...]
    unclear: int
    context: tuple[ContextLine, ...] = ()

    @property
    def found(self) -> bool:
        """Whether anything was found to do."""
        return bool(self.steps)


@dataclass(frozen=True)
class Reading:
    """What a pasted text became. `refused` says why it was not read; `secrets` how many would be replaced.

    `converted` is true when the spans count in another text than the pasted one.
    """

    text: str
    drawn: Drawn | None = None
    milliseconds: float = 0.0
    secrets: int = 0
    converted: bool = False
    refused: str = ""


def reading(text: str, rules: tuple[CommandRule, ...] = ()) -> Reading:
    """The text, read and drawn under the rules of the organisation that reads it; nothing is stored."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refused = too_long(text)
    if refused or not text.strip():
        return Reading(text, refused=refused)
    began = time.perf_counter()
    parsed = under_rules(read_to_show(text), rules)
    took = (time.perf_counter() - began) * 1000
    return Reading(
        text, drawn(parsed), took, len(without_secrets(text).names), converted=parsed.source != text
    )


def drawn(parsed: ParsedRunbook) -> Drawn:
    """A parsed runbook, ready for a page."""
    forks = forks_of(parsed.decisions)
    offers = iter(_offers(parsed))
    told = courses(parsed)
    return Drawn(
        title=parsed.title,
        steps=tuple(
            _step(step, forks.get(step.number, ()), offers, told[step.number]) for step in parsed.steps
        ),
        needs=need_lines(parsed),
        variables=variable_lines(parsed),
        asked=asked_lines(parsed),
        probes=_probes(parsed),
        score=parsed.quality.score,
        findings=parsed.quality.findings,
        segments=segments(parsed),
        context=contexts(parsed),
        unclear=sum(step.vague is not None for step in parsed.steps),
    )


def _offers(parsed: ParsedRunbook) -> list[Advice]:
    """What is offered beside each command, in order."""
    commands = [command for step in parsed.steps for command in step.commands]
    risks = [command.verdict.risk if command.verdict else Risk.YELLOW for command in commands]
    return advices([(command.text, command.language) for command in commands], risks)


def _probes(parsed: ParsedRunbook) -> tuple[ProbeLine, ...]:
    """Only what is judged safe is offered, whoever drafted it."""
    verdicts = judged([(probe.command, Language.SHELL) for probe in parsed.probes])
    return tuple(
        ProbeLine(probe.need, probe.command, parsed.source.count("\n", 0, probe.span.start) + 1)
        for probe, verdict in zip(parsed.probes, verdicts, strict=True)
        if verdict.risk is Risk.GREEN
    )


def _step(step: ParsedStep, forks: tuple[Fork, ...], offers: Iterator[Advice], course: Course) -> StepLine:
    commands = tuple(_command(command, next(offers)) for command in step.commands)
    risk = max((command.risk for command in commands), key=lambda one: one.rank, default=None)
    title, text = heading(step), beyond_the_title(step, forks)
    plain = "branch" if forks else _SHAPES.get(step.kind, "hand")
    return StepLine(
        number=step.number,
        title=title,
        text=text,
        section=step.section,
        shape=risk.css if risk else plain,
        word=risk.word if risk else "Decision" if forks else _KINDS[step.kind],
        risk=risk,
        commands=commands,
        forks=worth_saying(forks, title=title, text=text),
        vague=step.vague or "",
        warning=step.warning,
        expected=step.expected,
        course=course,
    )


def _command(command: ParsedCommand, advice: Advice) -> CommandLine:
    verdict = command.verdict
    return CommandLine(
        text=command.text,
        pieces=_pieces(command),
        language=command.language.value,
        risk=verdict.risk if verdict else Risk.YELLOW,
        reasons=verdict.reasons if verdict else ("It was not judged.",),
        drafted=command.drafted,
        advice=advice,
    )


def _pieces(command: ParsedCommand) -> tuple[Cited, ...]:
    """The command cut at the words its verdict cites, unless it is green: then nothing is accused."""
    verdict = command.verdict
    if verdict is None or verdict.risk is Risk.GREEN:
        return (Cited(command.text),)
    pieces, at = [], 0
    for word in sorted(verdict.words, key=lambda span: span.start):
        if word.start < at or word.end > len(command.text):
            continue
        pieces += [
            Cited(command.text[at : word.start]),
            Cited(command.text[word.start : word.end], cited=True),
        ]
        at = word.end
    return tuple(piece for piece in (*pieces, Cited(command.text[at:])) if piece.text)
