"""The risk of commands: what each may change, with the reasons in words.

Default is yellow. Green is proven for every node, word, redirect and environment assignment by one parser,
and then only when a second parser saw the same words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ddrun.lib.unseen import is_unseen
from runbooks.risk.confirm import agreements
from runbooks.risk.desk import Desk, Script
from runbooks.risk.http import rule_http
from runbooks.risk.redis import rule_redis_text
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.sentences import told
from runbooks.risk.sql import rule_sql
from runbooks.risk.tools.registry import HANDLERS, PLAIN
from runbooks.types import Language, Risk, Span, Verdict

MAX_LENGTH: Final = 20_000  # characters; longer is not read by a person either
MAX_REASONS: Final = 5
DESTROYS: Final = re.compile(
    (
        r"\b(rm\s+-\w*[rf]|mkfs|dropDatabase|drop\s*\(|deleteMany|deleteOne|flushall|flushdb|"
        r"drop\s+(database|table|schema|index)|truncate\s+table|delete\s+from)"
    ),
    re.I,
)
# What a statement does and to what, as far as one look reaches.
VERB: Final = re.compile(
    r"(?i)\b(?:drop|delete|truncate|update|insert|alter|create|grant|revoke|vacuum|kill|copy|set|post|put|patch|"
    r"flushall|flushdb|unlink|del)\b(?:[ \t]+[^\s;'\"]{1,60}){0,2}"
)
DISAGREE: Final = "Two parsers do not read it the same way."


def classify(text: str, language: Language) -> Verdict:
    """The verdict on one command; green only when it is proven to change nothing."""
    return classify_all([(text, language)])[0]


type Asked = tuple[str, Language]


@dataclass(frozen=True)
class First:
    """What the first parser and the rules say of a command, and the scripts they saw, the outermost last."""

    ruling: Ruling
    scripts: Sequence[Script]

    @property
    def unconfirmed(self) -> Sequence[Script]:
        """What the second parser must see alike before this is believed; only green waits for it."""
        return self.scripts if self.ruling.risk is Risk.GREEN else ()

    def settled(self, agreed: Mapping[Script, bool]) -> Ruling:
        """The ruling once the second parser was asked."""
        fine = all(agreed[script] for script in self.unconfirmed)
        return self.ruling if fine else yellow(DISAGREE)


def classify_all(pairs: Sequence[Asked]) -> list[Verdict]:
    """The verdicts on many commands, in their order; the second parser runs at most once when all parse."""
    firsts = first_rulings(pairs)
    return verdicts_of(
        pairs, firsts, agreements(script for one in firsts.values() for script in one.unconfirmed)
    )


def first_rulings(pairs: Iterable[Asked]) -> dict[Asked, First]:
    """What is said of each command before the second parser is asked."""
    return {pair: First(*_judge(*pair)) for pair in dict.fromkeys(pairs)}


def verdicts_of(
    pairs: Iterable[Asked], firsts: Mapping[Asked, First], agreed: Mapping[Script, bool]
) -> list[Verdict]:
    """The verdicts on commands whose first rulings are known, and what the second parser says to them."""
    verdicts = {pair: _verdict(pair[0], first.settled(agreed)) for pair, first in firsts.items()}
    return [verdicts[pair] for pair in pairs]


def first_ruling(text: str) -> Ruling:
    """What the first parser and the rules say of a shell command, before the second parser is asked."""
    return _judge(text, Language.SHELL)[0]


def _judge(text: str, language: Language) -> tuple[Ruling, list[Script]]:
    hidden = _hidden(text)
    if hidden:
        return at_least(Risk.YELLOW, _by_language(text, language)[0], hidden), []
    return _by_language(text, language)


def _by_language(text: str, language: Language) -> tuple[Ruling, list[Script]]:
    if len(text) > MAX_LENGTH:
        return yellow("It is too long to be judged."), []
    if not text.strip():
        return yellow("There is no command."), []
    if language in (Language.PROMQL, Language.LOGQL):
        return green("A query of this language only reads."), []
    if language is Language.SQL:
        return rule_sql(text, ""), []
    if language is Language.REDIS:
        return rule_redis_text(text), []
    if language is Language.HTTP:
        return rule_http(text), []
    if language is Language.SHELL:
        desk = Desk(HANDLERS, PLAIN)
        try:
            ruling = desk.script(text, 0)
        except RecursionError:
            return yellow("It is nested too deeply to be judged."), []
        if ruling.risk is Risk.YELLOW and "does not parse" in ruling.why and DESTROYS.search(text):
            ruling = red("It does not parse, and it names something that destroys.")
        return ruling, desk.scripts
    if DESTROYS.search(text):
        return red("It names something that destroys."), []
    return yellow("Nothing is known about this language."), []


def _hidden(text: str) -> str:
    """The sentence about a character that cannot be seen, or empty."""
    if text.isascii() and text.isprintable():
        return ""
    for sign in text:
        if sign in "\n\t" or " " <= sign <= "~":
            continue
        if is_unseen(sign):
            return f"It contains a character that cannot be seen (U+{ord(sign):04X})."
        if unicodedata.category(sign).startswith("M") or unicodedata.normalize("NFKC", sign) != sign:
            return f"It contains a character that looks like another (U+{ord(sign):04X})."
    return ""


def _verdict(text: str, ruling: Ruling) -> Verdict:
    leaves = ruling.leaves()
    shown = (
        [leaf for leaf in leaves if leaf.risk is ruling.risk and leaf.why]
        if ruling.risk is not Risk.GREEN
        else leaves
    )
    if ruling.risk is not Risk.GREEN and not shown:
        shown = [ruling]
    # Of a yellow or green ruling every finding is shown already.
    lesser = leaves if ruling.risk is Risk.RED else []
    others = [leaf for leaf in lesser if leaf.risk is Risk.YELLOW and leaf.why]
    reasons = tuple(
        dict.fromkeys(told(leaf.why) for leaf in (*shown, *others) if leaf.why != "Nothing runs.")
    )[:MAX_REASONS]
    spans = (
        []
        if ruling.risk is Risk.GREEN
        else [(w.start, w.end) for leaf in shown for w in leaf.words if w.end > w.start]
    )
    to_characters = _character_places(text)
    words = tuple(dict.fromkeys(Span(to_characters(start), to_characters(end)) for start, end in spans))
    if not words and ruling.risk is not Risk.GREEN:
        words = _whole(text)
    pins = ruling.pins if ruling.risk is Risk.GREEN else ()
    return Verdict(ruling.risk, reasons or ("It only reads.",), words, pins=pins)


def _whole(text: str) -> tuple[Span, ...]:
    """The words of a text in which no place was found: its verb and what follows, or else all of it."""
    found = VERB.search(text)
    bare = text.strip()
    start = found.start() if found else text.find(bare)
    end = found.end() if found else start + len(bare)
    return (Span(start, end),) if end > start else ()


def _character_places(text: str) -> Callable[[int], int]:
    if text.isascii():
        return lambda place: min(place, len(text))
    source = text.encode("utf-8", "surrogatepass")
    return lambda place: len(source[:place].decode("utf-8", "ignore"))
