"""What the rooms of the reader hand each other: lines and blocks, always slices of the source."""

from dataclasses import dataclass, field
from enum import StrEnum

from runbooks.types import Span


class BlockKind(StrEnum):
    """What a block is, whatever dialect it was written in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Line:
    """One line less the indentation and quote marks of its block; it stands in the source at `start`."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.start + len(self.text)

    def cut(self, start: int, end: int | None = None) -> "Line":
        """A part of this line, offsets kept."""
        return Line(self.text[start:end], self.start + start)

    def stripped(self) -> "Line":
        """This line less white space on both sides, offsets kept."""
        bare = self.text.strip()
        if len(bare) == len(self.text):
            return self
        return Line(bare, self.start + len(self.text) - len(self.text.lstrip()))


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. `label` is the number its author gave it; `parent` the item it is nested in."""

    number: int
    list_number: int
    ordered: bool
    depth: int
    label: int | None
    parent: "Item | None"

    @property
    def top(self) -> "Item":
        """The outermost item around it, or itself."""
        item = self
        while item.parent is not None:
            item = item.parent
        return item


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence on one line: line ends became spaces, nothing else changed. It stands at `[start, end)`.

    `places` are (index in `text`, offset in the source) wherever a line of the source begins in it.
    """

    text: str
    start: int
    end: int
    places: tuple[tuple[int, int], ...]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    def offset(self, index: int) -> int:
        """Where the character `index` of its text stands in the source."""
        at, place = next(pair for pair in reversed(self.places) if pair[0] <= index)
        return place + index - at

    def part(self, start: int, end: int) -> "Sentence":
        """A piece of it, less white space and marks of emphasis around it."""
        end = min(end, len(self.text))
        while start < end and self.text[start] in " *_:,":
            start += 1
        while end > start and self.text[end - 1] in " *_:,":
            end -= 1
        if start >= end:
            return Sentence("", self.start, self.start, ((0, self.start),))
        first = self.offset(start)
        inner = tuple((at - start, place) for at, place in self.places if start < at < end)
        return Sentence(self.text[start:end], first, self.offset(end - 1) + 1, ((0, first), *inner))


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the document. `info` is a fence's language; `level` a heading's; `rows` a table's cells."""

    kind: BlockKind
    lines: tuple[Line, ...]
    item: Item | None = None
    quoted: bool = False
    level: int = 0
    info: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()
    sentences: tuple[Sentence, ...] = ()
    returned: bool = False  # the page ends lines with a carriage return alone

    @property
    def start(self) -> int:
        """Where its first line begins."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where its last line ends."""
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its blocks in order; `title` comes from front matter when it has one."""

    source: str
    blocks: tuple[Block, ...]
    title: str = ""
    findings: tuple[str, ...] = field(default=())
