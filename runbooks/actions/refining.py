"""Asks a language model about a version, and makes what a person chose of its answer the next version.

The model is asked in the background, outside any transaction; nothing and nobody waits for it. Its answer
is a suggestion, never a version.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib import clock, jobs
from ddrun.lib.access import Act, Member, require
from ddrun.lib.bindings import language_model
from ddrun.lib.errors import Conflict, NotFound, Refusal
from ddrun.lib.ports import LanguageModel, ModelAnswer, ModelAsk
from ddrun.lib.tenancy import tenant
from runbooks.actions.saving import Draft, Saved, facts, write_version
from runbooks.models import ModelReading, ModelSwitch, Runbook, RunbookVersion, Suggestion
from runbooks.parsing.proposal import SCHEMA, BadProposal, Proposal
from runbooks.parsing.refine import applied, refinement
from runbooks.parsing.suggesting import SUGGESTION_SCHEMA, drafted, suggested
from runbooks.queries.suggestions import model_state, open_suggestion
from runbooks.queries.versions import GONE, parsed_of
from runbooks.types import ParsedRunbook, Refinement
from runbooks.versions.changes import read_changes, write_changes


@dataclass(frozen=True)
class Purpose:
    """What the model is asked for: the name of its prompt, the form of its answer, and what is taken of it.

    `taken` raises `BadProposal` for an answer of another form.
    """

    name: str
    schema: Mapping[str, Any]
    taken: Callable[[ParsedRunbook, Any], Refinement]


REFINE: Final = Purpose(
    "refine_runbook", SCHEMA, lambda parsed, value: refinement(parsed, Proposal.from_json(value))
)
SUGGEST: Final = Purpose(
    "suggest_steps", SUGGESTION_SCHEMA, lambda parsed, value: drafted(parsed, suggested(value))
)
PURPOSES: Final = {purpose.name: purpose for purpose in (REFINE, SUGGEST)}
# Nobody waits: the page shows what was read without a model, and says that the model is still reading.
DEADLINE: Final = timedelta(seconds=90)


@transaction.atomic
def switch_model(*, on: bool, by: Member) -> None:
    """Allows or forbids that the organisation's texts go to the model."""
    require(by, Act.MANAGE_INTEGRATIONS)
    ModelSwitch.objects.update_or_create(
        organisation_id=by.organisation_id, defaults={"on": on, "changed_by": by.name}
    )
    record(
        Kind.INTEGRATION_CHANGED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"integration": "language model", "on": on},
    )


@transaction.atomic
def ask_model(version_id: UUID, *, by: Member, purpose: Purpose = REFINE) -> UUID:
    """A suggestion that is being worked on; the one there is already, where there is one."""
    require(by, Act.IMPORT)
    version = RunbookVersion.objects.select_for_update().filter(
        organisation_id=by.organisation_id, id=version_id
    )
    if not version.exists():
        raise NotFound(GONE)
    why_not = model_state(by.organisation_id, clock.now()).why_not
    if why_not:
        raise Refusal(why_not)
    there = open_suggestion(by.organisation_id, version_id)
    if there:
        return there
    row = Suggestion.objects.create(
        organisation_id=by.organisation_id, version_id=version_id, asked_by=by.name, purpose=purpose.name
    )
    jobs.ring(jobs.REFINE_RUNBOOK, str(by.organisation_id), str(row.id))
    record(
        Kind.MODEL_ASKED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"version_id": str(version_id), "suggestion_id": str(row.id), "purpose": purpose.name},
    )
    return row.id


def read_with_model(organisation_id: UUID, suggestion_id: UUID) -> None:
    """Gets the model's answer and keeps what of it is grounded. Safe to be called twice."""
    with tenant(organisation_id):
        row = _asked(organisation_id, suggestion_id)
        if row is None:
            return
        document, purpose = row.version.source.counted, PURPOSES[row.purpose]
        known = _known(organisation_id, document, purpose)
    answer = known or _answer(document, purpose)
    with tenant(organisation_id):
        row = _asked(organisation_id, suggestion_id)
        if row is None:
            return
        if known is None:
            _keep(organisation_id, key_of(document, answer.model, purpose), answer)
        _conclude(row, answer)


@transaction.atomic
def accept(suggestion_id: UUID, chosen: Collection[int], *, by: Member) -> Saved:
    """The next version with the chosen changes (by their index) made; unpublished, as every new one."""
    require(by, Act.IMPORT)
    row = _ready(suggestion_id, by)
    changes = read_changes(row.changes)
    taken = [change for index, change in enumerate(changes) if index in chosen]
    if not taken:
        raise Refusal("Choose at least one change, or decline them all.")
    runbook = Runbook.objects.select_for_update().get(
        organisation_id=by.organisation_id, id=row.version.runbook_id
    )
    newest = RunbookVersion.objects.filter(organisation_id=by.organisation_id, runbook=runbook).first()
    if newest is None or newest.id != row.version_id:
        raise Conflict("A newer version was saved since the model read this one; ask it about that one.")
    source = row.version.source
    drafted = Draft(source.text, source.path, (), applied(parsed_of(row.version), taken))
    saved = write_version(runbook, drafted, number=row.version.number + 1, by=by)
    Runbook.objects.filter(organisation_id=by.organisation_id, id=runbook.id).update(title=saved.title)
    _answered(row, Suggestion.State.ACCEPTED, by)
    record(
        Kind.RUNBOOK_EDITED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={**facts(saved, drafted), "suggestion_id": str(row.id), "changes_accepted": len(taken)},
    )
    return saved


@transaction.atomic
def decline(suggestion_id: UUID, *, by: Member) -> None:
    """None of the changes is made."""
    require(by, Act.IMPORT)
    _answered(_ready(suggestion_id, by), Suggestion.State.DECLINED, by)


def key_of(document: str, model: str, purpose: Purpose) -> str:
    """What makes two readings the same: purpose, model and text."""
    return hashlib.sha256(f"{purpose.name}\0{model}\0{document}".encode()).hexdigest()


def _answer(document: str, purpose: Purpose) -> ModelAnswer:
    model: LanguageModel | None = language_model()
    if model is None:
        return ModelAnswer(None, "No language model is set up here any more.")
    return model.answer(ModelAsk(purpose.name, document, purpose.schema, DEADLINE))


def _known(organisation_id: UUID, document: str, purpose: Purpose) -> ModelAnswer | None:
    model = language_model()
    key = key_of(document, model.name if model else "", purpose)
    row = ModelReading.objects.filter(organisation_id=organisation_id, key=key, answer__isnull=False).first()
    return ModelAnswer(row.answer, model=row.model) if row else None


def _keep(organisation_id: UUID, key: str, answer: ModelAnswer) -> None:
    ModelReading.objects.create(
        organisation_id=organisation_id,
        key=key,
        model=answer.model,
        answer=answer.value,
        trouble=answer.trouble,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cost=answer.cost,
    )


def _conclude(row: Suggestion, answer: ModelAnswer) -> None:
    found, trouble = Refinement((), 0), answer.trouble
    if not trouble:
        try:
            found = PURPOSES[row.purpose].taken(parsed_of(row.version), answer.value)
        except BadProposal as problem:
            trouble = f"Nothing was taken from the answer: {problem}."
    row.changes, row.dropped, row.trouble = write_changes(found.changes), found.dropped, trouble
    if trouble:
        row.state = Suggestion.State.FAILED
    else:
        row.state = Suggestion.State.READY if found.changes else Suggestion.State.NOTHING
    row.save()


def _asked(organisation_id: UUID, suggestion_id: UUID) -> Suggestion | None:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("version__source")
    return rows.filter(
        organisation_id=organisation_id, id=suggestion_id, state=Suggestion.State.ASKED
    ).first()


def _ready(suggestion_id: UUID, by: Member) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("version__source")
    row = rows.filter(organisation_id=by.organisation_id, id=suggestion_id).first()
    if row is None:
        raise NotFound("That suggestion is not here.")
    if row.state != Suggestion.State.READY:
        raise Conflict(f"This suggestion is {row.state}; there is nothing to answer.")
    return row


def _answered(row: Suggestion, state: str, by: Member) -> None:
    row.state, row.answered_by, row.answered_at = state, by.name, clock.now()
    row.save()
