"""Which runbook fits an incident: candidates from the library, ranked."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from incidents.matching.rank import ENOUGH, AlertText, Learned, rank
from incidents.matching.words import search_words
from incidents.models import Alert, Confirmation, Incident
from incidents.types import AlertIn, AlertState, RankedRunbook, Ranking, Severity
from runbooks import queries as library

# The right page stands among the first ten by text almost always; a hundred also tell how rare a word is.
CANDIDATES: Final = 100
_MOST_CONFIRMATIONS: Final = 500
_MOST_WORDS: Final = 60


def fitting(alert: AlertText, organisation_id: UUID) -> Ranking:
    """The organisation's runbooks that fit `alert`, best first, each with its reasons."""
    words = search_words(alert_words(alert))[:_MOST_WORDS]
    known = _confirmations(alert.name, organisation_id)
    candidates = library.candidates(organisation_id, words, CANDIDATES)
    have = {candidate.runbook_id for candidate in candidates}
    missing = {confirmed.runbook_id for confirmed in known if confirmed.name == alert.name} - have
    if missing:
        candidates = [*candidates, *library.candidates_of(organisation_id, missing)]
    return rank(alert, candidates, learned=known)


def alert_words(alert: AlertText) -> Iterable[str]:
    """The alert's texts, those that say most first."""
    labels = alert.labels or {}
    return (alert.name, alert.summary, alert.description, *labels.values(), *labels)


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


def text_of(alert: AlertIn) -> AlertText:
    """An alert as the matcher reads it."""
    return AlertText(alert.name, alert.severity, alert.summary, alert.description, alert.labels)


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
