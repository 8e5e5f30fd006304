"""Reads vendors' JSON without trusting it: every value may be missing, of another kind, or hostile."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from incidents.types import Severity
from integrations.types import Json

LONGEST_TEXT: Final = 20_000
LONGEST_NAME: Final = 300
MOST_LABELS: Final = 200

# All control characters but tab and line feed, halves of surrogate pairs, and marks that reorder text.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS: Final = re.compile(r"\r\n?")
_LINK: Final = re.compile(r"https?://[^\s<>\"'\\]{1,2000}", re.IGNORECASE)
# RFC 3339 allows any number of fractional digits; Python reads six.
_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)

_SEVERITIES: Final[Mapping[Severity, frozenset[str]]] = {
    Severity.CRITICAL: frozenset(
        {
            "critical",
            "crit",
            "page",
            "emergency",
            "emerg",
            "fatal",
            "disaster",
            "p1",
            "p0",
            "sev1",
            "sev0",
            "1",
        }
    ),
    Severity.HIGH: frozenset({"high", "error", "err", "major", "severe", "urgent", "p2", "sev2", "2"}),
    Severity.WARNING: frozenset(
        {"warning", "warn", "minor", "medium", "moderate", "average", "p3", "sev3", "3"}
    ),
    Severity.INFO: frozenset(
        {
            "info",
            "information",
            "informational",
            "none",
            "ok",
            "low",
            "debug",
            "notice",
            "p4",
            "p5",
            "sev4",
            "sev5",
        }
        | {"4", "5"}
    ),
}
_BY_WORD: Final = {word: severity for severity, words in _SEVERITIES.items() for word in words}
_SERVICE_LABELS: Final = (
    "service", "service_name", "app", "application", "app_kubernetes_io_name", "k8s_app", "component",
)  # fmt: skip


def mapping(value: Json) -> Mapping[str, Json]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: Json) -> list[Json]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Json, longest: int = LONGEST_TEXT) -> str:
    """A value as plain text: numbers as written, no control characters, cut at `longest` with an ellipsis."""
    if isinstance(value, bool):
        value = str(value).lower()
    if not isinstance(value, str | int | float):
        return ""
    plain = _UNSEEN.sub("\ufffd", _LINE_ENDS.sub("\n", str(value))).strip()
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def name(value: Json) -> str:
    """A value as one line, at most `LONGEST_NAME` characters."""
    return " ".join(text(value, LONGEST_NAME).split())


def first_of(*values: Json) -> str:
    """The first that says something, as one line."""
    return next((said for value in values if (said := name(value))), "")


def labels(value: Json) -> dict[str, str]:
    """Names and values as text; at most `MOST_LABELS`, nested values left out."""
    found = {}
    for key, said in list(mapping(value).items())[:MOST_LABELS]:
        if (plain := text(said)) and name(key):
            found[name(key)] = plain
    return found


def links(values: Iterable[Json]) -> tuple[str, ...]:
    """The values that are http(s) links, each once, in order."""
    found = (text(value, 2_100) for value in values)
    return tuple(dict.fromkeys(link for link in found if _LINK.fullmatch(link)))


def moment(value: Json) -> datetime | None:
    """An RFC 3339 time in UTC; None for anything else, and for the year 1, which means "not yet"."""
    try:
        read = datetime.fromisoformat(_FRACTION.sub(r"\1", text(value, 64)))
        known = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return known if known >= _EARLIEST else None


def severity(*said: Json) -> Severity | None:
    """The first word that is a severity somewhere: "page", "P2", "sev-1"; None when none is."""
    for value in said:
        word = text(value, 40).lower().replace("-", "").replace(" ", "")
        if word in _BY_WORD:
            return _BY_WORD[word]
    return None


def service(known: Mapping[str, str]) -> str:
    """The service that the labels name, or "". A scrape job is not a service: it merges strangers."""
    plain = {re.sub(r"[^a-z0-9]+", "_", key.lower()): value for key, value in known.items()}
    return next((name(plain[key]) for key in _SERVICE_LABELS if plain.get(key)), "")
