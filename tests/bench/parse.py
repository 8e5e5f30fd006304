"""`bench parse`: reading a page beside markdown-it-py's own parse of it, in one interleaved run.

Hostile texts are read in one length and in twice that length: 2 is linear, 4 is quadratic.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from markdown_it import MarkdownIt

from runbooks.parsing.pipeline import read, read_to_show, read_unjudged
from runbooks.parsing.wire import as_json
from runbooks.parsing.wire_advice import with_advice
from runbooks.risk.advice.advise import forget_offers
from runbooks.risk.confirm import forget_agreements
from runbooks.types import ParsedRunbook

_HOSTILE: Final = (
    ("", "`"),
    ("", "["),
    ("", "> "),
    ("", "- "),
    ("Run `", "a"),
    ("## x\n\n1. ", "を"),
    ("1. 如果", "，时"),
    ("Wenn ", "die "),
    ("Si ", "la a, "),
    ("1. ", "run kubectl get |"),
    ("", "| a "),
    ("", "[\n--"),
    ("<html><body>", "<die ``"),
    ("<html><body>", "<!--"),
    ("<html><body>", "<p hidden>"),
    ("", "<!-- x\n"),
    ("```\n", "$ a='"),
    ("```promql\n", "sum("),
    ("", "a@"),
    ("", "A_"),
    ("1. ", "(a"),
    ("", "{{"),
)
_SMALL: Final = 8_000  # characters
ROUNDS: Final = 40
_PAGES: Final = Path(__file__).resolve().parents[1] / "golden" / "pages"
_WORDS: Final = 3_000
_MEGABYTE: Final = 1_000_000


def run() -> Iterator[dict[str, Any]]:
    """One line a figure: a page of 3,000 words, all golden pages, and how reading grows up to 1 MB."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(_PAGES.glob("???*.md")))
    page = _of_words(text, _WORDS)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    yield from _compared("3,000 words", lambda: read_unjudged(page), lambda: parser.parse(page))
    yield from _compared("golden pages", lambda: read_unjudged(text), lambda: parser.parse(text))
    for what, judged in (("3,000 words", page), ("golden pages", text)):
        yield from _compared(f"{what} with verdicts", partial(_judged, judged), partial(parser.parse, judged))
        yield from _compared(
            f"{what} with verdicts and offers", partial(_offered, judged), partial(parser.parse, judged)
        )
    yield _growth(text)
    yield from (_doubled(opening, piece) for opening, piece in _HOSTILE)


def _judged(text: str) -> ParsedRunbook:
    forget_agreements()
    forget_offers()
    return read(text)


def _offered(text: str) -> dict[str, Any]:
    """What `manage.py parse --json` does."""
    forget_agreements()
    forget_offers()
    parsed = read_to_show(text)
    return with_advice(as_json(parsed), parsed)


def _of_words(text: str, wanted: int) -> str:
    times = -(-wanted // len(text.split()))
    return "\n\n".join([text] * times)


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def _compared(
    what: str, ours: Callable[[], object], theirs: Callable[[], object]
) -> Iterator[dict[str, Any]]:
    ours(), theirs()
    pairs = [(_timed(ours), _timed(theirs)) for _ in range(ROUNDS)]
    for name, at in (("median", 0.5), ("p95", 0.95)):
        mine, other = (_at([pair[side] for pair in pairs], at) for side in (0, 1))
        yield {
            "bench": "parse",
            "metric": f"{what}, ms, {name}",
            "ours": round(mine, 2),
            "anchor": "markdown-it-py",
            "theirs": round(other, 2),
            "ratio": round(_at([a / b for a, b in pairs], at), 2),
            "n": ROUNDS,
        }


def _at(values: list[float], share: float) -> float:
    return median(values) if share == 0.5 else sorted(values)[int(share * (len(values) - 1))]


def _growth(text: str) -> dict[str, Any]:
    """Time a character at 1 MB against time a character at 100 kB: 1 is linear."""
    large = (text + "\n\n") * (_MEGABYTE // len(text) + 1)
    small, big = large[: _MEGABYTE // 10], large[:_MEGABYTE]
    pairs = [
        (_timed(lambda: read_unjudged(big)) / 10, _timed(lambda: read_unjudged(small))) for _ in range(5)
    ]
    mine, other = (median(pair[side] for pair in pairs) for side in (0, 1))
    return {
        "bench": "parse",
        "metric": "100 kB of 1 MB, ms",
        "ours": round(mine, 2),
        "anchor": "100 kB alone",
        "theirs": round(other, 2),
        "ratio": round(mine / other, 2),
        "n": len(pairs),
    }


def _doubled(opening: str, piece: str) -> dict[str, Any]:
    """How much longer twice as much of a hostile text takes."""
    small, big = (opening + piece * (size // len(piece)) for size in (_SMALL, 2 * _SMALL))
    mine, other = (min(_worked(text) for _ in range(3)) for text in (big, small))
    return {
        "bench": "parse",
        "metric": f"{2 * _SMALL // 1000} kB of {opening + piece!r}, ms",
        "ours": round(mine, 2),
        "anchor": "half of it",
        "theirs": round(other, 2),
        "ratio": round(mine / other, 2),
        "n": 3,
    }


def _worked(text: str) -> float:
    start = process_time()
    read_unjudged(text)
    return (process_time() - start) * 1000
