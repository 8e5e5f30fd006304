"""Document → blocks. markdown-it-py finds the structure by lines; texts are cut from the source itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from re import compile
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from runbooks.parsing.copied import parts_of
from runbooks.parsing.depth import DEEPEST, TOO_DEEP, reaches_too_deep, shallower
from runbooks.parsing.dialects import as_markdown
from runbooks.parsing.document import Block, BlockKind, Document, Item, Line
from runbooks.parsing.sentences import split_sentences
from runbooks.parsing.veils import unveiled

_NEWLINE: Final = compile(r"\r\n?|\n")
_TITLE: Final = compile(r"^title:\s*(.+)$")
_CALLOUT: Final = compile(r"\[![A-Za-z]+\][-+]?$")
_CELL: Final = compile(r"(?:\\\||`[^`]*`|[^|`]|`)+")
_PARSER: Final = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable("table")
# Links, emphasis and the like are read by our own rules; only block structure is asked for.
_PARSER.core.ruler.enableOnly(["normalize", "block"])


def blocks_of(source: str) -> Document:
    """The blocks of a text, in order. Linear in its length."""
    lines = _lines(source)
    raw = [source[start:end] for start, end in lines]
    skip, title = _front_matter(raw)
    shown = as_markdown([""] * skip + (unveiled(raw[skip:]) if "<" in source else raw[skip:]))
    tokens = _PARSER.parse("\n".join(shown))
    findings: tuple[str, ...] = ()
    if reaches_too_deep(tokens):
        shown, findings = shallower(shown), (TOO_DEEP,)
        tokens = _PARSER.parse("\n".join(shown))
    walk = _Walk(source, lines, shown)
    return Document(source, tuple(walk.blocks(tokens)), title, findings)


def _lines(source: str) -> list[tuple[int, int]]:
    """Start and end of every line, without its line end."""
    out, at = [], 0
    for match in _NEWLINE.finditer(source):
        out.append((at, match.start()))
        at = match.end()
    out.append((at, len(source)))
    return out


def _front_matter(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines of front matter lead the text, and the title they give."""
    if not lines or lines[0].strip() not in ("---", "+++"):
        return 0, ""
    fence, title = lines[0].strip(), ""
    for number, line in enumerate(lines[1:80], start=1):
        if line.strip() == fence:
            return number + 1, title
        if match := _TITLE.match(line.strip().replace(" = ", ": ")):
            title = match[1].strip().strip("\"'")
    return 0, ""


@dataclass
class _Walk:
    """One pass over markdown-it's tokens; keeps where in lists and quotes we are."""

    source: str
    spans: list[tuple[int, int]]
    shown: list[str]
    items: list[Item] = field(default_factory=list)
    lists: list[tuple[int, bool]] = field(default_factory=list)
    quotes: int = 0
    counted: int = 0

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        heading = 0
        table_until = -1
        for token in tokens:
            kind = token.type
            if kind == "inline":
                if token.map and token.map[0] >= table_until:
                    yield from self._text(token, heading)
            elif kind in ("fence", "code_block"):
                yield from self._code(token)
            elif kind == "heading_open":
                heading = int(token.tag[1:])
            elif kind == "heading_close":
                heading = 0
            elif kind == "table_open" and token.map:
                table_until = token.map[1]
                yield from self._table(token.map[0], token.map[1])
            elif kind == "hr" and token.map:
                line = self._line(token.map[0], "")
                yield Block(BlockKind.RULE, (line,), self._item())
            else:
                self._container(token)

    def _container(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.counted += 1
            self.lists.append((self.counted, kind == "ordered_list_open"))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self.counted += 1
            number, ordered = self.lists[-1]
            label = int(token.info) if ordered and token.info.isdigit() else None
            self.items.append(Item(self.counted, number, ordered, len(self.items), label, self._item()))
        elif kind == "list_item_close":
            self.items.pop()
        elif kind == "blockquote_open":
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1

    def _item(self) -> Item | None:
        return self.items[-1] if self.items else None

    def _line(self, number: int, content: str) -> Line:
        """The line of the source that shows `content`, cut where the content begins."""
        start, end = self.spans[number]
        raw = self.source[start:end]
        if content and raw.endswith(content):
            return Line(content, end - len(content))
        wanted = content.strip()
        at = raw.find(wanted) if wanted else -1
        if at < 0:
            return Line(raw, start).stripped()
        return Line(wanted, start + at)

    def _text(self, token: Token, heading: int) -> Iterator[Block]:
        first = token.map[0] if token.map else 0
        contents = token.content.split("\n")
        whole = [self._line(first + n, text) for n, text in enumerate(contents)]
        whole = [
            one
            for one in whole
            if one.text.strip() and not (self.quotes and _CALLOUT.match(one.text.strip()))
        ]
        lines = tuple(line.stripped() for line in whole)
        if len(lines) > 1 and not heading and _is_wiki_table(lines):
            yield Block(BlockKind.TABLE, lines, self._item(), self.quotes > 0, rows=tuple(map(_cells, lines)))
        elif heading or len(lines) < 2:
            yield from self._prose(lines, heading)
        else:
            for info, begun, end in parts_of(lines):
                if info is None:
                    yield from self._prose(lines[begun:end], 0)
                else:
                    yield Block(
                        BlockKind.CODE, tuple(whole[begun:end]), self._item(), self.quotes > 0, info=info
                    )

    def _prose(self, lines: tuple[Line, ...], heading: int) -> Iterator[Block]:
        if not lines:
            return
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        raw = self.source[lines[0].start : lines[-1].end]
        yield Block(
            kind,
            lines,
            self._item(),
            self.quotes > 0,
            heading,
            sentences=tuple(split_sentences(lines)),
            returned=raw.count("\r") != raw.count("\r\n"),
        )

    def _code(self, token: Token) -> Iterator[Block]:
        first = token.map[0] + (token.type == "fence") if token.map else 0
        contents = token.content.split("\n")
        if contents and not contents[-1]:
            contents.pop()
        lines = tuple(
            self._line(first + n, text) for n, text in enumerate(contents) if first + n < len(self.spans)
        )
        if any(line.text.strip() for line in lines):
            lines = _dedented(lines) if self._is_other_dialect(token) else lines
            info = token.info.strip().split(" ")[0].strip("{}.").lower() if token.info.strip() else ""
            yield Block(BlockKind.CODE, lines, self._item(), self.quotes > 0, info=info)

    def _is_other_dialect(self, token: Token) -> bool:
        """The fence does not stand in the source: another dialect says by indentation what it says."""
        start, end = self.spans[token.map[0]] if token.map else (0, 0)
        return token.type == "fence" and token.markup[0] not in self.source[start:end]

    def _table(self, first: int, last: int) -> Iterator[Block]:
        rows = []
        for number in range(first, last):
            start, end = self.spans[number]
            line = Line(self.source[start:end], start)
            if number != first + 1:
                cells = (line.cut(m.start(), m.end()).stripped() for m in _CELL.finditer(line.text))
                rows.append(tuple(cell for cell in cells if cell.text not in ("", ">")) or (line,))
        if rows:
            lines = tuple(self._line(number, self.shown[number]) for number in range(first, last))
            yield Block(BlockKind.TABLE, lines, self._item(), self.quotes > 0, rows=tuple(rows))


def _is_wiki_table(lines: Sequence[Line]) -> bool:
    """Rows of a wiki: `||head||head||` over `|cell|cell|`."""
    return lines[0].text.startswith("||") and all(line.text.startswith("|") for line in lines)


def _cells(line: Line) -> tuple[Line, ...]:
    cells = (line.cut(m.start(), m.end()).stripped() for m in _CELL.finditer(line.text))
    return tuple(cell for cell in cells if cell.text) or (line,)


def _dedented(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Less the white space that every line of a block of code begins with."""
    filled = [line.text for line in lines if line.text.strip()]
    margin = min(len(text) - len(text.lstrip(" ")) for text in filled)
    return tuple(line.cut(min(margin, len(line.text))) for line in lines) if margin else lines
