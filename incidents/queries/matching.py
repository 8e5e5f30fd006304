"""Which runbook fits an incident: candidates from the library, ranked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from incidents.matching.rank import ENOUGH, AlertText, Learned, rank
from incidents.matching.words import search_words
from incidents.models import Alert, Confirmation, Incident
from incidents.types import AlertState, RankedRunbook, Ranking, Severity
from runbooks import queries as library
from runbooks.types import Candidate

# The right page stands among the first ten by text almost always; two hundred also tell how rare a word is.
CANDIDATES: Final = 200
TELLING: Final = 40
_SUMMARIES: Final = ("summary", "message", "title")
_MOST_CONFIRMATIONS: Final = 200
_MOST_WORDS: Final = 60


def fitting(alert: AlertText, organisation_id: UUID) -> Ranking:
    """The organisation's runbooks that fit `alert`, best first, each with its reasons."""
    known = _confirmations(alert.name, organisation_id)
    found: dict[UUID, Candidate] = {}
    for texts, limit in _searches(alert):
        for candidate in library.candidates(organisation_id, search_words(texts)[:_MOST_WORDS], limit):
            found.setdefault(candidate.runbook_id, candidate)
    taught = {one.runbook_id for one in known} - found.keys()
    if taught:
        found |= {one.runbook_id: one for one in library.candidates_of(organisation_id, taught)}
    return rank(alert, tuple(found.values()), learned=known)


def _searches(alert: AlertText) -> Iterable[tuple[tuple[str, ...], int]]:
    """What to look for, and how many to take: the telling words alone first, then all.

    Full-text rank does not know how rare a word is, so that a long description would drown the name.
    """
    labels = alert.labels or {}
    yield (alert.name, *(() if alert.name else (alert.summary,))), TELLING
    yield (alert.name, alert.summary, alert.description, *labels.values(), *labels), CANDIDATES


def the_alert(incident: Incident) -> AlertText:
    """The incident as the matcher reads it: its worst firing alert, the others' names and summaries after."""
    rows = list(Alert.objects.filter(organisation_id=incident.organisation_id, incident=incident))
    rows.sort(
        key=lambda row: (row.state == AlertState.RESOLVED, -Severity(row.severity).rank, row.first_seen_at)
    )
    if not rows:
        return AlertText(incident.title, incident.severity)
    first, *others = rows
    more = " ".join(f"{row.name} {row.summary}" for row in others[:20])
    return AlertText(
        first.name, first.severity, first.summary, f"{first.description} {more}".strip(), first.labels
    )


def alert_text(name: str, severity: str, *, labels: Mapping[str, str], notes: Mapping[str, str]) -> AlertText:
    """An alert with its annotations as the matcher reads it; where a runbook link points is left out."""
    plain = {key: value for key, value in notes.items() if "runbook" not in key.lower()}
    summary = next((plain.pop(key) for key in _SUMMARIES if plain.get(key)), "")
    return AlertText(name, severity, summary, " ".join(plain.values()), labels)


def nearest(ranked: Sequence[RankedRunbook], rejected: Iterable[UUID]) -> RankedRunbook | None:
    """The best that nobody said no to, if it fits well enough."""
    refused = set(rejected)
    best = next((one for one in ranked if one.runbook_id not in refused), None)
    return best if best and best.score >= ENOUGH else None


def _confirmations(alert_name: str, organisation_id: UUID) -> list[Learned]:
    rows = Confirmation.objects.filter(organisation_id=organisation_id).order_by("-at")
    same = list(rows.filter(alert_name=alert_name)[:_MOST_CONFIRMATIONS]) if alert_name else []
    others = list(rows.exclude(alert_name=alert_name)[:_MOST_CONFIRMATIONS])
    return [Learned(row.runbook_id, row.alert_name, row.text) for row in (*same, *others)]
