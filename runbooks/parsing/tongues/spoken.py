"""Which languages a text is written in."""

from collections import Counter
from re import compile
from typing import Final

from runbooks.parsing.memory import once_a_page
from runbooks.parsing.tongues.de import DE
from runbooks.parsing.tongues.en import EN
from runbooks.parsing.tongues.es import ES
from runbooks.parsing.tongues.fr import FR
from runbooks.parsing.tongues.ja import JA
from runbooks.parsing.tongues.pt import PT
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.tongues.zh import ZH
from runbooks.parsing.words import words

LATIN: Final = (EN, ES, PT, FR, DE)
ALL: Final = (*LATIN, JA, ZH)
_SAMPLE: Final = 20_000  # characters; the beginning tells the language
_SHARED: Final = words("a as an in no do os e o es die me on am so")  # words of an English page too
_SHARE: Final = 0.3  # of the English words on a page, from which another language is read beside English
_WORD: Final = compile(r"[^\W\d_]+")
_KANA: Final = compile(r"[\u3040-\u30ff]")
_HAN: Final = compile(r"[\u4e00-\u9fff]")


@once_a_page
def tongues_of(text: str) -> tuple[Tongue, ...]:
    """The text's own language first, then English: commands and headings are often English everywhere."""
    sample = text[:_SAMPLE]
    if not sample.isascii() and len(_HAN.findall(sample)) + len(_KANA.findall(sample)) > 12:
        main = JA if len(_KANA.findall(sample)) > 5 else ZH
        return (main, EN)
    counts = Counter(_WORD.findall(sample.lower()))
    shares = {
        tongue.code: sum(counts[word] for word in counts.keys() & (tongue.common | tongue.verbs))
        for tongue in LATIN
    }
    best = max(LATIN[1:], key=lambda tongue: shares[tongue.code])
    own = sum(counts[word] for word in counts.keys() & (best.common - _SHARED))
    spoken = shares[best.code] > shares[EN.code] or own > shares[EN.code] * _SHARE
    return (best, EN) if spoken else (EN,)
