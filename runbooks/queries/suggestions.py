"""What a model suggests about a version, what it has cost, and whether it may be asked at all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from ddrun.lib.bindings import language_model
from ddrun.lib.errors import NotFound
from runbooks.models import ModelReading, ModelSwitch, Suggestion
from runbooks.queries.judgements import classify
from runbooks.types import Change, Language, Verdict
from runbooks.versions.changes import read_changes

_CENT = 1_000_000


@dataclass(frozen=True)
class ModelState:
    """The language model as one organisation has it; cents are of this calendar month."""

    model: str
    on: bool
    cents_spent: float
    cents_cap: int
    calls: int

    @property
    def installed(self) -> bool:
        """Whether this installation has a model at all."""
        return bool(self.model)

    @property
    def why_not(self) -> str:
        """Why it may not be asked, as a sentence; empty when it may."""
        if not self.installed:
            return "No language model is set up here; nothing else needs one."
        if not self.on:
            return "The language model is switched off for your organisation; an administrator can allow it."
        if self.cents_spent >= self.cents_cap:
            return "This month's budget for the language model is used up; it opens again next month."
        return ""


@dataclass(frozen=True)
class SuggestedChange:
    """One change with the words of the source it rests on; a drafted command comes with its verdict."""

    index: int
    change: Change
    quote: str
    line: int
    verdict: Verdict | None = None


@dataclass(frozen=True)
class SuggestionView:
    """A suggestion as its page shows it."""

    id: UUID
    runbook_id: UUID
    title: str
    number: int
    state: str
    changes: tuple[SuggestedChange, ...]
    dropped: int
    trouble: str
    asked_by: str
    asked_at: datetime
    answered_by: str


def model_state(organisation_id: UUID, now: datetime) -> ModelState:
    """Whether the model may be asked, and what it cost since the month began."""
    model = language_model()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    readings = ModelReading.objects.filter(organisation_id=organisation_id, at__gte=month)
    spent = readings.aggregate(total=Sum("cost"))["total"] or 0
    return ModelState(
        model=model.name if model else "",
        on=ModelSwitch.objects.filter(organisation_id=organisation_id, on=True).exists(),
        cents_spent=spent / _CENT,
        cents_cap=settings.DDRUN_MODEL_MONTHLY_CAP,
        calls=readings.count(),
    )


def suggestion(organisation_id: UUID, suggestion_id: UUID) -> SuggestionView:
    """One suggestion; raises `NotFound`."""
    row = (
        Suggestion.objects.select_related("version__source")
        .filter(organisation_id=organisation_id, id=suggestion_id)
        .first()
    )
    if row is None:
        raise NotFound("That suggestion is not here.")
    source = row.version.source.counted
    changes = (
        SuggestedChange(
            index,
            change,
            source[change.span.start : change.span.end],
            source.count("\n", 0, change.span.start) + 1,
            classify(change.command, Language.SHELL) if change.command else None,
        )
        for index, change in enumerate(read_changes(row.changes))
    )
    return SuggestionView(
        id=row.id,
        runbook_id=row.version.runbook_id,
        title=row.version.title,
        number=row.version.number,
        state=row.state,
        changes=tuple(changes),
        dropped=row.dropped,
        trouble=row.trouble,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        answered_by=row.answered_by,
    )


def open_suggestion(organisation_id: UUID, version_id: UUID) -> UUID | None:
    """The suggestion about that version that is being read or waits for an answer."""
    rows = Suggestion.objects.filter(
        organisation_id=organisation_id, version_id=version_id, state__in=["asked", "ready"]
    )
    return rows.values_list("id", flat=True).first()
