"""What can be offered beside a command: its undo, its dry run, its safer form. Drafted, never run by itself.

Every offer is a command of its own: `advise_all` judges each, and leaves out what two parsers read
differently, a dry run that would destroy, a safer form that is judged worse, and a question that would
change something.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Final

from runbooks.risk.advice.finding import Finder, Found, span_of
from runbooks.risk.advice.page import Page
from runbooks.risk.advice.parts import Part, part_of
from runbooks.risk.advice.statements import Drafts, mongo_drafts, redis_drafts, sql_drafts
from runbooks.risk.classify import (
    MAX_LENGTH,
    Asked,
    First,
    classify_all,
    first_rulings,
    verdicts_of,
)
from runbooks.risk.confirm import agreements
from runbooks.risk.desk import Desk, Script
from runbooks.risk.ruling import Ruling
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.risk.words import Call
from runbooks.types import Language, Risk, Span, Verdict
from runbooks.types.advice import Advice, Offer

UNKNOWN_UNDO: Final = "No undo is known for this command."
_MAX_CALLS: Final = 12  # more changes in one command are read by nobody


type _Labels = Mapping[Asked, Risk]

# Labels of offers that were judged: read with the page, drawn with it a moment later.
_KNOWN: Final[dict[Asked, Risk]] = {}
_REMEMBERED: Final = 8192
_SHORT: Final = 500  # characters of an offer that is remembered


@lru_cache(maxsize=4096)
def advise(text: str, language: Language) -> Advice:
    """The offers beside a command, not yet judged."""
    if len(text) > MAX_LENGTH or not text.strip():
        return Advice(no_undo=UNKNOWN_UNDO)
    spoken = {Language.SQL: sql_drafts, Language.REDIS: redis_drafts, Language.OTHER: mongo_drafts}
    if language in spoken:
        return _of_statement(text, spoken[language](text))
    return _of_shell(text) if language is Language.SHELL else Advice(no_undo=UNKNOWN_UNDO)


def advise_all(pairs: Sequence[Asked], risks: Sequence[Risk]) -> list[Advice]:
    """The offers beside commands whose labels are `risks`, each judged; green commands need none."""
    drafts = [
        Advice() if risk is Risk.GREEN else advise(text, language)
        for (text, language), risk in zip(pairs, risks, strict=True)
    ]
    texts = _offered(zip(drafts, pairs, strict=True))
    labels = {text: label for text in texts if (label := _KNOWN.get(text)) is not None}
    unknown = first_rulings(text for text in texts if text not in labels)
    labels |= _labels(unknown, agreements(_to_confirm(unknown)))
    return [
        _judged(draft, risk, language, labels)
        for draft, (_, language), risk in zip(drafts, pairs, risks, strict=True)
    ]


def judge_with_offers(pairs: Sequence[Asked]) -> list[Verdict]:
    """The verdicts, each with its undo. What is offered beside them is judged in the same run."""
    firsts = first_rulings(pairs)
    doubted = [pair for pair, first in firsts.items() if first.ruling.risk is not Risk.GREEN]
    offers = first_rulings(_offered((advise(*pair), pair) for pair in doubted))
    greens = [script for first in firsts.values() for script in first.unconfirmed]
    agreed = agreements([*greens, *_to_confirm(offers)])
    _labels(offers, agreed)
    return with_undos(pairs, verdicts_of(pairs, firsts, agreed))


def forget_offers() -> None:
    """Every offer is drafted and judged again: for a benchmark, and for a test of the one run."""
    _KNOWN.clear()
    advise.cache_clear()


def judge(command: str, language: Language) -> Verdict:
    """What one command may do, with the reasons, and its undo where one is known."""
    return judge_all([(command, language)])[0]


def judge_all(pairs: Sequence[Asked]) -> list[Verdict]:
    """What each command may do, with the reasons, and its undo where one is known."""
    return with_undos(pairs, classify_all(pairs))


def with_undos(pairs: Sequence[Asked], verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts, each that is not green with its undo where one is known."""
    return [
        verdict if verdict.risk is Risk.GREEN else replace(verdict, undo=_undo(text, language))
        for (text, language), verdict in zip(pairs, verdicts, strict=True)
    ]


def _undo(text: str, language: Language) -> str | None:
    undo = advise(text, language).undo
    return undo.text if undo else None


def _offered(drafts: Iterable[tuple[Advice, Asked]]) -> list[Asked]:
    """Every text that the offers beside some commands hold, once."""
    return list(
        dict.fromkeys(
            (text, language)
            for draft, (_, language) in drafts
            for offer in (draft.undo, draft.dry_run, draft.safer)
            if offer
            for text in filter(None, (offer.text, offer.first))
        )
    )


def _to_confirm(offers: Mapping[Asked, First]) -> list[Script]:
    """What the second parser must see alike: all of an offer, and what is inside of one that is green."""
    outer = (_whole(text, language, first) for (text, language), first in offers.items())
    inner = (script for first in offers.values() for script in first.unconfirmed)
    return [*filter(None, outer), *inner]


def _labels(offers: Mapping[Asked, First], agreed: Mapping[Script, bool]) -> dict[Asked, Risk]:
    """The labels of the offers that both parsers read in the same way; only the shell's have two."""
    labels: dict[Asked, Risk] = {}
    for (text, language), first in offers.items():
        outer = _whole(text, language, first)
        if language is not Language.SHELL or (outer is not None and agreed[outer]):
            labels[text, language] = first.settled(agreed).risk
    kept = {pair: label for pair, label in labels.items() if len(pair[0]) <= _SHORT}
    if len(_KNOWN) + len(kept) > _REMEMBERED:
        _KNOWN.clear()
    _KNOWN.update(islice(kept.items(), _REMEMBERED))
    return labels


def _whole(text: str, language: Language, first: First) -> Script | None:
    """All of a text as one script; None in other languages, and where it is nested too deeply."""
    if language is not Language.SHELL:
        return None
    if first.scripts:
        return first.scripts[-1]
    desk = Desk(HANDLERS, PLAIN)
    try:
        desk.script(text, 0)
    except RecursionError:
        return None
    return desk.scripts[-1]


def _judged(draft: Advice, risk: Risk, language: Language, labels: _Labels) -> Advice:
    def judged(offer: Offer | None, most: Risk) -> Offer | None:
        label = labels.get((offer.text, language)) if offer else None
        if offer is None or label is None or label.rank > most.rank:
            return None
        known = labels.get((offer.first, language)) is Risk.GREEN
        return replace(offer, risk=label, first=offer.first if known else "")

    return replace(
        draft,
        undo=judged(draft.undo, Risk.RED),
        dry_run=judged(draft.dry_run, Risk.YELLOW),
        safer=judged(draft.safer, risk),
    )


def _of_statement(text: str, drafts: Drafts) -> Advice:
    span = Span(0, len(text))

    def offer(kind: str) -> Offer | None:
        draft = drafts.kinds.get(kind)
        return draft and Offer(draft.text, span, draft.says, first=draft.first)

    undo = offer("undo")
    return Advice(undo, offer("dry"), offer("safer"), "" if undo else drafts.never or UNKNOWN_UNDO)


def _of_shell(text: str) -> Advice:
    finder = Finder()
    try:
        ruling = finder.script(text, 0)
    except RecursionError:
        return Advice(no_undo=UNKNOWN_UNDO)
    changing = [found for found in finder.found if found.ruling.risk is not Risk.GREEN]
    if not changing or len(changing) > _MAX_CALLS:
        return Advice(no_undo=UNKNOWN_UNDO)
    parts = [part_of(found) for found in changing]
    if finder.lost or "[[" in text or "((" in text or _changes_elsewhere(ruling, finder.found):
        return Advice(no_undo=_never(parts))
    page = Page(text, finder.found)
    undo = page.undo(parts)
    return Advice(
        undo,
        page.in_place(parts, "dry", every=True),
        page.in_place(parts, "safer", every=False),
        "" if undo else _never(parts),
    )


def _never(parts: Iterable[Part]) -> str:
    return next((part.never for part in parts if part.never), UNKNOWN_UNDO)


def _changes_elsewhere(ruling: Ruling, found: Sequence[Found]) -> bool:
    """True when something that is no simple command, a redirect or a function, changes something."""
    ranges = [span_of(_outermost(one)) for one in found]
    return any(
        leaf.risk is not Risk.GREEN
        and any(
            word.end and not any(start <= word.start and word.end <= end for start, end in ranges)
            for word in leaf.words
        )
        for leaf in ruling.leaves()
    )


def _outermost(found: Found) -> Call:
    statement, place = found.statement, found.place
    while place.outer is not None and place.holder is not None:
        statement, place = place.holder, place.outer
    return statement
