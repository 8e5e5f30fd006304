"""How long a step takes, where its text says so: "wait about 5 minutes", "takes up to an hour"."""

from collections.abc import Iterable
from re import IGNORECASE, Match, compile
from typing import Final

from runbooks.parsing.document import Sentence
from runbooks.types import Lasting

_SECONDS: Final = 1
_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400
_UNITS: Final = (
    (_SECONDS, r"seconds?|secs?|s|segundos?|sekunden?|sek|secondes?|秒钟?|秒間?"),
    (_MINUTE, r"minutes?|mins?|m|minutos?|minuten?|分钟|分鐘|分間?"),
    (_HOUR, r"hours?|hrs?|h|horas?|stunden?|std|heures?|小时|小時|時間"),
    (_DAY, r"days?|d|d[ií]as?|tage?n?|jours?|天|日間?"),
)
_UNIT: Final = "|".join(f"(?P<u{seconds}>{words})" for seconds, words in _UNITS)
_WORDS: Final = {
    "a": (1, 1), "an": (1, 1), "one": (1, 1), "two": (2, 2), "three": (3, 3), "five": (5, 5),
    "ten": (10, 10),
    "half an": (0.5, 0.5), "half a": (0.5, 0.5), "a couple of": (2, 2), "couple of": (2, 2),
    "a few": (2, 5), "few": (2, 5), "several": (3, 9), "un": (1, 1), "una": (1, 1), "uno": (1, 1),
    "unos": (2, 5),
    "unas": (2, 5), "unos pocos": (2, 5), "ein": (1, 1), "eine": (1, 1), "einer": (1, 1), "einige": (2, 5),
    "ein paar": (2, 5), "wenige": (2, 5), "une": (1, 1), "quelques": (2, 5), "um": (1, 1), "uma": (1, 1),
    "alguns": (2, 5), "algunos": (2, 5), "数": (2, 5), "几": (2, 5), "半": (0.5, 0.5),
}  # fmt: skip
_NUMBER: Final = r"\d{1,4}(?:[.,]\d{1,2})?"
_SPELLED: Final = "|".join(sorted(map(str, _WORDS), key=len, reverse=True))
_AMOUNT: Final = (
    rf"(?:(?P<low>{_NUMBER})\s*(?:[-–—~〜～]|to|and|or|a|y|o|bis|und|oder|à|et|ou|e|ate|até|至|到|から)\s*"
    rf"(?P<high>{_NUMBER})|(?P<one>{_NUMBER})|(?P<word>{_SPELLED}))\s*[-‐]?(?:{_UNIT})(?![a-zA-Zà-ÿ/])"
)
_ABOUT: Final = (
    r"(?:(?:for|in|within|about|around|approx(?:imately|\.)?|roughly|circa|ca\.?|some|nearly|almost"
    r"|another|the"
    r"|next|a further|only|just|typically|usually|normally|generally|at least|at most|up to|no more than"
    r"|a maximum of|max\.?|maximum|less than|under|between|anywhere|from|until|~|≈|<|por|durante|unos"
    r"|cerca de"
    r"|alrededor de|hasta|al menos|aproximadamente|como máximo|entre|etwa|ungefähr|circa|bis zu|mindestens"
    r"|höchstens|maximal|rund|zwischen|environ|jusqu['’]à|au moins|au plus|pendant|cerca|até|pelo menos"
    r"|no máximo"
    r"|por volta de|dura|de|約|およそ|最大|最低|少なくとも|大约|约|大概|最多|至少|最长)\s*){0,4}"
)
_TELLS: Final = (
    r"(?:\b(?:wait(?:ing)?|allow|give (?:it|them|the \w+(?: \w+)?)|pause|takes?(?! (?:an?|the|no|any"
    r"|care|note)\b)|taking|lasts?|duration|eta"
    r"|estimated(?: time| duration)?|time (?:needed|required|to complete)|(?:finish|complete|return"
    r"|recover|settle"
    r"|converge|come up|be (?:done|ready|back|up|complete|finished))(?:e?s|ed)?|downtime|runs?"
    r"|espere|esperar|tarda|tarde|dura|duración|warten?(?: sie)?|dauert|dauer|benötigt|attend\w*|dure"
    r"|durée|prend"
    r"|prendre|aguarde|esperar|leva|demora|duração)\b|等待|等|耗时|需要|大约需要|持续|かか\w*|所要時間|待)"
)
_SAID: Final = compile(rf"{_TELLS}[\s:：*_]*(?:\S+\s+){{0,3}}?{_ABOUT}{_AMOUNT}", IGNORECASE)
# Where the verb stands last: "5分ほど待ちます"; and "(~5 min)" by itself.
_BEFORE: Final = compile(
    rf"{_ABOUT}{_AMOUNT}\s*(?:ほど|程度|くらい|ぐらい|左右|以内)?\s*"
    r"(?:お?待[ちつっ]\w*|かか\w*|要し\w*|warten|abwarten|dauern|in anspruch)",
    IGNORECASE,
)
_ASIDE: Final = compile(
    rf"[(\[（]\s*(?:takes|dauert|eta|duration)?[\s:]*{_ABOUT}{_AMOUNT}\s*[)\]）]", IGNORECASE
)
_UP_TO: Final = compile(
    r"\b(?:up to|at most|no more than|max(?:imum)?|less than|under|within|hasta|como máximo|bis zu|höchstens"
    r"|maximal|jusqu|au plus|até|no máximo)\b|<|最大|最多|以内|最长",
    IGNORECASE,
)
# "If it takes more than 10 minutes" is a threshold and says nothing of how long it does take.
_THRESHOLD: Final = compile(
    r"\b(?:more|longer|greater|older) than\b|\bover\b|\bexceed|>|\bmás de\b|\bmehr als\b|\blänger als\b"
    r"|\bplus de\b"
    r"|\bmais de\b|以上|超过|超え|\bif\b|\bunless\b|\bwenn\b|\bfalls\b|\bevery\b|\bcada\b|\balle\b|\blast\s",
    IGNORECASE,
)
# Cheap looks before the patterns are searched for: of each, one of the words that it cannot do without.
_PATTERNS: Final = (
    (_SAID, ("",)),
    (_BEFORE, ("待", "かか", "要し", "warten", "dauern", "in anspruch")),
    (_ASIDE, ("(", "[", "（")),
)
_UNITS_HINTED: Final = (
    "sec", "seg", "sek", "min", "hour", "hora", "hr", "stund", "heure", "day", "día", "dia", "tag", "jour",
    "秒", "分", "小时", "小時", "時間", "天", "日", "std",
)  # fmt: skip
_SHORT_UNIT: Final = compile(r"\d\s?[smhd]\b")


def lasting_of(sentences: Iterable[Sentence]) -> Lasting | None:
    """The first duration that the sentences of a step give."""
    for sentence in sentences:
        text = sentence.text[:1_500]
        if not _may_tell(text):
            continue
        lower = text.lower()
        for pattern, hints in _PATTERNS:
            for match in pattern.finditer(text) if any(hint in lower for hint in hints) else ():
                if found := _read(sentence, match):
                    return found
    return None


def _may_tell(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _UNITS_HINTED) or _SHORT_UNIT.search(lower) is not None


def _read(sentence: Sentence, match: Match[str]) -> Lasting | None:
    before = sentence.text[max(0, match.start() - 24) : match.start()]
    if _THRESHOLD.search(match[0]) or _THRESHOLD.search(before):
        return None
    unit = next(seconds for seconds, _ in _UNITS if match[f"u{seconds}"])
    low, high = _amount(match)
    if _UP_TO.search(match[0]):
        low = 0
    words = sentence.part(match.start(), match.end())
    return Lasting(round(low * unit), round(high * unit), words.text.strip("([（ )]）"), words.span)


def _amount(match: Match[str]) -> tuple[float, float]:
    if match["low"]:
        low, high = _number(match["low"]), _number(match["high"])
        return min(low, high), max(low, high)
    if match["one"]:
        return _number(match["one"]), _number(match["one"])
    return _WORDS[" ".join(match["word"].lower().split())]


def _number(text: str) -> float:
    return float(text.replace(",", "."))
