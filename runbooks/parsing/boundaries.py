"""Where a condition ends and what to do then begins, with a comma or without one."""

from collections.abc import Iterator
from re import IGNORECASE, Match, compile
from typing import Final

from runbooks.parsing.tongues.en import EN
from runbooks.parsing.words import words

COMMA: Final = compile(r",\s+|,(?!\d)|、\s*|:\s+|：|;\s+|\s[–—-]\s|\bthen\b")
NO_COMMA: Final = compile(
    r"\s(?=(?:it will be (?:needed|necessary|required|best)|it is (?:necessary|recommended|possible|best)"
    r"|you'll (?:have|need)\b|you (?:can|should|must|may|might"
    r"|will|need|have)|we (?:can|should|need)"
    r"|please|then|make sure|it (?:can|should|must) (?:then )?be (?=\w+ed\b))\b)",
    IGNORECASE,
)
# A comma within code, brackets or quotation marks parts nothing.
_HELD: Final = compile(r"`[^`]*`|\([^()]*\)|\"[^\"]*\"")
_ORDER: Final = compile(
    r"\s(?=([a-z]{2,12})\s+(?:(?:the|a|an|your|it|them|all|any|each|its|their|steps?)\b|[`\[<]|(to|at|on) ))",
    IGNORECASE,
)
_FAR: Final = 400  # characters within which a condition ends
_AWAY: Final = words("escalate proceed go skip jump switch continue return move talk refer")
# As often nouns as orders, within a clause.
_NOUNS: Final = words(
    """
    file list log report request limit scale access backup process state step note host monitor time trace
    order output input change issue load set query schedule filter document release display record register
    import build dump store sample plan review count tag mark show display point type work test
    """
)
_AT: Final = words("look focus")
_BEFORE: Final = words(
    """
    to you we they i it he she and or nor but the a an this that these those your our their its of in on at
    by for with from as can could will would shall should may might must not do does did has have had be been
    being is are was were still just also only never always already now currently who which what how when
    where if unless no any some each every
    """
)
_FINITE: Final = compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|not|fails?|occurs?|happens?|persists?"
    r"|remains?|exists?|continues?|shows?|sees?|decide|want|need|helps?|exceeds?|drops?|goes|\w{3,}ed"
    r"|nothing|says?|reports|prints|contains?|returns|\w+n['’]t)\b",
    IGNORECASE,
)


def apart(text: str) -> str:
    """The text with what code, brackets and quotation marks hold crossed out; as long as before."""
    return _HELD.sub(lambda held: "x" * len(held[0]), text)


def pauses(held: str, at: int) -> Iterator[Match[str]]:
    """The signs that may end the condition, in a text whose held parts are crossed out."""
    return COMMA.finditer(held, at)


def bare_order(text: str, held: str, at: int) -> int:
    """Where an order follows a whole clause without a comma: "if X does not help force Y"; 0 for none."""
    for match in _ORDER.finditer(text, at, at + _FAR):
        verb = match[1].lower()
        before = held[at : match.start()].split()
        if len(before) < 3 or before[-1].lower() in _BEFORE or before[-1].endswith(("ly", ",")):
            continue
        known = (
            verb in (_AWAY if match[2] == "to" else _AT)
            if match[2]
            else verb in EN.verbs and verb not in _NOUNS
        )
        if known and _FINITE.search(held, at, match.start()):
            return match.end()
    return 0
