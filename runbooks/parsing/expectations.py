"""What a step should show when it went well, in the text's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.document import Sentence
from runbooks.types import Span

_LONGEST: Final = 300  # characters of an output that are shown
_LINES: Final = 4
# "Expected output: 3" expects 3; the page says the word itself.
_LABEL: Final = compile(
    r"^[\s>*_-]*(?:expect(?:ed|ation)?(?: \w+)?|(?:sample|example) output|resultado esperado|salida esperada"
    r"|erwartetes? (?:ergebnis|ausgabe)|erwartet|résultat attendu|sortie attendue|attendu|saída esperada"
    r"|期待(?:される)?(?:結果|出力|値)?|預期(?:結果)?|预期(?:结果|输出)?)\s*[:：][*_]*\s*",
    IGNORECASE,
)
_EXPECTS: Final = compile(
    r"\b(?:you (?:should|will|must) (?:now |then )?(?:see|get|find|receive)"
    r"|(?:should|must) (?:now |then |all |only )?(?:return|show|print|be|look|report|display|list|say|contain"
    r"|have|read|output|exit|succeed|appear|respond|match|equal|include|drop|fall|go (?:down|up|back)|become"
    r"|come)\b|will (?:now |then |only )?(?:return|show|print|display|list|output|report|appear|say|read)\b"
    r"|expected (?:output|results?|response|value|state|status)\b(?= is| are|:|\W*$)|expected to (?:be"
    r"|see|show|return|have)"
    r"|expect (?:to see|the|an?|no|\d)|(?:the|sample|example) output (?:is|should|shows|looks|will)"
    r"|(?:a )?healthy \w+(?: \w+)? (?:shows|returns|prints|looks)"
    r"|deber[ií]a|debe (?:mostrar|devolver|ver|estar|aparecer|salir)|se espera"
    r"|sollten?\b|erwartet|muss .{0,40}(?:anzeigen|zeigen|sein|liefern)|devrait|doit (?:afficher|être"
    r"|retourner|montrer)"
    r"|on s['’]attend|attendu|dever(?:á|ia)|deve (?:mostrar|retornar|exibir|estar|aparecer|ser)|espera-se)"
    r"|はず|こと(?:を|が)?確認|表示され(?:る|ます)(?:。|$)|应(?:该|当)?(?:为|是|看到|显示|返回|输出)|预期|期望",
    IGNORECASE,
)
# A cheap look before the pattern is searched for: it matches nothing without one of these.
_EXPECTS_HINTED: Final = (
    "should", "must", "will ", "expect", "output", "healthy", "deber", "debe ", "se espera", "sollte",
    "erwartet", "muss ", "devrait", "doit ", "attend", "dever", "deve ", "espera-se",
    "はず", "確認", "表示され", "应", "预期", "期望",
)  # fmt: skip
# An order ("should be restarted", "you must be root") expects nothing of an output.
_ORDERS: Final = compile(
    r"\b(?:should|must|will) (?:be )?(?:only |then |always |also )?(?:restarted|deleted|removed|run"
    r"|done|used|executed"
    r"|performed|escalated|contacted|notified|considered|taken|made|applied|replaced|scaled|avoided|followed"
    r"|careful|logged|reviewed|treated|handled|able|root|aware|familiar|sure)\b"
    r"|\bunexpected|\bif (?:you|it|the|this)\b.{0,60}\bshould\b",
    IGNORECASE,
)
_FENCE: Final = compile(r"^[\s>]*(?:`{3,}|~{3,})")
_QUOTED: Final = compile(r"^[ \t]*(?:>[ \t]?)*")


@dataclass(frozen=True, slots=True)
class Expectation:
    """The words of an expected result, less their label, and where they stand."""

    text: str
    span: Span


def expectation_of(sentences: Sequence[Sentence], source: str, end: int) -> Expectation | None:
    """What the step that ends at `end` expects; of "expected output:" the lines that follow it."""
    for sentence in sentences:
        text = sentence.text
        label = _LABEL.match(text)
        if label is None and not _expects(text):
            continue
        bare = text[label.end() :] if label else text
        if bare.strip("*_ ") and not bare.rstrip("*_ ").endswith((":", "：")):
            return Expectation(bare, sentence.span)
        shown, until = _shown(source, sentence.end, end)
        if shown:
            return Expectation(f"{bare} {shown}".strip(), Span(sentence.start, until))
        if bare.strip("*_ "):
            return Expectation(bare, sentence.span)
    return None


def _expects(text: str) -> bool:
    lower = text.lower()
    hinted = any(hint in lower for hint in _EXPECTS_HINTED)
    return hinted and _EXPECTS.search(text) is not None and _ORDERS.search(text) is None


def _shown(source: str, start: int, end: int) -> tuple[str, int]:
    """The first lines of the fence that begins right after `start`, and where they end."""
    lines: list[str] = []
    at, inside = start, False
    for raw in source[start : min(end, start + 4 * _LONGEST)].splitlines(keepends=True):
        if _FENCE.match(raw):
            if inside:
                break
            inside = True
        elif inside and raw.strip():
            lines.append(_QUOTED.sub("", raw).rstrip())
        elif not inside and raw.strip(" >\t\r\n*_:："):
            return "", start
        at += len(raw)
        if len(lines) == _LINES:
            break
    return "\n".join(lines)[:_LONGEST], at
