"""HTML → text in Markdown's words. Scripts, styles and hidden parts are left out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.veils import hidden_names, hides
from runbooks.parsing.words import words

_PAGE: Final = compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", IGNORECASE | 16
)
_TAG: Final = compile(
    r"</?(?:p|div|ul|ol|li|h[1-6]|table|tr|td|th|pre|br|span|strong|em|ac:[\w-]+)\b[^<>]{0,500}>", IGNORECASE
)
_MARKDOWN: Final = compile(r"^(?:#{1,6} |```|~~~|\s*[-*] |\s*\d+\. )", 8)
_DEEPEST: Final = 12  # lists in each other that keep their indentation
_VOID: Final = words("area base br col embed hr img input link meta param source track wbr")
_ENDS_ITSELF: Final = words("p li td th tr dt dd option")
_CALLOUTS: Final = frozenset(("warning", "note", "info", "tip", "caution", "important"))
_BLOCKS: Final = words(
    """
    p div section article main header footer aside ul ol li table tr blockquote figure details
    summary dl dt dd form hr body
    """
)
_MARKS: Final = {"code": "`", "tt": "`", "kbd": "`", "strong": "**", "b": "**"}
_SPACE: Final = compile(r"\s+")
_BLANK: Final = compile(r"\n{3,}")


def is_html(text: str) -> bool:
    """It is an HTML page or a piece of one, rather than Markdown with some tags in it."""
    head = text[:20_000]
    if _PAGE.match(head[:5000]):
        return True
    tags = len(_TAG.findall(head))
    return head.lstrip().startswith("<") and tags >= 4 and not _MARKDOWN.search(head)


def as_text(html: str) -> str:
    """The readable text: headings, lists, tables and code as Markdown writes them."""
    reader = _Reader(convert_charrefs=True)
    reader.feed(_closable(html))
    reader.close()
    return _BLANK.sub("\n\n", "".join(reader.out)).strip() + "\n"


def _closable(html: str) -> str:
    """What opens and is nowhere closed is text, lest each of them is looked for to the end of the page."""
    for opener, closer in (("<!--", "-->"), ("<![", "]"), ("<?", ">"), ("<", ">")):
        head, mark, tail = html.rpartition(closer)
        html = head + mark + tail.replace(opener, "&lt;" + opener[1:])
    return html


@dataclass
class _State:
    silent: str = ""  # the element that is not drawn, and how many of its name are open in it
    within: int = 0
    sheet: bool = False
    styled: frozenset[str] = frozenset()
    code: int = 0
    lists: list[tuple[str, int]] = field(default_factory=list)
    cells: int = 0
    row: int = 0
    fence: int = 0
    parameter: str = ""
    language: str = ""


class _Reader(HTMLParser):
    """Writes Markdown while tags go by."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.out: list[str] = []
        self.at = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self.at
        if at.silent and not self._shows_again(tag):
            return
        at.sheet = tag == "style"
        if tag not in _VOID and hides(tag, attrs, at.styled):
            at.silent, at.within = tag, 1
        elif tag == "ac:structured-macro":
            at.language = ""
            if (name := dict(attrs).get("ac:name") or "") in _CALLOUTS:
                self.out.append(f"\n\n{self._margin()}**{name.capitalize()}:** ")
        elif tag == "ac:parameter":
            at.parameter = dict(attrs).get("ac:name") or "?"
        elif tag == "pre" or tag == "ac:plain-text-body":
            at.code += 1
            at.fence = len(self.out)
            self.out.append(f"\n\n{self._margin()}```{_language(attrs) or at.language}\n{self._margin()}")
        elif at.code:
            if tag == "br":
                self.out.append(f"\n{self._margin()}")
            elif tag == "code" and (language := _language(attrs)):
                self.out[at.fence] = f"\n\n{self._margin()}```{language}\n{self._margin()}"
        elif at.row and at.cells and tag in ("ul", "ol", "li", "br", "p", "div"):
            self.out.append(" ")
        elif tag in ("ul", "ol"):
            at.lists.append((tag, 0))
            self.out.append("\n")
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            at.cells += 1
            self.out.append(" | ")
        elif tag == "tr":
            at.row, at.cells = at.row + 1, 0
            self.out.append("\n")
        elif tag == "table":
            at.row = 0
            self.out.append("\n\n")
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.out.append(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "br":
            self.out.append(f"\n{self._margin()}")
        elif tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif tag in _BLOCKS and not (at.row and at.cells):
            self._break()

    def _shows_again(self, tag: str) -> bool:
        """The hidden element ends here, though nothing closes it; or else one more of its name opens."""
        at = self.at
        if (tag == at.silent and tag in _ENDS_ITSELF) or (tag == "body" and at.silent == "head"):
            at.silent, at.within = "", 0
            return True
        at.sheet = tag == "style"
        at.within += tag == at.silent
        return False

    def handle_endtag(self, tag: str) -> None:
        at = self.at
        if at.silent:
            at.within -= tag == at.silent
            at.silent = at.silent if at.within else ""
            return
        if tag == "ac:parameter":
            at.parameter = ""
        elif tag == "pre" or tag == "ac:plain-text-body":
            at.code = max(0, at.code - 1)
            self.out.append(f"\n{self._margin()}```\n\n")
        elif at.code:
            return
        elif at.row and at.cells and tag in ("ul", "ol", "li", "p", "div"):
            self.out.append(" ")
        elif tag in ("ul", "ol"):
            if at.lists:
                at.lists.pop()
            self.out.append("\n")
        elif tag == "tr":
            self.out.append(" |")
            if at.row == 1:
                self.out.append("\n" + "| --- " * max(1, at.cells) + "|")
            at.cells = 0
        elif tag == "table":
            at.row = at.cells = 0
            self.out.append("\n\n")
        elif tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif (len(tag) == 2 and tag[0] == "h" and tag[1] in "123456") or (
            tag in _BLOCKS and tag != "li" and not at.row
        ):
            self._break()

    def handle_data(self, data: str) -> None:
        at = self.at
        if at.silent:
            at.styled |= hidden_names(data) if at.silent == "style" or at.sheet else frozenset()
            return
        if at.parameter:
            at.language = data.strip() if at.parameter == "language" else at.language
        elif at.code:
            self.out.append(data.replace("\n", "\n" + self._margin()))
        elif text := _SPACE.sub(" ", data):
            fresh = not self.out or self.out[-1].endswith(("\n", " "))
            self.out.append(text.lstrip() if fresh else text)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def _margin(self) -> str:
        return "   " * min(len(self.at.lists), _DEEPEST)

    def _break(self) -> None:
        if (self.out and self.out[-1].startswith(("- ", "1. "))) or (
            self.out and self.out[-1].strip() in ("-",)
        ):
            return
        self.out.append(f"\n\n{self._margin()}")

    def _item(self) -> None:
        lists = self.at.lists
        kind, count = lists.pop() if lists else ("ul", 0)
        lists.append((kind, count + 1))
        mark = f"{count + 1}. " if kind == "ol" else "-  "
        self.out.append("\n" + "   " * min(len(lists) - 1, _DEEPEST) + mark)


def _language(attrs: list[tuple[str, str | None]]) -> str:
    for name, value in attrs:
        if name in ("class", "lang", "data-lang") and value:
            for word in value.split():
                if word.startswith(("language-", "lang-", "highlight-")):
                    return word.split("-", 1)[1]
    return ""
