"""Writes a text as a version of a runbook; what importing and editing share."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import Combinable

from compliance.types import JSON
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from runbooks.intake.files import too_long
from runbooks.intake.secrets import without_secrets
from runbooks.models import Command, Runbook, RunbookVersion, SourceDocument, Step
from runbooks.queries.judgements import parse
from runbooks.queries.shelves import CONFIG
from runbooks.types import ParsedRunbook, Risk, Verdict
from runbooks.versions.words import split_words
from runbooks.versions.written import write

_SEARCHED: Final = 150_000
_UNJUDGED = Verdict(Risk.YELLOW, ("It was not judged.",))


class NotARunbook(Refusal):
    """A text that cannot be kept; the message says why."""


@dataclass(frozen=True)
class Saved:
    """A version that was written. `secrets` are the references that stand where secrets were."""

    runbook_id: UUID
    version_id: UUID
    number: int
    title: str
    steps: int
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A text made ready to be kept: without secrets, read."""

    text: str
    path: str
    secrets: tuple[str, ...]
    parsed: ParsedRunbook

    @property
    def title(self) -> str:
        """The document's title, or its file's name, or its first words."""
        first = next(
            (line.strip(" #*=-") for line in self.text.splitlines() if line.strip(" #*=-")), "Runbook"
        )
        return (self.parsed.title or PurePosixPath(self.path).stem or first)[:300]


def draft(text: str, path: str = "") -> Draft:
    """`text` ready to be kept; raises `NotARunbook` when it is empty, too long or no text."""
    if not text.strip():
        raise NotARunbook("There is no text to save. Paste a runbook first.")
    if "\x00" in text:
        raise NotARunbook("The text holds a NUL character, so it is not text.")
    refused = too_long(text)
    if refused:
        raise NotARunbook(refused)
    # What browsers send and what is stored must count the same characters.
    cleaned = without_secrets(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Draft(cleaned.text, path[:500], cleaned.names, parse(cleaned.text))


def write_version(runbook: Runbook, drafted: Draft, *, number: int, by: Member) -> Saved:
    """Version `number` of `runbook`, with its source, steps and commands; nothing is published."""
    organisation_id = runbook.organisation_id
    parsed = drafted.parsed
    source = SourceDocument.objects.create(
        organisation_id=organisation_id,
        path=drafted.path,
        text=drafted.text,
        converted="" if parsed.source == drafted.text else parsed.source,
    )
    version = RunbookVersion.objects.create(
        organisation_id=organisation_id,
        runbook=runbook,
        number=number,
        title=drafted.title,
        source=source,
        parsed=write(parsed),
        score=parsed.quality.score,
        step_count=len(parsed.steps),
        worst=_worst(parsed),
        created_by=by.name,
        search=_search(drafted),
    )
    _write_steps(version, parsed)
    return Saved(runbook.id, version.id, number, drafted.title, len(parsed.steps), drafted.secrets)


def facts(saved: Saved, drafted: Draft) -> dict[str, JSON]:
    """What the ledger keeps of a saved version: the digest of its text, never the text."""
    return {
        "runbook_id": str(saved.runbook_id),
        "version_id": str(saved.version_id),
        "number": saved.number,
        "title": saved.title,
        "steps": saved.steps,
        "path": drafted.path,
        "secrets_replaced": len(saved.secrets),
        "source_sha256": hashlib.sha256(drafted.text.encode()).hexdigest(),
    }


def _write_steps(version: RunbookVersion, parsed: ParsedRunbook) -> None:
    organisation_id = version.organisation_id
    steps = {
        step.number: Step(
            organisation_id=organisation_id,
            version=version,
            number=step.number,
            title=step.title,
            text=step.text,
            kind=step.kind.value,
            start=step.span.start,
            end=step.span.end,
            section=step.section,
            vague=step.vague or "",
            warning=step.warning,
            expected=step.expected,
        )
        for step in parsed.steps
    }
    Step.objects.bulk_create(steps.values())
    every = [(steps[step.number], command) for step in parsed.steps for command in step.commands]
    Command.objects.bulk_create(
        Command(
            organisation_id=organisation_id,
            version=version,
            step=step,
            position=position,
            text=command.text,
            start=command.span.start,
            end=command.span.end,
            language=command.language.value,
            drafted=command.drafted,
            risk=(command.verdict or _UNJUDGED).risk.value,
            reasons=list((command.verdict or _UNJUDGED).reasons),
            undo=(command.verdict or _UNJUDGED).undo or "",
        )
        for position, (step, command) in enumerate(every, start=1)
    )


def _worst(parsed: ParsedRunbook) -> str:
    risks = [(command.verdict or _UNJUDGED).risk for step in parsed.steps for command in step.commands]
    return max(risks, key=lambda risk: risk.rank, default=Risk.GREEN).value


def _search(drafted: Draft) -> Combinable:
    """Title weighs most, then headings and commands, then the whole text."""
    parsed = drafted.parsed
    middle = [text for step in parsed.steps for text in (step.section, step.title)]
    middle += [command.text for step in parsed.steps for command in step.commands]
    return (
        _weighted(f"{drafted.title} {PurePosixPath(drafted.path).stem}", "A")
        + _weighted("\n".join(middle), "B")
        + _weighted(drafted.text, "C")
    )


def _weighted(text: str, weight: str) -> SearchVector:
    # PostgreSQL refuses a text whose words take more than 1 MB; no runbook is known by its last pages.
    return SearchVector(Value(split_words(text[:_SEARCHED])), weight=weight, config=CONFIG)
