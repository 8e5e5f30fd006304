"""Conditional clauses of a sentence: the words of the condition, and which of its words stand under it.

This errs on the side of a question: a command that may be conditional waits for a person, whether or not the
clause is one that the page shows as a decision.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from re import IGNORECASE, Match, compile
from typing import Final

from runbooks.parsing.decisions import after_lead
from runbooks.parsing.document import Sentence
from runbooks.parsing.forks import shortened
from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.ja import JA
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.tongues.zh import ZH

_MOST: Final = 40  # clauses of one sentence; the last reaches to its end
_FAR: Final = 400  # characters within which a condition ends
_UNSPACED: Final = compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_CODE: Final = compile(r"`[^`]*`")
# "Check if …", "see whether …": what is asked there is looked up, not presumed.
_WHETHER: Final = compile(
    r"\b(?:check(?:ing)?|see|verify|determine|confirm|validate|know|tell|decide|find out|look|ask|wonder"
    r"|test|question|clear|unsure|sure|prüfen?|überprüfen?|comprob\w+|verifi\w+|vérifi\w+|confirm\w+)"
    r"(?:\s+(?!and\b|then\b|or\b|und\b|y\b|e\b|et\b)[^\s,;:.]+){0,3}?\s*$|\b(?:even|as|only asks?)\s*$",
    IGNORECASE,
)
_EMPTY: Final = compile(r"\W*(?:any|applicable|you (?:like|wish|want))\b\W*(?:$|[,.;)])", IGNORECASE)
_OTHERWISE: Final = compile(
    r"(?:(?<=[,;.:–—)] )|(?<=\w )(?=otherwise))(?:or |and |but |y |e |et |und )?"
    r"(?:otherwise|if not|or else|else|failing that|de lo contrario|en caso contrario|si no|caso contr[aá]rio"
    r"|senão|se não|sinon|andernfalls|ansonsten|sonst|falls nicht|wenn nicht)\b"
    r"|否则|不然|そうでな(?:ければ|い場合)|それ以外",
    IGNORECASE,
)
# Cheap looks before the patterns are searched for.
_OTHERS_HINTED: Final = (
    "otherwise", "if not", "else", "failing that", "contrario", "contrário", "si no", "senão",
    "se não", "sinon", "andernfalls", "sonst", "falls nicht", "wenn nicht", "否则", "不然", "そうでな",
    "それ以外",
)  # fmt: skip
_ONLY_HINTED: Final = ("only", "nur", "solo", "sólo", "só ", "mente", "uniquement")
_ANSWER: Final = compile(
    r"[\W\d]{0,8}(?:yes|no|sí|sim|não|oui|non|ja|nein|はい|いいえ|是|否)(?:\*\*|__)?\s*(?:[:,：，→]|->|=>|[–—-]\s)",
    IGNORECASE,
)
# "Case 2: slow disks", "Scenario B", "Only on replicas": one of several ways, or not everywhere.
_CASE: Final = compile(
    r"[\W\d]{0,6}(?:case|scenario|option|variant|alternative|situation|fall|szenario|variante|caso|escenario"
    r"|opci[oó]n|cas|scénario|cenário|opção)\s+(?:#?\d{1,2}|[a-h])\b|(?:ケース|場合|方案|场景|情况|选项)\s*[\dA-H一二三]",
    IGNORECASE,
)
_ONLY: Final = compile(
    r"\bonly (?:on|for|in|during|with|under)\b|\b(?:on|for|in) [\w -]{2,40} only\b"
    r"|\bnur (?:auf|für|bei)\b|\bs[oó](?:lo|mente)? (?:en|em|para)\b|\buniquement (?:sur|pour)\b",
    IGNORECASE,
)
# "Disk full? Run …" is a condition; "Is the disk full? Run …" and "How full is it?" ask for what is run.
_ASKS: Final = compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|what|which|who|where|when|why|how|any|qu[eé]"
    r"|c[oó]mo|cu[aá]l|d[oó]nde|hay|ist|sind|hat|haben|wie|was|wo|wer|gibt|quel\w*|comment|o[uù]|est|há|como|qual)\b",
    IGNORECASE,
)
# "If `systemctl is-active nginx` prints inactive, …": the command is how one knows.
_TOLD_BY: Final = compile(
    r"\W*(?:the )?(?:(?:output|result|exit (?:code|status)|command) (?:of )?)?(?:the )?`[^`]*`"
    r"(?: command)?\s+(?:\w+ly )?(?:is|are|was|shows?|returns?|reports?|says?|prints?|gives?|fails?|lists?"
    r"|displays?|outputs?|does|doesn't|has|still|exits|succeeds?|hangs?|works?|looks?)\b",
    IGNORECASE,
)
_BARE: Final = compile(r"(?:not|so|yes|no|nicht|ja|nein|no|sí|non|oui|não|sim)\W*", IGNORECASE)
_IF_NOT: Final = compile(r"(?:if|when|wenn|falls|si|se) (?:not|no|nicht|nein|non|não)\W*$", IGNORECASE)
_NEGATED: Final = compile(r"unless|es sei denn|à moins|a menos|salvo|除非", IGNORECASE)
_JOINED: Final = compile(r"(?:[;:]|\b(?:and|then|but|or|y|e|et|und|dann|luego|puis))[\s,*_]*$", IGNORECASE)
_PAUSE: Final = compile(r",\s+|:\s+|;\s+|\s[–—-]\s|\bthen\b|(?<!\d),|,(?!\d)|[、：]")
_START: Final = compile(r"(?:^|[,;:.(–—-])[\s*_]*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """`[start, end)` in the sentence's text stand under `words`; `leads` when it may go on behind it."""

    words: Sentence
    start: int
    end: int
    leads: bool
    otherwise: bool = False


def clauses_of(sentence: Sentence, tongues: tuple[Tongue, ...]) -> Iterator[Clause]:
    """The conditional clauses of a sentence, in order; code in backticks names no condition."""
    text = sentence.text
    if "`" in text:
        text = _CODE.sub(lambda m: "`" + "x" * (len(m[0]) - 2) + "`", text)
    # One Chinese sentence on an English page is conditional too.
    tongues = (*tongues, JA, ZH) if not text.isascii() and _UNSPACED.search(text) else tongues
    margin = len(text) - len(text.lstrip("*_ "))
    bare = text[margin : margin + _FAR]
    first = next((m for t in tongues if (m := t.otherwise_clause.match(bare))), None)
    since = first.end() + margin if first else 0
    lower = text.lower()
    found = islice(_OTHERWISE.finditer(text), _MOST) if any(hint in lower for hint in _OTHERS_HINTED) else ()
    others = [match for match in found if match.start() >= max(since, 1)]
    cuts = [match.start() for match in others] + [len(text)]
    if first is not None:
        yield Clause(sentence.part(0, since), 0, cuts[0], leads=True, otherwise=True)
    elif answer := _ANSWER.match(text):
        yield Clause(sentence.part(0, answer.end()), 0, cuts[0], leads=True)
    elif _CASE.match(text) or (any(hint in lower for hint in _ONLY_HINTED) and _ONLY.search(text[:_FAR])):
        yield Clause(shortened(sentence.part(0, len(text))), 0, cuts[0], leads=True)
    yield from islice(_conditions(sentence, text, tongues, cuts, since), _MOST)
    for number, match in enumerate(others):
        words = sentence.part(match.start(), match.end())
        yield Clause(words, match.start(), cuts[number + 1], leads=True, otherwise=True)


def question_of(sentence: Sentence) -> Sentence | None:
    """ "Disk full?": the words of a condition that is put as a question, for what is told behind it."""
    text = sentence.text.rstrip(" *_")
    if len(text) > _FAR // 4 or not text.endswith(("?", "？")) or "`" in text or _ASKS.match(text):
        return None
    return sentence.part(0, len(text))


def _conditions(
    sentence: Sentence, text: str, tongues: tuple[Tongue, ...], cuts: list[int], since: int
) -> Iterator[Clause]:
    seen = set(cuts)
    lead = after_lead(text)
    for tongue in tongues:
        if not tongue.may_fork(text):
            continue
        for match in tongue.condition.finditer(text, since):
            if match.start() in seen or not _presumes(text, match, tongue):
                continue
            seen.add(match.start())
            end = cuts[bisect_left(cuts, match.start())]
            if tongue.spaced:
                yield _clause(sentence, text, match, lead, end, tongues)
            else:
                yield _unspaced(sentence, text, match, lead if tongue.code == "ja" else match.end(), end)


def _presumes(text: str, match: Match[str], tongue: Tongue) -> bool:
    before = text[max(0, match.start() - 120) : match.start()]
    if match[0].strip().lower() == "should" and not _START.search(before):
        return False
    return not (tongue.spaced and (_WHETHER.search(before) or _EMPTY.match(text, match.end())))


def _unspaced(sentence: Sentence, text: str, match: Match[str], begin: int, end: int) -> Clause:
    """The mark of a condition stands behind it in Japanese, before it in Chinese."""
    pause = _PAUSE.search(text, match.end(), min(end, match.end() + _FAR))
    words = shortened(
        sentence.part(min(begin, match.start()), max(pause.start() if pause else end, match.end()))
    )
    return Clause(words, min(begin, match.start()), end, leads=True)


def _clause(
    sentence: Sentence, text: str, match: Match[str], lead: int, end: int, tongues: tuple[Tongue, ...]
) -> Clause:
    at = match.start()
    pause = _PAUSE.search(text, match.end(), min(end, match.end() + _FAR))
    ends = pause.start() if pause else end
    if "(" not in text[match.end() : ends]:
        ends = match.end() + len(text[match.end() : ends].rstrip(" .)]"))
    words = shortened(sentence.part(match.end(), ends))
    if _BARE.fullmatch(words.text) or _NEGATED.search(match[0]):
        words = shortened(sentence.part(at, ends))
    acts = pause is not None and opens_with_verb(text[pause.end() : min(end, pause.end() + _FAR)], tongues)
    told = _TOLD_BY.match(text, match.end())
    if lead < at and not acts and not _JOINED.search(text[max(0, at - 40) : at]):
        # "Run it if …": what stands before the condition is under it, from the last semicolon on.
        begins = text.rfind("; ", max(0, at - 5 * _FAR), at) + 1
        return Clause(words, begins, end, leads=text.rstrip("*_ ").endswith((":", "：")))
    return Clause(
        words, told.end() if told else at, end, leads=True, otherwise=bool(_IF_NOT.match(words.text))
    )
