"""Vague steps: the one question to ask their author."""

from re import compile
from typing import Final

from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue

_EXACT: Final = compile(
    r"`[^`]+`|https?://|\]\(|\]\[|\d+\s*(?:%|ms|s\b|GB|MB|Gi|Mi|min)|\b\d{2,}\b|<[\w-]+>|\$\{?\w+"
    r"|\"[^\"]{3,}\""
)
_LOGS: Final = compile(r"\blogs?\b|\blog files?\b|registros|protokoll|journaux|ログ|日志", 2)
_BOARD: Final = compile(
    r"\b(?:dashboards?|graphs?|metrics?|panels?|monitoring)\b|tablero|panel|tableau de bord|ダッシュボード|仪表|监控",
    2,
)
_PLACE: Final = compile(r"\b(?:console|menu|tab|page|settings|click|select|navigate)\b", 2)


def question_for(draft: Draft, tongues: tuple[Tongue, ...]) -> str | None:
    """What to ask when the step leaves open what exactly to do; None when it is exact enough."""
    if draft.commands or not draft.sentences:
        return (
            "Which picture shows this step, and what does it say in words?"
            if draft.pictured and not draft.commands
            else None
        )
    text = " ".join(sentence.text for sentence in draft.sentences)
    whole = text + " " + " ".join(sentence.text for sentence in draft.details)
    if draft.pictured and len(text) < 160:
        return (
            "What does the picture show? Write it as words or as a command, so that it can be followed"
            " without it."
        )
    if any(tongue.escalation.search(text) for tongue in tongues):
        return (
            None
            if _EXACT.search(whole)
            else "Who exactly is contacted, over which channel, and what do they need to know?"
        )
    if draft.sampled or _EXACT.search(text):
        return None
    if opens_with_verb(text, tongues, state=True) or any(
        opens_with_verb(s.text, tongues, state=True) for s in draft.sentences
    ):
        return "Which exact command or click does this, on which target, and how is it undone?"
    if _LOGS.search(text):
        return "Which log, read with which command, and what in it would be a finding?"
    if _BOARD.search(text):
        return "Which dashboard or metric exactly (a link), and which value is normal?"
    if len(text) > 400 or _PLACE.search(text):
        return None
    return "How exactly is this done: which command or page, and which result is expected?"
