"""Bytes of a file → text: UTF-8, and what was written before: UTF-16, Shift-JIS, GBK, Windows-1252."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Callable
from typing import Final

_MARKS: Final = (
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 20_000  # bytes; the beginning tells
_LEAST: Final = 0.6  # of what is beyond ASCII has to be usual in the language
_USUAL_LATIN: Final = frozenset("äöüßÄÖÜéèêëàâçîïôûùœÉÈÀÇñÑáíóúÁÍÓÚ¿¡ãõÃÕâôªº«»„“”‚‘’–—…•€°§±·×²³µ©®\u00a0")


def decoded(raw: bytes) -> str:
    """The text of a file; raises `UnicodeDecodeError` where no encoding makes sense of it."""
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(marked)
    except UnicodeDecodeError:
        other = (_wide(raw) or _legacy(raw)) if marked == "utf-8" else ""
        return raw.decode(other or "utf-8")


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    sample = raw[:_SAMPLE]
    if len(raw) % 2 or sample.count(0) * 4 < len(sample):
        return ""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    return "utf-16-le" if high > 4 * low else "utf-16-be" if low > 4 * high else ""


def _legacy(raw: bytes) -> str:
    if 0 in raw:
        return ""
    scores = {encoding: _share(raw, encoding, usual) for encoding, usual in _LEGACY}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= _LEAST else ""


def _share(raw: bytes, encoding: str, usual: Callable[[str], bool]) -> float:
    """How much of what is beyond ASCII is usual in the languages written so; 0 when it does not decode."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    signs = [sign for sign in text[:_SAMPLE] if not sign.isascii()]
    return sum(map(usual, signs)) / len(signs) if signs else 0.0


def _is_japanese(sign: str) -> bool:
    if "\u3040" <= sign <= "\u30ff" or "\u3000" <= sign <= "\u3011" or "\uff01" <= sign <= "\uff5e":
        return True
    first = sign.encode("cp932", "ignore")[:1]
    return b"\x88" <= first <= b"\x97"  # the kanji of daily use


def _is_chinese(sign: str) -> bool:
    first = sign.encode("gb2312", "ignore")[:1]
    return b"\xb0" <= first <= b"\xd7" or sign in "，。、；：？！（）《》“”‘’【】…—·"


_LEGACY: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("cp932", _is_japanese),
    ("euc_jp", _is_japanese),
    ("gb18030", _is_chinese),
    ("cp1252", _USUAL_LATIN.__contains__),
)
