"""Sentences that answer the one before: "otherwise …", "in that case …", "if so …"."""

from re import compile
from typing import Final

from runbooks.parsing.clauses import condition_in
from runbooks.parsing.document import Sentence
from runbooks.parsing.forks import GO_ON, Fork, shortened
from runbooks.parsing.instructions import is_order, opens_with_verb
from runbooks.parsing.memory import once_a_page
from runbooks.parsing.tongues.tongue import Tongue

_CHECKS: Final = compile(
    r"(?:[\w,' ()]{0,60}\b)?(?:check|verify|confirm|make sure|ensure|see|test|validate)\b", 2
)
_THEN: Final = compile(r"(?:then|if so|if yes|yes|if it is|if it does)\b[,:]?\s*", 2)
_IF_NOT: Final = compile(r" ?[,;(–—-] ?(?:and )?if (?:not|it (?:is|does)(?: not|n.t))\b[,:]?\s+", 2)
_ONLY_IF: Final = compile(r"\bonly (?:if|when) ", 2)


@once_a_page
def opens_otherwise(text: str, tongues: tuple[Tongue, ...]) -> int:
    """Where the action after "otherwise" begins; 0 when the sentence opens differently."""
    bare = text.lstrip("*_ ")
    match = next((m for t in tongues if (m := t.otherwise_clause.match(bare))), None)
    return match.end() + len(text) - len(bare) if match else 0


def referring(named: Sentence, action: str) -> Fork:
    """ "It may be that the disk is full. In that case, clear it." """
    start, end = condition_in(named.text)
    return Fork(shortened(named.part(start, end)), (action,))


def answered(question: Sentence | None, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "Is it active? Then stop here." """
    if question is None or not question.text.rstrip(" *_").endswith(("?", "？")):
        return None
    match = _THEN.match(text) or next((m for t in tongues if (m := t.affirmation.match(text))), None)
    return Fork(shortened(question), (text[match.end() :],)) if match else None


def check_of(sentence: Sentence, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "Check that the archive is there", when the next sentence is "If not, …"."""
    if not _CHECKS.match(sentence.text) and not any(t.check.match(sentence.text) for t in tongues):
        return None
    return Fork(shortened(sentence.part(0, len(sentence.text.rstrip(" .")))), (GO_ON,))


def only_if(sentence: Sentence) -> Fork | None:
    """ "It comes back only if X", when the next sentence is "Otherwise, …"."""
    match = _ONLY_IF.search(sentence.text)
    if match is None:
        return None
    return Fork(shortened(sentence.part(match.end(), len(sentence.text.rstrip(" .")))), (GO_ON,))


def checked_or_not(sentence: Sentence, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    """ "Verify that X; if not, do Y": the check and its other way out in one sentence."""
    match = _IF_NOT.search(text)
    if match is None or check_of(sentence, tongues) is None:
        return None
    rest = text[match.end() :]
    if not (opens_with_verb(rest, tongues) or is_order(rest)):
        return None
    return Fork(shortened(sentence.part(0, match.start())), (GO_ON, rest))
