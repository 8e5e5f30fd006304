"""Paragraphs → sentences, with their spans."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from re import compile
from sys import maxsize
from typing import Final

from runbooks.parsing.document import Block, Line, Sentence

# A stop ends a sentence when white space and no lower-case letter follow; scripts without spaces have others.
_END: Final = compile(
    r"[.!?](?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)(?<!\bext\.)(?<!Nr\.)(?<!z\.B\.)(?<!p\.ej\.)"
    r"(?<![ (]z\.)(?<!z\. B\.)(?<![ (]p\.)(?<!p\. ej\.)(?<!p\. ex\.)"
    r"(?:[\"'”)*_`]{0,3})(?=\s+[^a-z\s]|\s*$)|[。！？](?!」)"
)
_TITLE: Final = compile(r"(?:^|(?<=\n))[A-Z][^\n.!?:;,`*_()]{2,40}(?=\n(?:If|When) )")
_CODE: Final = compile(r"`[^`\n]*`")
_LIST_MARK: Final = compile(r"^\[[ xX]\]\s+")


def sentences_of(block: Block) -> list[Sentence]:
    """The sentences of a block; code in backticks never ends one."""
    return list(block.sentences or split_sentences(block.lines))


def split_sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """The sentences of some lines."""
    text, offsets = _joined(lines)
    shown = _CODE.sub(lambda m: "`" + "x" * (len(m[0]) - 2) + "`", text) if "`" in text else text
    at = 0
    for end in _ends(shown):
        yield from _one(text, at, end, offsets)
        at = end
    yield from _one(text, at, len(text), offsets)


def _ends(shown: str) -> list[int]:
    """Where sentences end; a short line without a stop over "If …" is a title that lost its mark."""
    ends = [match.end() for match in _END.finditer(shown)]
    if "\nIf " not in shown and "\nWhen " not in shown:
        return ends
    return sorted({*ends, *(match.end() for match in _TITLE.finditer(shown))})


def _joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """One text of all lines, and for each line where it begins there and in the source."""
    offsets, parts, at = [], [], 0
    for line in lines:
        offsets.append((at, line.start))
        parts.append(line.text)
        at += len(line.text) + 1
    return "\n".join(parts), offsets


def _one(text: str, start: int, end: int, offsets: list[tuple[int, int]]) -> Iterator[Sentence]:
    raw = text[start:end]
    body = raw.strip()
    if not any(char.isalnum() for char in body):
        return
    first = start + len(raw) - len(raw.lstrip())
    if match := _LIST_MARK.match(body):
        first += match.end()
        body = body[match.end() :]
    last = first + len(body) - 1
    low, high = _line_at(first, offsets), _line_at(last, offsets)
    begins = offsets[low][1] + first - offsets[low][0]
    inner = tuple((offsets[n][0] - first, offsets[n][1]) for n in range(low + 1, high + 1))
    yield Sentence(
        body.replace("\n", " "), begins, offsets[high][1] + last - offsets[high][0] + 1, ((0, begins), *inner)
    )


def _line_at(at: int, offsets: list[tuple[int, int]]) -> int:
    """The line that holds a character of the joined text."""
    return bisect_right(offsets, (at, maxsize)) - 1
