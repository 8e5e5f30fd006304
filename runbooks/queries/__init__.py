"""Reads and judgements of the library: the door through which others reach its pure rooms."""

from runbooks.queries.copies import Copies, alike_to, beside
from runbooks.queries.drawing import Drawn, Reading, drawn, reading
from runbooks.queries.judgements import advice, classify, page_text, parse
from runbooks.queries.pages import RunbookPage, runbook_page, source_text, version_diff
from runbooks.queries.policy import least_quality, read_along_only
from runbooks.queries.rules import asked_rules, command_rules, past_rules, rules_of, under_rules
from runbooks.queries.shelves import candidates, candidates_of, library, shelf
from runbooks.queries.versions import empty_version, frozen_version, published_version
from runbooks.risk.rules import ruled

__all__ = [
    "Copies",
    "Drawn",
    "Reading",
    "RunbookPage",
    "advice",
    "alike_to",
    "asked_rules",
    "beside",
    "candidates",
    "candidates_of",
    "classify",
    "command_rules",
    "drawn",
    "empty_version",
    "frozen_version",
    "least_quality",
    "library",
    "page_text",
    "parse",
    "past_rules",
    "published_version",
    "read_along_only",
    "reading",
    "ruled",
    "rules_of",
    "runbook_page",
    "shelf",
    "source_text",
    "under_rules",
    "version_diff",
]
