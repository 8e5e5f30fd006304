"""The clause after a condition: an order, a way out, or only what follows from it."""

from re import Match, compile
from typing import Final

from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue, unaccented
from runbooks.parsing.words import words

_BARE: Final = words(
    "not so yes no needed necessary possible required this that it done applicable true false"
)
_ADVICE: Final = compile(
    r"\b(?:you|we) (?:can|could|should|must|may|might|need|have to)\b|\b(?:should|must|can"
    r"|need to) be \w+ed\b|\bplease\b|\bmake sure\b",
    2,
)
# "…, the best strategy is to …", "…, restarting it may help"
_BEST: Final = compile(
    r"\b(?:best|recommended|safest|easiest|simplest|preferred|next|only) (?:\w+ ){0,2}(?:is|are) to\b"
    r"|\bit is (?:best|recommended|advisable|necessary|advised|wise) to\b"
    r"|^\w+ing\b.{0,120}\bis (?:an?|another|the) (?:\w+ )?(?:alternative|option|way|solution|workaround)\b"
    r"|^\w+ing\b.{0,80}\b(?:may|might|can|could|should|will|usually) (?:help|fix|resolve|solve|clear)",
    2,
)
# "…, it means that …", "…, you will see …": what follows from it, not what to do.
_FOLLOWS: Final = compile(
    r"(?:(?:then )?there is (?:probably|likely)\b"
    r"|(?:then )?there is an? [\w ]{0,30}(?:issue|problem|error)\b|this is why\b"
    r"|(?:you|we) are (?:only|just|not|mainly|dealing|concerned)\b"
    r"|[^,.]{0,60}?\b(?:may|might|can|could|will) (?:just |simply |then )?become\b"
    r"|no [\w ]{2,30} (?:is|are) (?:possible|available)\b"
    r"|(?:please )?(?:keep in mind|note that|remember)\b|(?:the |all |you "
    r"|they )[^,]{0,60}?\bmay"
    r" (?:crash|fail|be (?:un\w+|\w+ing|due|caused|slow|down))\b"
    r"|[^,.]{0,60}?\b(?:may|might|can|could|will) be (?:for|in|lost|too|down|with|on|that|because"
    r"|offline|unavailable|misconfigured|missing|broken|stuck|outdated|wrong|overloaded)\b"
    r"|it (?:will|would) (?:crash|fail)\b"
    r"|(?:then )?(?:the|this|that|it) [\w ]{1,30}?(?:worked|succeeded)\b"
    r"|(?:then |so )?(?:(?:it|this|that|there|they)\W+(?:just |only |simply |usually |likely |probably "
    r"|also )?(?:means?\b"
    r"|(?:can be (?!\w+ed\b(?! by)|done\b|run\b|made\b|sent\b|found\b|taken\b|set\b|safe|useful|worth)"
    r"|(?:may|might|could) be\b(?! (?:necessary|needed|required|possible|useful|helpful|worth|best"
    r"|safe|enough|easier|better))|(?:may|might|could|can) (?:"
    r"mean\b|indicate\b|have\b))|(?:has|have) been\b|was\b|were\b|indicat\w+"
    r"|impl(?:y|ies)\b"
    r"|suggests?\b|(?:is|s) (?:more )?(?:likely|probably|possible that|because|due|a sign|an indication)\b)"
    r"|(?:you|we) (?:can only|cannot|can't|(?:will|should|would|might|may|'ll) (?:see|get|receive"
    r"|have(?! to\b)|notice|observe|find)\b)))",
    2,
)
# "Escalate if unresolved", but not "if enabled": of one word, only what became of the trouble.
_STATE: Final = compile(
    r"\s*(?!enabled|configured|installed|supported|desired|prompted|requested|wanted|needed|required|planned)"
    r"[\w/-]+(?:ed|ing|-bound|-specific|stuck)\s*",
    2,
)
# "In that case, …", "If so, …": the condition stands in the sentence before.
_REFERRED: Final = compile(
    r"\W{0,3}(?:in (?:that|this|such a|such) (?:case|situation|event)|if so|if yes"
    r"|if (?:this|that|it) (?:is (?:the case|true|so)|happens|occurs|does(?! not\b))"
    r"|(?:when|should) this happens?)"
    r"[,:]?\s+(?:then\s+)?(?=\S)",
    2,
)
_NAMES: Final = compile(
    r"\W*(?:(?:it(?: is|'s|’s) (?:also )?(?:possible|likely|conceivable)|it (?:may|might"
    r"|could) (?:also )?be|sometimes)"
    r"(?: that)?|(?:first |then |next |also )?(?:check|verify|see|determine|confirm|find out|test|make sure)"
    r" (?:if|whether|that)|if|when|in case)\s+",
    2,
)
_GOES_ON: Final = compile(
    r",|\s(?:this|it|that) (?:may|might|could|can|is|means|indicates|usually)\b|[.?:]\s*$", 2
)


def became(condition: str) -> bool:
    """One word that tells what became of the trouble."""
    return _STATE.fullmatch(condition) is not None


# A condition after the opening of its sentence: "After five minutes, if …", "Errors are common: if …".
LATER: Final = compile(
    r"(?:[:;(]|\s[–—-]|^\W*(?:after|during|within|once|when|at this point)\b[^,;]{2,80}?(?:,| and))\s*"
    r"(?=(?:but |and |or |however )?(?:if|in case)\b)",
    2,
)
_CLAUSES: Final = compile(r"[,;:] (?:so|and|but)\b|[;:] ")
_YOU_MAY: Final = compile(
    r"\b(?:you|we) (?:can|could|should|must|may|might|need|have to) (?!see|find|get|have)", 2
)
_WAY: Final = compile(r"\b(?:option|solution|fix|way|remedy|workaround) is to \w", 2)


def advised(before: str) -> bool:
    """What stands right before the condition asks for an act: "…, so you may need to run it again"."""
    clause = _CLAUSES.split(before[-200:])[-1]
    return _YOU_MAY.search(clause) is not None or _WAY.search(clause) is not None


_ASIDE: Final = compile(r"\s*,?\s*(?:however|though|on the other hand|for (?:some|any) reason)\s*,\s*", 2)


def past_aside(match: Match[str]) -> int:
    """Where the words of a condition begin after its "if": "if, however, X"."""
    aside = _ASIDE.match(match.string, match.end())
    return aside.end() if aside else match.end()


def referred(text: str) -> int:
    """Where the action begins in a sentence whose condition stands in the one before; 0 for another."""
    match = _REFERRED.match(text)
    return match.end() if match else 0


def condition_in(text: str) -> tuple[int, int]:
    """Where the condition stands in a sentence that the next refers to."""
    match = _NAMES.match(text)
    start = match.end() if match else 0
    if match is None:
        return 0, len(text.rstrip(" .*_"))
    end = _GOES_ON.search(text, start + 1)
    return start, end.start() if end else len(text.rstrip(" .*_"))


_MEANS: Final = compile(
    r"\s(?:it|this|that) (?:(?:can|may|might|could|would|usually|often|probably) )?(?:means?|indicates?"
    r"|suggests?)\b|\b(?:such as|like|similar to)\W*:\W*$",
    2,
)


def means(text: str) -> bool:
    """ "If it fails it can mean any of these:": causes or a sample follow, not what to do."""
    return _MEANS.search(text) is not None


_SUCH: Final = compile(r"\b(?:such as|like|including|e\.g\.)\s", 2)
_CLAUSE: Final = compile(r"(?:you|we|it|they|the|this|that|please|then|do|try|a|an)\b", 2)


def enumerates(condition: str, rest: str) -> bool:
    """The comma between them stands in a row of examples: "such as a, b or c"."""
    if not _SUCH.search(condition):
        return False
    head = rest.split(",")[0]
    return len(head.split()) < 4 and _CLAUSE.match(head) is None


_ALERTED: Final = compile(
    r"(?:this|the|that|an?) (?:alert|alarm|warning|incident)(?: is)? (?:fires?|fired|firing|triggers?"
    r"|triggered|raised|goes off|occurs?|happens|activates?)",
    2,
)
_SO: Final = compile(r"[,;]? so (?:please |just |you (?:can|should|may|must) )?", 2)


def is_bare(condition: str, tongues: tuple[Tongue, ...]) -> bool:
    """ "If not, …", "if so, …": it says nothing without the sentence before."""
    condition = condition.lstrip(" ,.:*_(").partition(" (")[0]  # "if needed (`…` in …)"
    bare = unaccented(condition.strip(" ,.:*_()。、").lower())
    return (
        any(t.plain_bare.issuperset(bare.split()) for t in tongues)
        or bare in _BARE
        or _ALERTED.fullmatch(bare) is not None
        or bare in ("need be", "not already", "not already done", "you like", "at all")
    )


# "…, in a separate terminal run:"
_ELSEWHERE: Final = compile(
    r"(?:in|on|from|inside|within) (?:an?|the|your|each|every|another) [\w -]{2,40}?,? "
    r"(?:run|execute|type|enter|use)\b",
    2,
)


def acts(rest: str, tongues: tuple[Tongue, ...], *, strict: bool) -> bool:
    """The main clause names an act or a way out, though not as an order."""
    head = " ".join(rest.split()[:14])
    if strict:
        return bool(_ADVICE.search(head))
    if _ELSEWHERE.match(head):
        return True
    if _BEST.search(head) or any(opens_with_verb(part, tongues) for part in _SO.split(rest[:300])[1:3]):
        return True
    return any(
        t.modal.search(head) or t.escalation.search(head) or t.ending.search(head) or t.jump.search(head)
        for t in tongues
    )


def follows(rest: str, tongues: tuple[Tongue, ...]) -> bool:
    """It only says what the condition means, and asks for nothing after that."""
    if _FOLLOWS.match(rest) is None and not any(t.result.match(rest) for t in tongues):
        return False
    return not any(opens_with_verb(part, tongues) for part in rest.split(", ")[1:])
