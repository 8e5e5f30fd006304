"""Vague steps: the one question to ask their author."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.decisions import forks_of
from runbooks.parsing.document import Item
from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import instructs, opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue

_EXACT: Final = compile(
    r"https?://|\]\(|\]\[|\[\w[^\]:\n]+\]|<[\w-]+>|\$\{?\w+|\"[^\"]{3,}\""
    r"|\bfollowing (?:\w+ )?(?:steps?|approaches|options|commands?|query|procedure)\b"
    r"|\b(?:press|hit) (?:enter|escape|tab|space|ctrl\S*|\S\b)"
    r"|\b(?:ssh|log ?in|connect)(?: in)? ?(?:on|in)?to (?:the )?\w+[\d.-][\w.-]*\b"
    r"|\bthis (?:query|command|script|code|link|url|dashboard)\b|\bsteps? \d"
    r"|\bext(?:ension|\.)? ?\d{3}|(?<![\w.@/-])(?:[\w-]{2,40}\.){1,3}(?:com|org|net|io|dev)\b"
    r"|(?-i:\bSELECT\b.{1,80}\bFROM\b|(?:\b[A-Z]\w+ ){1,4}(?:form|tab|screen|dialog|window)\b)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w",
    IGNORECASE,
)
# Whom to reach, where, and what to say; or a pager's service, which says it all.
_CHANNEL: Final = compile(
    r"(?:(?<!\w)[#@][a-z][\w-]{2,}|\+\d[\d ()-]{6,}).{0,60}\b(?:with|and (?:tell|include|give|provide"
    r"|say|attach))\b"
    r"|\b(?:service|schedule|rota)\W+`"
)
_WAITS: Final = compile(
    r"\b(?:wait|monitor|watch|warte\w*|esper\w+|aguard\w+|attend\w+|patient\w+)\b.{0,30}\d"
    r"|\d+ ?(?:分|秒|時間|分钟|小时).{0,8}待"
    r"|等待?.{0,6}\d",
    IGNORECASE,
)
# What is done to the incident and not to the system is plain enough.
_PAPERWORK: Final = compile(
    r"\W*(?:close|acknowledge|write down|note|record|copy|skip|repeat"
    r"|proceed|continue)\b"
    r"(?=.{0,40}\b(?:incident|ticket|alert|time|next step|steps?|case|issue|number|bug|jira|output|id"
    r"|names?|values?)\b)"
    r"|\W*(?:update|write|fill in|open|conduct|hold|schedule) (?:the |an? |your )?(?:[\w-]+ ){0,2}"
    r"(?:ticket logs?|reports?|timeline|post-?mortem|cmdb|inventory|documentation|docs|wiki|status page"
    r"|polic(?:y|ies)|retrospective|incident record|post-incident review)\b"
    r"|\W*update (?:the |your )?ticket\b"
    r"|\W*(?:record|document|capture) (?:any|all|the|current|new|failure|host)\b"
    r"|\W*(?:verify|check|confirm|ensure|validate|make sure)(?: that)? (?:the |all )?alerts?\b.{0,20}"
    r"\b(?:no longer|clear\w*|resolve[sd]?|gone|stop\w*)\b|\W*create follow-?up\b",
    IGNORECASE,
)
# "The usual dashboard": whoever does not know it already cannot follow.
_USUAL: Final = compile(
    r"\b(?:the|our|as|like) (?:usual|normal|standard|common|regular|known)(?! (?:output|error|input"
    r"|deviation|port)\b)"
    r"|\b(?:übliche|gewohnte)[nrsm]?\b|\bwie üblich|\b(?:habitual|habituel|habituais|habituales"
    r"|d'habitude)\w*"
    r"|いつもの|通常の手順|常用|惯例|平时",
    IGNORECASE,
)
# "Ask Anna": people leave, teams stay.
_PERSON: Final = compile(
    r"(?<!not )(?<!n't )(?<!can )(?<!the )(?<!\[)\b(?:[Cc]ontact|[Cc]all|[Aa]sk|[Pp]ing|[Pp]age"
    r"|[Ee]mail|[Tt]alk to|[Rr]each out to|[Mm]essage) [A-Z][a-z]{2,}(?: [A-Z][a-z]+)?(?=[ .,;)]|$)"
    r"|\b[Ff]ragen? (?:Sie )?[A-Z][a-z]+\b|\b(?:[Pp]regunt|[Cc]ontact|[Ll]lam|[Aa]vis|[Ll]igu)\w+ (?:a"
    r"|ao|à|para) [A-Z][a-z]+"
    r"|\b(?:[Dd]emand|[Pp]arl)e[rz]? (?:à|avec) [A-Z]\w+|[\u4e00-\u9fff]{1,4}(?:さん|様)に(?:連絡|確認|聞)"
)
_CODE: Final = compile(r"`[^`]+`")
_NAME: Final = compile(r"`[A-Za-z][\w-]*`")  # of a service or a namespace: it does not say how to look
_LOGS: Final = compile(r"\blogs?\b|\blog files?\b|registros|protokoll|journaux|ログ|日志", IGNORECASE)
_BOARD: Final = compile(
    r"\b(?:dashboards?|graphs?|metrics?|panels?|monitoring)\b|tablero|panel|tableau de bord"
    r"|ダッシュボード|仪表|监控",
    IGNORECASE,
)
_CLICKS: Final = compile(
    r"\b(?:menu|tab|click|navigate|go to)\b|(?:^|, )select\b"
    r"|(?-i:\b[Ss]elect (?:the )?[\"'*`\[A-Z]|(?:->|→| > )[\"'*`\[A-Z ]*[A-Z])",
    IGNORECASE,
)
_LOOKS: Final = compile(
    r"\b(?:check|look|ensure|verify|investigate|consult|inspect|examine|review|compare|monitor|identify"
    r"|find|see|study|analy[sz]e|make sure|diagnose|troubleshoot|debug|consider)\b",
    IGNORECASE,
)

_TRIES: Final = compile(r"\W*(?:attempt to|you (?:must|should|(?:will )?(?:have|need) to)) ", IGNORECASE)
_NUMBER: Final = compile(r"\d")
_DETAILS: Final = 3  # points under a step that may hold what is meant
_TYPED: Final = compile(r"`[\w./-]+ [^`]+`")  # `DELETE _cold/logs`: what is typed
_LINKED: Final = compile(r"\]\(|\]\[|https?://|\"[^\"]{3,}\"")

PICTURE: Final = (
    "What does the picture show? Write it as words or as a command, so that it can be followed without it."
)
PERSON: Final = "Who exactly is contacted, over which channel, and what do they need to know?"
CHANGE: Final = "Which exact command or click does this, on which target, and how is it undone?"
LOGS: Final = "Which log, read with which command, and what in it would be a finding?"
BOARD: Final = "Which dashboard or metric exactly (a link), and which value is normal?"
USUAL: Final = "Which one exactly (a link, a name or a command), for someone who has never done it?"
HOW: Final = "How exactly is this done: which command or page, and which result is expected?"


def questions_for(drafts: Sequence[Draft], tongues: tuple[Tongue, ...]) -> Iterator[str | None]:
    """What to ask about each step. Points under a step that is asked about are asked about with it."""
    asked: set[Item] = set()
    for draft, following in zip_longest(drafts, drafts[1:]):
        parent = draft.item.parent if draft.item else None
        question = None if _leads_on(draft, following) else question_for(draft, tongues)
        if parent in asked and question in (CHANGE, HOW, LOGS, BOARD):
            question = None
        if draft.item is not None and (question or parent in asked):
            asked.add(draft.item)
        yield question


def _leads_on(draft: Draft, following: Draft | None) -> bool:
    """The next step is a point under it, with the command that does it."""
    if following is None or draft.item is None or following.item is None or not following.commands:
        return False
    return following.item.parent is draft.item


def question_for(draft: Draft, tongues: tuple[Tongue, ...]) -> str | None:
    """What to ask when the step leaves open what exactly to do; None when it is exact enough."""
    if draft.commands:
        return None
    text = " ".join(sentence.text for sentence in draft.sentences)
    if draft.pictured and len(text) < 200:
        return PICTURE
    if not text:
        return None
    if any(tongue.escalation.search(text) for tongue in tongues):
        return None if _EXACT.search(text) or _CHANNEL.search(text) else PERSON
    if _PERSON.search(text):
        return PERSON
    told = " ".join(sentence.text for sentence in draft.details[:_DETAILS])
    if (
        draft.sampled
        or _EXACT.search(text)
        or _LINKED.search(told)
        or _TYPED.search(told)
        or _points(draft)
        or _plain_enough(text, tongues)
    ):
        return None
    if _USUAL.search(text):
        return BOARD if _BOARD.search(text) else USUAL
    forked = any(
        fork.condition.start - draft.sentences[0].start < 12 for fork in forks_of(draft.sentences, tongues)
    )
    changes = opens_with_verb(text, tongues, state=True)
    if forked and not changes and not _LOOKS.search(text):
        return CHANGE if _tells_change(draft, tongues) and not _CODE.search(text) else None
    if not changes and not forked and not any(instructs(s.text, tongues) for s in draft.sentences):
        return CHANGE if _tells_change(draft, tongues) and not _CODE.search(text) else None
    if changes:
        return CHANGE if len(_CODE.findall(text)) < 2 and _TYPED.search(text) is None else None
    codes = _CODE.findall(text)
    named = len(codes) == 1 and _NAME.fullmatch(codes[0]) is not None and _LOGS.search(text)
    if (codes and not named) or _CLICKS.search(text) or len(text) > 500:
        return None
    if _LOGS.search(text):
        return LOGS
    return BOARD if _BOARD.search(text) else HOW


def _tells_change(draft: Draft, tongues: tuple[Tongue, ...]) -> bool:
    """ "If the lag persists, add a replica": the way out changes something, and not by a number."""
    return any(
        opens_with_verb(_TRIES.sub("", action), tongues, state=True) and _NUMBER.search(action) is None
        for fork in forks_of(draft.sentences, tongues)
        for action in fork.actions
    )


def _plain_enough(text: str, tongues: tuple[Tongue, ...]) -> bool:
    """It only waits a while, goes to another step, or keeps the records."""
    if len(text) > 120:
        return False
    goes = any(tongue.jump.search(text) for tongue in tongues)
    return bool(goes or _WAITS.search(text) or _PAPERWORK.match(text))


def _points(draft: Draft) -> bool:
    """What it leaves open stands in the points under it."""
    return sum(len(sentence.text) for sentence in draft.details) > 600
