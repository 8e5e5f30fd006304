"""Reads and judgements of the library: the door through which others reach its pure rooms."""

from runbooks.queries.library import candidates, candidates_of, library, shelf
from runbooks.queries.pages import RunbookPage, runbook_page, source_text, version_diff
from runbooks.queries.reading import classify, parse
from runbooks.queries.versions import empty_version, frozen_version, published_version

__all__ = [
    "RunbookPage",
    "candidates",
    "candidates_of",
    "classify",
    "empty_version",
    "frozen_version",
    "library",
    "parse",
    "published_version",
    "runbook_page",
    "shelf",
    "source_text",
    "version_diff",
]
