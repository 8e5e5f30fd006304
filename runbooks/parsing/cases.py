"""Forks that headings and labels make: "If the disk is full", "For permission issues", "Node left: …"."""

from collections.abc import Sequence
from re import compile
from typing import Final

from runbooks.parsing.decisions import WHEN_TO, after_lead
from runbooks.parsing.document import Sentence
from runbooks.parsing.forks import Fork, shortened
from runbooks.parsing.instructions import is_order, opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue

_TROUBLE: Final = compile(
    r"\b(?:\w*issues?|problems?|\w*errors?|violations?|mismatch\w*|conflicts?|fail\w*|outages?|crash\w*"
    r"|timeouts?|high|low|full|slow|stuck|missing|unavailable|down|not|warnings?|critical|corrupt\w*"
    r"|exhaust\w*|leaks?|loss|degrad\w*|latency|lag)\b",
    2,
)
_FOR: Final = compile(r"for (?!the following|example|more|reference)\S", 2)
_CASE: Final = compile(r"^\W*([^:*]{3,80}?)\**\s?(?::|→|->|=>|–|—| - )\**\s*(?=\S)")


def heading_fork(heading: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "If the pods are not running" as a heading: what stands under it is the action."""
    start = after_lead(heading.text)
    for tongue in tongues:
        if WHEN_TO.match(heading.text, start):
            return None
        if (match := tongue.condition.match(heading.text, start)) and len(heading.text) - match.end() > 4:
            return Fork(
                shortened(heading.part(match.end() if tongue.spaced else start, len(heading.text))), ("",)
            )
    return None


def cases_of(headings: Sequence[Sentence]) -> list[Fork]:
    """ "For permission issues", "For type mismatches": headings side by side that each name a case."""
    cases = [heading for heading in headings if _FOR.match(heading.text) and _TROUBLE.search(heading.text)]
    if len(cases) < 2:
        return []
    return [Fork(shortened(case.part(4, len(case.text))), ("",)) for case in cases]


def labelled_case(sentence: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "**Node left the cluster**: restart the node", one of several cases."""
    match = _CASE.match(sentence.text)
    if match is None or not (
        opens_with_verb(sentence.text[match.end() :], tongues) or is_order(sentence.text[match.end() :])
    ):
        return None
    return Fork(shortened(sentence.part(match.start(1), match.end(1))), (sentence.text[match.end() :],))
