"""Warnings of a step: those that stand by it, and sentences of its own that say what it may break."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.drafts import Draft
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Span

_HARMS: Final = compile(
    r"⚠|\b(?:this|it|which|that|doing so|the command|running (?:this|it))\b.{0,30}?\b(?:will|can|may"
    r"|might|could)?\s*"
    r"(?:drops?|kills?|terminates?|interrupts?|disrupts?|deletes?|destroys?|wipes?|erases?|loses?"
    r"|disconnects?"
    r"|takes? (?:the \w+ )?(?:down|offline)|causes? (?:\w+ ){0,3}(?:downtime|outage|data loss"
    r"|interruption))\b"
    r"|\b(?:cannot|can not|can't) be (?:undone|reversed|recovered)|\birreversibl|\bdata loss\b|\bdowntime\b"
    r"|\b(?:no se puede deshacer|pérdida de datos|irreversible)\b|\bdatenverlust|\bunwiderruflich"
    r"|\b(?:perte de données|irréversible)\b|\b(?:perda de dados|irreversível)\b"
    r"|データ(?:が)?(?:失|消)|元に戻せません|取り消せません|数据丢失|不可逆|无法撤销",
    IGNORECASE,
)


def caution_of(draft: Draft, tongues: tuple[Tongue, ...]) -> tuple[str, Span | None]:
    """What a step warns of, and the span that reaches over all of it."""
    said = list(draft.cautions)
    known = {sentence.start for sentence in said}
    for number, sentence in enumerate((*draft.sentences, *draft.details)):
        opens = any(tongue.warning.match(sentence.text) for tongue in tongues)
        if sentence.start not in known and (opens or (number and _HARMS.search(sentence.text[:600]))):
            said.append(sentence)
    if not said:
        return draft.warning, None
    own = " ".join(sentence.text for sentence in said[len(draft.cautions) :])
    span = Span(min(one.start for one in said), max(one.end for one in said))
    return f"{draft.warning} {own}".strip(), span
