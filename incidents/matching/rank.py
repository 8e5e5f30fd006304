"""Which runbook fits an alert, and why: fields weighted as BM25F does, then read for twins.

The alert's name counts most, then its summary; values that stand in its labels are noise.
The weights were tuned on real alerts and runbooks; a page of one field repeats what another says,
so each word saturates once over all fields. A history or an embedding joins here, in `rank`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from incidents.matching.words import compounds, counted, tokens_of
from incidents.types import RankedRunbook, Ranking
from runbooks.types import Candidate

# Below this share of the alert's weight a page answers for something else: on 45 real alerts that no
# page covered none got through with its name, and few without it.
ENOUGH: Final = 0.42
SHOWN: Final = 10

_NAME, _SUMMARY, _DESCRIPTION, _LABEL_KEY, _LABEL_VALUE = 4.0, 1.8, 0.4, 0.4, 0.3
_SERVICE_VALUE: Final = 0.6
_SERVICE_LABELS: Final = frozenset({"service", "component", "app", "application"})
_NOT_WORDS: Final = frozenset({"alertname", "severity"})

# field: (weight, how much its length counts against it)
_FIELDS: Final[Mapping[str, tuple[float, float]]] = {
    "title": (4.0, 0.3),
    "path": (4.0, 0.3),
    "headings": (1.0, 0.5),
    "lead": (2.0, 0.5),
    "body": (1.0, 0.6),
    "commands": (0.5, 0.45),
}
_SATURATION: Final = 2.2
# How much of a compound's worth is asked for beyond that of its parts.
_COMPOUND: Final = 0.25
_TWIN: Final = 0.045
# Pages nobody wrote: they keep a library of three from calling every word common.
_IMAGINED_PAGES: Final = 20
_LEAD_CHARACTERS: Final = 400
_BODY_CHARACTERS: Final = 20_000
_PATH_PARTS: Final = 2
# What a confirmed resolution of the same alert adds, as a share of everything the alert says: enough to be
# attached for itself. An alert in almost the same words counts half of it at most, in proportion; siblings
# share four words in five, so below that nothing counts.
_CONFIRMED: Final = 0.5
_ALIKE: Final = 0.8

_FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCED: Final = re.compile(r"^(```|~~~)[^\n]*\n.*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_LINK: Final = re.compile(r"https?://\S+")
_SEVERITY_WORD: Final = re.compile(r"warning|critical|info(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class AlertText:
    """What the matcher reads of an alert. It never reads where a link points."""

    name: str
    severity: str
    summary: str = ""
    description: str = ""
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Learned:
    """An alert that a person confirmed was resolved with a runbook."""

    runbook_id: UUID
    name: str
    text: str


@dataclass(frozen=True)
class _Page:
    candidate: Candidate
    counts: Mapping[str, Counter[str]]
    lengths: Mapping[str, int]
    vocabulary: frozenset[str]
    same_alert: int
    likeness: float


def rank(alert: AlertText, candidates: Sequence[Candidate], *, learned: Sequence[Learned] = ()) -> Ranking:
    """The candidates that fit `alert`, best first, at most ten, each with its reasons.

    Abstains when the best covers less than `ENOUGH` of the weight of the alert's words.
    Equal scores keep the order of the runbooks' titles.
    """
    asked = weighted_words(alert)
    confirmed = _confirmed(alert, learned)
    pages = [_page(candidate, confirmed.get(candidate.runbook_id, (0, 0.0))) for candidate in candidates]
    worth = _worth(asked, pages)
    whole = _all_of(worth, alert)
    if not pages or not whole:
        return Ranking((), True, _why_nothing(alert, pages))
    means = {name: max(1.0, sum(p.lengths[name] for p in pages) / len(pages)) for name in _FIELDS}
    scored = [(_score(page, worth, means, alert), page) for page in pages]
    best = sorted(((s, p) for s, p in scored if s), key=lambda pair: (-pair[0], pair[1].candidate.title))
    ranked = tuple(_ranked(page, score / whole, worth, alert) for score, page in best[:SHOWN])
    return _verdict(ranked)


def weighted_words(alert: AlertText) -> dict[str, float]:
    """The tokens of an alert with their weight by place; a token counts at its best place."""
    labels = {k: v for k, v in (alert.labels or {}).items() if k not in _NOT_WORDS}
    noise = sorted((v for v in labels.values() if len(v) > 2), key=len, reverse=True)
    weights: dict[str, float] = {}
    for text, weight in (
        *((key, _LABEL_KEY) for key in labels),
        *((v, _SERVICE_VALUE if k in _SERVICE_LABELS else _LABEL_VALUE) for k, v in labels.items()),
        (_without(alert.description, noise), _DESCRIPTION),
        (_without(alert.summary, noise), _SUMMARY),
        (alert.name, _NAME),
    ):
        for token in counted(text):
            weights[token] = max(weight, weights.get(token, 0.0))
    return weights


def _all_of(worth: Mapping[str, float], alert: AlertText) -> float:
    """What a page that says everything would score; a compound adds little beyond its parts."""
    bonus = compounds(f"{alert.name} {alert.summary} {alert.description}")
    return sum(value * (_COMPOUND if token in bonus else 1) for token, value in worth.items())


def _without(text: str, values: Iterable[str]) -> str:
    text = _LINK.sub(" ", text)
    for value in values:
        text = text.replace(value, " ")
    return text


def _page(candidate: Candidate, confirmed: tuple[int, float]) -> _Page:
    counts = _written(candidate.title, candidate.path, candidate.headings, candidate.commands, candidate.body)
    lengths = {name: tokens.total() for name, tokens in counts.items()}
    return _Page(candidate, counts, lengths, frozenset().union(*counts.values()), *confirmed)


def _confirmed(alert: AlertText, learned: Sequence[Learned]) -> dict[UUID, tuple[int, float]]:
    """By runbook: how often it resolved the same alert, and how alike the likest alert it resolved is.

    1 is the same alert, ½ its words under another name, 0 fewer than `_ALIKE` of the words.
    """
    ours = counted(f"{alert.name} {alert.summary} {alert.description}").keys()
    found: dict[UUID, tuple[int, float]] = {}
    for known in learned:
        same, alike = found.get(known.runbook_id, (0, 0.0))
        if alert.name and known.name == alert.name:
            found[known.runbook_id] = (same + 1, 1.0)
            continue
        theirs = counted(f"{known.name} {known.text}").keys()
        shared = len(ours & theirs) / max(len(ours), len(theirs), 1)
        likeness = max(0.0, (shared - _ALIKE) / (1 - _ALIKE)) / 2
        found[known.runbook_id] = (same, max(alike, likeness))
    return found


@lru_cache(maxsize=1024)
def _written(title: str, path: str, headings: str, commands: str, body: str) -> Mapping[str, Counter[str]]:
    """What a page says, field by field; pages never change, so the last used ones are kept."""
    cut = body[:_BODY_CHARACTERS]
    prose = _HEADING.sub("", _FENCED.sub("", _FRONT_MATTER.sub("", cut))).strip()
    return {
        "title": counted(title),
        # The file and its folder: further up, every page of a repository says the same.
        "path": counted(" ".join(path.rsplit(".", 1)[0].split("/")[-_PATH_PARTS:])),
        "headings": counted(headings),
        "commands": counted(commands),
        "lead": counted(prose[:_LEAD_CHARACTERS]),
        "body": counted(prose),
    }


def _worth(asked: Mapping[str, float], pages: Sequence[_Page]) -> dict[str, float]:
    """What each word of the alert is worth: its weight times how rare it is among the pages."""
    n = len(pages) + _IMAGINED_PAGES * (len(pages) < _IMAGINED_PAGES)
    worth = {}
    for token, weight in asked.items():
        # A word that stands nowhere says no more than one that stands once: pages have synonyms.
        holding = max(1, sum(token in page.vocabulary for page in pages))
        worth[token] = weight * math.log(1 + (n - holding + 0.5) / (holding + 0.5))
    return worth


def _score(page: _Page, worth: Mapping[str, float], means: Mapping[str, float], alert: AlertText) -> float:
    total = sum(worth[token] * _saturated(page, token, means) for token in worth.keys() & page.vocabulary)
    named = {word.lower() for word in _SEVERITY_WORD.findall(page.candidate.title)}
    if named:
        total *= 1 + _TWIN if alert.severity in named else 1 - _TWIN
    total += _CONFIRMED * page.likeness * sum(worth.values())
    return total


def _saturated(page: _Page, token: str, means: Mapping[str, float]) -> float:
    found = 0.0
    for name, (weight, by_length) in _FIELDS.items():
        if times := page.counts[name].get(token):
            found += weight * times / (1 - by_length + by_length * page.lengths[name] / means[name])
    return found / (_SATURATION + found)


def _ranked(page: _Page, share: float, worth: Mapping[str, float], alert: AlertText) -> RankedRunbook:
    reasons = tuple(_reasons(page, worth, alert))
    candidate = page.candidate
    score = round(min(1.0, share), 4)
    return RankedRunbook(candidate.runbook_id, candidate.version_id, candidate.title, score, reasons)


def _reasons(page: _Page, worth: Mapping[str, float], alert: AlertText) -> Iterable[str]:
    if page.same_alert:
        times = "once" if page.same_alert == 1 else f"{page.same_alert} times"
        yield f"The same alert was resolved with this {times}."
    elif page.likeness:
        yield "An alert in almost the same words was resolved with this."
    name = tokens_of(alert.name)
    titled = page.counts["title"] + page.counts["path"]
    if name and name[0] in titled:
        yield f"Its title names the alert: {alert.name}."
    elif len(name) > 1 and all(part in titled for part in name[1:]):
        yield f"Its title says each word of {alert.name}."
    shared = sorted(worth.keys() & page.vocabulary, key=lambda token: -worth[token])
    if words := _as_written(shared, alert):
        yield f"Both speak of {', '.join(words)}."
    if alert.severity in {word.lower() for word in _SEVERITY_WORD.findall(page.candidate.title)}:
        yield f"It is written for severity {alert.severity}."


def _as_written(tokens: Sequence[str], alert: AlertText, most: int = 4) -> list[str]:
    """The alert's own words behind the tokens; a stem alone reads badly."""
    text = " ".join((alert.summary, alert.description, alert.name, *(alert.labels or {}).values()))
    spelled: dict[str, str] = {}
    for word in re.findall(r"[A-Za-z][A-Za-z0-9]*|\d+", text):
        for token in tokens_of(word)[:1]:
            spelled.setdefault(token, word)
    written = (spelled[token] for token in tokens if token in spelled)
    return [word for word in dict.fromkeys(written) if word != alert.name][:most]


def _verdict(ranked: tuple[RankedRunbook, ...]) -> Ranking:
    if not ranked:
        return Ranking((), True, "No runbook here shares a word with this alert.")
    best = ranked[0]
    if best.score < ENOUGH:
        return Ranking(
            ranked,
            True,
            f"No runbook fits well enough: the nearest, “{best.title}”, covers {best.score:.0%} of what"
            f" the alert says; {ENOUGH:.0%} are needed.",
        )
    return Ranking(ranked, False, " ".join(best.reasons))


def _why_nothing(alert: AlertText, pages: Sequence[_Page]) -> str:
    if not pages:
        return "No runbook here shares a word with this alert."
    return f"The alert {alert.name or 'without a name'} says too little to look for a runbook."
