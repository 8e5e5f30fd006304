"""The clause after a condition: an order, a way out, or only what follows from it."""

from re import compile
from typing import Final

from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_BARE: Final = words(
    "not so yes no needed necessary possible required this that it done applicable true false"
)
_ADVICE: Final = compile(
    r"\b(?:you|we) (?:can|could|should|must|may|might|need|have to)\b|\b(?:should|must|can"
    r"|need to) be \w+ed\b|\bplease\b|\bmake sure\b",
    2,
)
# "…, it means that …", "…, you will see …": what follows from it, not what to do.
_FOLLOWS: Final = compile(
    r"(?:then |so )?(?:(?:it|this|that|there|they)\W+(?:just |only |simply |usually |likely |probably "
    r"|also )?(?:means?\b"
    r"|(?:may|might|could|can) (?:be|mean|indicate|have)\b|(?:has|have) been\b|was\b|were\b|indicat\w+"
    r"|impl(?:y|ies)\b"
    r"|suggests?\b|is (?:likely|probably|possible that|because|due|a sign|an indication)\b)"
    r"|(?:you|we) (?:can only|cannot|can't|(?:will|should|would|might|may|'ll) (?:see|get|receive|have"
    r"|notice|observe)\b))",
    2,
)


def is_bare(condition: str, tongues: tuple[Tongue, ...]) -> bool:
    """ "If not, …", "if so, …": it says nothing without the sentence before."""
    bare = condition.strip(" ,.:*_()。、").lower()
    return (
        any(t.bare.issuperset(bare.split()) for t in tongues)
        or bare in _BARE
        or bare in ("need be", "not already", "not already done", "you like", "at all")
    )


def acts(rest: str, tongues: tuple[Tongue, ...], *, strict: bool) -> bool:
    """The main clause names an act or a way out, though not as an order."""
    head = " ".join(rest.split()[:14])
    if strict:
        return bool(_ADVICE.search(head))
    return any(
        t.modal.search(head) or t.escalation.search(head) or t.ending.search(head) or t.jump.search(head)
        for t in tongues
    )


def follows(rest: str, tongues: tuple[Tongue, ...]) -> bool:
    """It only says what the condition means, and asks for nothing after that."""
    if _FOLLOWS.match(rest) is None:
        return False
    return not any(opens_with_verb(part, tongues) for part in rest.split(", ")[1:])
