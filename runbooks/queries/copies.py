"""Runbooks that say nearly the same as another, and what differs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from ddrun.lib.errors import NotFound
from runbooks.models import RunbookVersion
from runbooks.queries.shelves import CONFIG
from runbooks.versions.diff import DiffLine, diff
from runbooks.versions.similar import Alike, Known, alike, verdict

MOST_COMPARED: Final = 30
# A copy that still counts as near has kept some nine words in ten, so three chosen words stand in it with a
# probability of 0.7: of eight such threes at least one does, and no index is asked for common words alone.
_WORDS_TOGETHER: Final = 3
_THREES: Final = 8
_SHORTEST_WORD: Final = 5
_READ_FOR_WORDS: Final = 20_000


@dataclass(frozen=True)
class Copies:
    """What says nearly the same as a runbook, most alike first, and the sentence about it."""

    alike: tuple[Alike, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Beside:
    """Two runbooks and what differs, from the first to the second."""

    title: str
    other_title: str
    lines: tuple[DiffLine, ...]


def alike_to(organisation_id: UUID, runbook_id: UUID) -> Copies:
    """The runbooks that say nearly what this one says, published or not; raises `NotFound`.

    Of each runbook the published version is compared, or the newest where none is.
    """
    own = _one(organisation_id, runbook_id)
    query = _own_words(own.source.counted)
    if query is None:
        return Copies()
    likely = _likely(organisation_id, runbook_id, query)
    known = (_known(row) for row in _shown(organisation_id, likely))
    found = alike(own.source.counted, known)
    return Copies(found, verdict(found, published=own.published_at is not None))


def beside(organisation_id: UUID, runbook_id: UUID, other_id: UUID) -> Beside:
    """What differs between two runbooks; raises `NotFound`."""
    own, other = _one(organisation_id, runbook_id), _one(organisation_id, other_id)
    return Beside(own.title, other.title, diff(own.source.counted, other.source.counted))


def _one(organisation_id: UUID, runbook_id: UUID) -> RunbookVersion:
    found = _shown(organisation_id, [runbook_id])
    if not found:
        raise NotFound("That runbook is not here.")
    return found[0]


def _shown(organisation_id: UUID, runbook_ids: Sequence[UUID]) -> list[RunbookVersion]:
    """Of each runbook the published version, or the newest where none is, with its text.

    Chosen here from a few ids: the database would look through the organisation once for each of them.
    """
    rows = RunbookVersion.objects.filter(organisation_id=organisation_id)
    told = rows.filter(runbook_id__in=runbook_ids).order_by("number")
    by_choice = sorted(
        told.values_list("runbook_id", "published_at", "id"), key=lambda row: row[1] is not None
    )
    chosen = {of: version_id for of, _, version_id in by_choice}
    found = rows.filter(id__in=chosen.values()).select_related("source").defer("parsed", "search")
    return list(found.order_by("title"))


def _likely(organisation_id: UUID, runbook_id: UUID, query: SearchQuery) -> list[UUID]:
    """The other runbooks in which the words stand most; only ids are sorted, texts are large."""
    rows = (
        RunbookVersion.objects.filter(organisation_id=organisation_id, search=query)
        .exclude(runbook_id=runbook_id)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-number")
    )
    return list(dict.fromkeys(rows.values_list("runbook_id", flat=True)[: 2 * MOST_COMPARED]))[:MOST_COMPARED]


def _own_words(text: str) -> SearchQuery | None:
    """A query for texts that hold some of the text's longest words together; None without words."""
    words = set(re.findall(r"[^\W\d_]+", text[:_READ_FOR_WORDS].casefold()))
    long = [word for word in words if len(word) >= _SHORTEST_WORD] or list(words)
    chosen = sorted(long, key=lambda word: (-len(word), word))[: _WORDS_TOGETHER * _THREES]
    threes = (" & ".join(three) for three in batched(chosen, _WORDS_TOGETHER))
    query = " | ".join(f"({three})" for three in threes)
    return SearchQuery(query, config=CONFIG, search_type="raw") if query else None


def _known(row: RunbookVersion) -> Known:
    return Known(row.runbook_id, row.title, row.published_at is not None, row.source.counted)
