"""Lists of runbooks: for the matcher, for pages, for choosing one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from runbooks.learning.success import Success, success
from runbooks.models import Outcome, RunbookVersion
from runbooks.types import Candidate, Risk, RunbookCard
from runbooks.versions.words import split_words

CONFIG: Final = "english"
_MOST_WORDS: Final = 200
# By organisation and version, the least recently used first. A text takes some 20 KB.
_MOST_TEXTS: Final = 1000
_TEXTS: Final[dict[tuple[UUID, UUID], Candidate]] = {}


@dataclass(frozen=True)
class ShelfRow:
    """A runbook as the library's page lists it: the published version, or the newest where none is."""

    card: RunbookCard
    quality: int
    newest: int
    created_at: datetime
    created_by: str
    success: Success


def library(organisation_id: UUID) -> list[RunbookCard]:
    """Every runbook, by title."""
    return [_card(version) for version in _shown(organisation_id)]


def shelf(organisation_id: UUID, words: str = "") -> list[ShelfRow]:
    """The library's page; with words only runbooks that hold them all, best first."""
    versions = _shown(organisation_id)
    if words.strip():
        query = SearchQuery(split_words(words), config=CONFIG)
        versions = versions.filter(Q(search=query) | Q(title__icontains=words.strip()))
        versions = versions.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "title")
    rows = list(versions)
    taught = _taught(organisation_id, [row.runbook_id for row in rows])
    newest = _newest(organisation_id)
    return [
        ShelfRow(
            card=_card(row),
            quality=row.score,
            newest=newest.get(row.runbook_id, row.number),
            created_at=row.created_at,
            created_by=row.created_by,
            success=taught.get(row.runbook_id, Success()),
        )
        for row in rows
    ]


def candidates(organisation_id: UUID, words: Iterable[str], limit: int = 50) -> list[Candidate]:
    """Published runbooks that hold any of the words, best first by full-text rank."""
    query = _any_of(words)
    if not query:
        return []
    with connection.cursor() as cursor:
        # A function, because under row-level security the index of words is not used otherwise; it sees
        # the acting organisation only, and what it found is read behind the wall.
        cursor.execute("select id, rank from runbooks_best(to_tsquery(%s, %s), %s)", [CONFIG, query, limit])
        ranks = dict(cursor.fetchall())
    return _candidates(organisation_id, ranks)


def candidates_of(organisation_id: UUID, runbook_ids: Iterable[UUID]) -> list[Candidate]:
    """The published versions of those runbooks, in no order, as `candidates` gives them."""
    rows = RunbookVersion.objects.filter(
        organisation_id=organisation_id, published_at__isnull=False, runbook_id__in=list(runbook_ids)
    )
    return _candidates(organisation_id, dict.fromkeys(rows.values_list("id", flat=True), 0.0))


def _shown(organisation_id: UUID) -> QuerySet[RunbookVersion]:
    """Of each runbook the published version, or the newest where none is published."""
    of_runbook = RunbookVersion.objects.filter(
        organisation_id=organisation_id, runbook_id=OuterRef("runbook_id")
    )
    shown = of_runbook.order_by(F("published_at").desc(nulls_last=True), "-number").values("id")[:1]
    return (
        RunbookVersion.objects.filter(organisation_id=organisation_id, id=Subquery(shown))
        .defer("parsed", "search")
        .order_by("title")
    )


def _candidates(organisation_id: UUID, ranks: Mapping[UUID, float]) -> list[Candidate]:
    """The versions in the order of `ranks`; their texts never change, so the last used ones are kept."""
    known = {version_id: _TEXTS.pop((organisation_id, version_id), None) for version_id in ranks}
    missing = [version_id for version_id, text in known.items() if text is None]
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id, id__in=missing)
    known |= {row.id: _candidate(row) for row in rows.select_related("source").defer("search")}
    found = {version_id: text for version_id, text in known.items() if text is not None}
    _TEXTS.update({(organisation_id, version_id): text for version_id, text in found.items()})
    while len(_TEXTS) > _MOST_TEXTS:
        _TEXTS.pop(next(iter(_TEXTS)), None)
    return [replace(text, text_score=ranks[version_id]) for version_id, text in found.items()]


def _newest(organisation_id: UUID) -> dict[UUID, int]:
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id).order_by("runbook_id")
    return dict(rows.values_list("runbook_id").annotate(newest=Max("number")))


def _any_of(words: Iterable[str]) -> str:
    """A query that any of the words satisfies; empty when there is no word."""
    tokens = re.findall(r"[a-z0-9]+", split_words(" ".join(words)).lower())
    unique = list(dict.fromkeys(tokens))[:_MOST_WORDS]
    return " | ".join(unique)


def _taught(organisation_id: UUID, runbook_ids: Sequence[UUID]) -> dict[UUID, Success]:
    found: dict[UUID, list[tuple[bool | None, float]]] = {}
    rows = Outcome.objects.filter(organisation_id=organisation_id, runbook_id__in=runbook_ids)
    for runbook_id, resolved, seconds in rows.values_list("runbook_id", "resolved", "seconds"):
        if runbook_id:
            found.setdefault(runbook_id, []).append((resolved, seconds))
    return {runbook_id: success(outcomes) for runbook_id, outcomes in found.items()}


def _card(version: RunbookVersion) -> RunbookCard:
    return RunbookCard(
        id=version.runbook_id,
        title=version.title,
        version_id=version.id,
        number=version.number,
        published=version.published_at is not None,
        steps=version.step_count,
        worst=Risk(version.worst),
    )


def _candidate(version: RunbookVersion) -> Candidate:
    steps = version.parsed["steps"]
    commands = (command["text"] for step in steps for command in step["commands"])
    headings = dict.fromkeys(text for step in steps for text in (step["section"], step["title"]) if text)
    return Candidate(
        runbook_id=version.runbook_id,
        version_id=version.id,
        title=version.title,
        headings="\n".join(headings),
        body=version.source.counted,
        commands="\n".join(commands),
        path=version.source.path,
    )
