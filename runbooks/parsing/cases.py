"""Forks that headings and labels make: "If the disk is full", "For permission issues", "Node left: …"."""

from collections.abc import Sequence
from re import compile
from typing import Final

from runbooks.parsing.decisions import WHEN_TO, after_lead
from runbooks.parsing.document import Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.forks import Fork, shortened
from runbooks.parsing.instructions import is_order, opens_with_verb
from runbooks.parsing.tongues.spoken import ALL
from runbooks.parsing.tongues.tongue import Tongue

_TROUBLE: Final = compile(
    r"\b(?:\w*issues?|problems?|\w*errors?|violations?|mismatch\w*|conflicts?|fail\w*|outages?|crash\w*"
    r"|timeouts?|high|low|full|slow|stuck|missing|unavailable|down|bad|not|warnings?|critical|corrupt\w*"
    r"|exhaust\w*|leaks?|loss|degrad\w*|latency|lag)\b",
    2,
)
_LISTED: Final = compile(r"\b(?:if|when) ?[:：]\W*$", 2)
_NO: Final = compile(r"[\W\d]{0,8}no(?:\*\*|__)?\s*(?:[:,：]|->|=>|→|[–—-]\s)\s*", 2)
_YES: Final = compile(r"[\W\d]{0,8}yes(?:\*\*|__)?\s*(?:[:,：]|->|=>|→|[–—-]\s)\s*", 2)
_STATES: Final = compile(r"\b(?:spikes?|surges?|scenarios?|exceeded|expired|denied|refused|saturat\w+)\b", 2)
_FOR: Final = compile(r"for (?!the following|example|more|reference)\S", 2)
_CASE: Final = compile(r"^\W*([^:*]{3,80}?)\**\s?(?::|→|->|=>|–|—| - )\**\s*(?=\S)")


_NEAR: Final = 6  # steps within which a question is answered
_WORDS: Final = 6  # of a label that names a case


def heading_fork(heading: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "If the pods are not running" as a heading: what stands under it is the action."""
    start = after_lead(heading.text)
    for tongue in tongues:
        if WHEN_TO.match(heading.text, start):
            return None
        if (match := tongue.condition.match(heading.text, start)) and len(heading.text) - match.end() > 4:
            return Fork(
                shortened(heading.part(start if tongue.code == "ja" else match.end(), len(heading.text))),
                ("",),
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
    action = sentence.text[match.end() :] if match else ""
    if match is None or not (action.startswith("`") or opens_with_verb(action, tongues) or is_order(action)):
        return None
    return Fork(shortened(sentence.part(match.start(1), match.end(1))), (action,))


def listed_case(draft: Draft) -> Fork | None:
    """ "Escalate if:" over a list: one way out, under the first of its points; the others are read there."""
    lead = draft.sentences[-1].text if draft.sentences else ""
    match = _LISTED.search(lead) or (_LISTED.search(lead + ":") if lead == draft.section else None)
    if match is None or draft.commands or not draft.details:
        return None
    return Fork(shortened(draft.details[0]), (lead[: match.start()].rstrip(),))


def answers_to(number: int, drafts: Sequence[Draft]) -> Fork | None:
    """ "Is it running?" over the points "Yes: …" and "No: …"."""
    draft = drafts[number - 1]
    asked = [s for s in (*draft.sentences, *draft.details) if s.text.rstrip(" *_").endswith("?")]
    if not asked:
        return None
    actions: list[str] = []
    targets: list[int | None] = []
    said: list[tuple[Sentence, int | None]] = [(s, None) for s in draft.details]
    for at in range(number, min(number + _NEAR, len(drafts))):
        item = drafts[at].item
        if item is None or item.parent is not draft.item or not drafts[at].sentences:
            break
        said.append((drafts[at].sentences[0], at + 1))
    for sentence, step in said:
        if match := _YES.match(sentence.text) or _NO.match(sentence.text):
            actions.append(sentence.text[match.end() :])
            targets.append(step)
    return Fork(shortened(asked[-1]), tuple(actions), tuple(targets)) if len(actions) > 1 else None


def labelled_siblings(drafts: Sequence[Draft]) -> set[int]:
    """The drafts, by number, of points side by side that each begin with a trouble: "**Disk full**: …"."""
    lists: dict[int, list[int]] = {}
    for number, draft in enumerate(drafts, start=1):
        match = _CASE.match(draft.sentences[0].text) if draft.item and draft.sentences else None
        label = match[1] if match else ""
        named = _TROUBLE.search(label) or _STATES.search(label)
        if (
            draft.item is not None
            and named
            and len(label.split()) < _WORDS
            and not opens_with_verb(label, ALL)
        ):
            lists.setdefault(draft.item.list_number, []).append(number)
    return {number for group in lists.values() if len(group) > 1 for number in group}
