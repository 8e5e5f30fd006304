"""Other dialects written as Markdown, line by line: as many lines come out as go in, so offsets hold."""

from collections.abc import Callable
from re import IGNORECASE, Match, compile
from typing import Final

from runbooks.parsing.copied import comments_kept
from runbooks.parsing.restructured import as_markdown_blocks, is_restructured
from runbooks.parsing.tongues.numbers import NUMBER, number_of
from runbooks.parsing.words import words

_ADMONITION: Final = compile(
    r"^(\s*)(?:(?:!!!|\?\?\?\+?)\s+([\w-]+)(.*)"
    r"|\.\. ((?:note|warning|caution|danger|important|attention|tip|hint)::.*))$"
)
_CONTAINER: Final = compile(r"^\s*:::\s*(?:\{\.?)?([A-Za-z][\w-]*)?.*$")
_CALLOUT_WORDS: Final = words(
    """
    note tip info warning caution danger important attention error hint
    """
)
_FENCE: Final = compile(r"^\s*(?:[-*+]\s+|\d{1,9}[.)]\s+|>\s?)*(`{3,}|~{3,})")

# Each opens or closes a block of code in another dialect; the line becomes a fence of the same meaning.
_OPENERS: Final = (
    compile(r"^\s*\{code(?::(?:[^}]*?language=)?([\w+-]*)[^}]*)?\}\s*$"),
    compile(r"^\s*\{noformat[^}]*\}\s*$"),
    compile(r"^\s*\{%-?\s*highlight\s+([\w+-]+).*%\}\s*$"),
    compile(r"^\s*\{\{[<%]\s*highlight\s+([\w+-]+).*[>%]\}\}\s*$"),
    compile(r"^\s*<(?:syntaxhighlight|source)(?:\s+[^>]*?lang=[\"']?([\w+-]+)[^>]*)?>\s*$", IGNORECASE),
    compile(r"^\s*<pre(?:\s[^>]*)?>(?:<code[^>]*>)?\s*$", IGNORECASE),
    compile(r"^\s*#\+begin_(?:src|example)\s*([\w+-]*).*$", IGNORECASE),
)
_CLOSERS: Final = (
    compile(r"^\s*\{(?:code|noformat)\}\s*$"),
    compile(r"^\s*\{(?:code|noformat)\}\s*$"),
    compile(r"^\s*\{%-?\s*endhighlight.*%\}\s*$"),
    compile(r"^\s*\{\{[<%]\s*/\s*highlight.*[>%]\}\}\s*$"),
    compile(r"^\s*</(?:syntaxhighlight|source)>\s*$", IGNORECASE),
    compile(r"^\s*(?:</code>)?</pre>\s*$", IGNORECASE),
    compile(r"^\s*#\+end_(?:src|example).*$", IGNORECASE),
)
_ASCIIDOC_SOURCE: Final = compile(
    r"^\[(?:source|listing)?,?\s*(?:subs=\"[^\"]*\",?\s*)?([\w+-]*)[^\]]*\]\s*$"
)
_ASCIIDOC_RULE: Final = compile(r"^(?:-{4,}|\.{4,})\s*$")
_PRINTED_ITEM: Final = compile(r"  \d{1,2}[.)] \S")
_PRINTED_POINT: Final = compile(r" {4,12}(?:[-*+]|\d{1,2}[.)]) +\S")
_WIKI_HEADING: Final = compile(r"^==+\s*[^=]+?\s*==+\s*$")
_WIKI_NUMBER: Final = compile(r"^(#{1,3})\s*([^#!\s].*)$")
_SHORTCODE: Final = compile(
    r"^\s*(?:\{\{[<%].*[>%]\}\}|\{%.*%\}|</?(?:details|summary|div|p|center|br|span|section"
    r"|a)\b[^>]*>)\s*$",
    IGNORECASE,
)


def _level(mark: str, text: str) -> str:
    return f"{'#' * min(len(mark), 6)} {text}"


def _item(match: Match[str]) -> str:
    """A numbered item of Markdown: groups are the indentation, the number and the text."""
    return f"{match[1]}{number_of(match[2])}. {match[3]}"


def _chapter(match: Match[str]) -> str:
    """ "一、背景" heads a chapter; with a full stop it is an item of a list."""
    return _item(match) if match[3].endswith(_STOPS) else f"## {match[3]}"


_STOPS: Final = ("。", "；", ";", "！", ".", "，", "：", ":")
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789０１２３４５６７８９"
_HAN_DIGITS: Final = "一二三四五六七八九十"
_CLAUSES: Final = r"(?:SELECT|FROM|WHERE|VALUES|HAVING|LEFT JOIN|INNER JOIN)(?: ALL| DISTINCT)?\s*$"
# What a line may begin with, how it then looks, and what it is in Markdown. The first that matches counts.
_REWRITES: Final[tuple[tuple[str, str, Callable[[Match[str]], str]], ...]] = (
    ("h", r"^h([1-6])\.\s+(.+)$", lambda m: f"{'#' * int(m[1])} {m[2]}"),
    ("=", r"^(={1,6})\s+(\S.*?)\s+\1\s*$", lambda m: _level(m[1], m[2])),
    ("=", r"^(={2,6})([^=\s][^=]*?)\1\s*$", lambda m: _level(m[1], m[2])),
    ("=", r"^(={1,6})\s+(\S.*)$", lambda m: _level(m[1], m[2])),
    (
        "•●◦▪‣·∙○■□–—・",
        r"^(\s*)(?:[•●◦▪‣·∙○■□]|[–—](?=\s)|・)\s*(.+)$",
        lambda m: f"{m[1]}- {m[2]}",
    ),
    ("(（", r"^(\s*)[(（](\d{1,3})[)）]\s*(\S.*)$", _item),
    ("(（", rf"^(\s*)[(（]([{_HAN_DIGITS}]{{1,3}})[)）]\s*(\S.*)$", _chapter),
    (_DIGITS, r"^(\s*)(\d{1,3})(?:[．、）]|\.-|\.?[ºª])\s*([^\d\s].*)$", _item),
    (_DIGITS, r"^(\s*)(\d{1,3})/\s+(\S.*)$", _item),
    (_DIGITS, r"^(\s*)(\d{1,3})[.)](?=[^\x00-\u02ff])(\S.*)$", _item),
    ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", r"^(\s*)([①-⑳])\s*(.+)$", _item),
    ("abcdefgh", r"^(\s*)([a-h])[.)]\s+(.+)$", lambda m: f"{m[1]}- {m[3]}"),
    (
        "SPEÉ*",
        r"^(\s*)(?:\*\*)?(?:Step|STEP|Paso|Passo|Etapa|Schritt|[EÉ]tape)\s+(?:n[º°]\s*)?(\d{1,3})"
        r"\s*[:.)–-](?:\*\*)?\s+(\S.*)$",
        _item,
    ),
    (
        "ス手步第*工",
        rf"^(\s*)(?:\*\*)?(?:ステップ|手順|工程|步骤|第)\s*({NUMBER})\s*步?\s*[:：.)）、,，](?:\*\*)?\s*(\S.*)$",
        _item,
    ),
    (_HAN_DIGITS, rf"^(\s*)([{_HAN_DIGITS}]{{1,3}})、\s*(\S.*)$", _chapter),
    (_CAPITALS, rf"^(?!{_CLAUSES})([A-Z][A-Z &/-]{{3,50}}[A-Z])\s*:?\s*$", lambda m: f"## {m[1]}"),
    ("<", r"^\s*<(summary|p|b|strong|li|h[1-6])\b[^>]*>([^<>]+)</\1>\s*$", lambda m: m[2]),
    ("#", r"^#\+(?:title|TITLE):\s*(\S.*)$", lambda m: f"# {m[1]}"),
    ("#", r"^#\+[A-Za-z_]+:.*$", lambda _: ""),
    ("#", r"^(#{1,6})([^#\s!].*)$", lambda m: f"{m[1]} {m[2]}" if " " in m[2] or len(m[2]) > 3 else m[0]),
)
_REWRITE: Final = {
    head: tuple((compile(pattern), write) for heads, pattern, write in _REWRITES if head in heads)
    for head in {char for heads, _, _ in _REWRITES for char in heads}
}


def as_markdown(lines: list[str]) -> list[str]:
    """The same number of lines, each in CommonMark's words for what its own dialect says."""
    if is_restructured(lines):
        lines = as_markdown_blocks(lines)
    wiki = any(line.startswith("==") and _WIKI_HEADING.match(line) for line in lines) and not any(
        line.startswith("## ") for line in lines
    )
    shown = _code_and_headings([_numbered(line) for line in lines] if wiki else lines)
    return _admonitions(_commented(shown) if any(line.startswith("# ") for line in lines) else shown)


def _commented(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Outside of blocks of code, comments over commands are no headings."""
    kept = comments_kept(["" if coded or line.startswith(("```", "~~~")) else line for line, coded in lines])
    return [(new or line, coded) for new, (line, coded) in zip(kept, lines, strict=True)]


def _numbered(line: str) -> str:
    """A numbered line of MediaWiki: `# ` at the first level, `## ` at the second."""
    match = _WIKI_NUMBER.match(line)
    return f"{'   ' * (len(match[1]) - 1)}1. {match[2]}" if match else line


def _code_and_headings(lines: list[str]) -> list[tuple[str, bool]]:
    """The lines, and of each whether it stands inside of a block of code."""
    out: list[tuple[str, bool]] = []
    closer: Callable[[str], object] | None = None
    fence = ""
    info: str | None = None
    printed = False  # within a list as a browser prints it: "  1. ", with "    - " under it
    for line in lines:
        if closer is not None:
            done = closer(line)
            out.append(("```" if done and not fence else line, not done))
            closer, fence = (None, "") if done else (closer, fence)
            continue
        if ("```" in line or "~~~" in line) and (match := _FENCE.match(line)):
            fence = match[1]
            closer = compile(rf"^\s*(?:>\s?)*{fence[0]}{{{len(fence)},}}\s*$").match
            out.append((line, False))
            continue
        if info is not None and _ASCIIDOC_RULE.match(line):
            out.append((f"```{info}", False))
            rule = line.strip()
            closer, info = (lambda other, rule=rule: other.strip() == rule), None
            continue
        info = None
        opened = _opener(line)
        if opened is not None:
            language, closer = opened
            out.append((f"```{language}", False))
        elif line.startswith("[") and (match := _ASCIIDOC_SOURCE.match(line)):
            info = match[1]
            out.append(("", False))
        else:
            shown = _rewritten(line)
            if line[:2] != "  ":
                printed = printed and not line
            elif line[2:3].isdigit():
                printed = _PRINTED_ITEM.match(line) is not None
            out.append((f" {shown}" if printed and _PRINTED_POINT.match(shown) else shown, False))
    return out


def _opener(line: str) -> tuple[str, Callable[[str], object]] | None:
    head = line.lstrip()[:1]
    if head not in ("{", "<", "#"):
        return None
    for opener, closer in zip(_OPENERS, _CLOSERS, strict=True):
        if match := opener.match(line):
            return (match[1] or "" if match.re.groups else ""), closer.match
    return None


def _rewritten(line: str) -> str:
    head = line.lstrip()[:1]
    if head in ("{", "<") and _SHORTCODE.match(line):
        return ""
    rewrites = _REWRITE.get(head)
    if rewrites is None or len(line) > 2000:
        return line
    for pattern, write in rewrites:
        if match := pattern.match(line):
            return write(match)
    return line


def _admonitions(lines: list[tuple[str, bool]]) -> list[str]:
    """Callouts of MkDocs (`!!! note`) and of Docusaurus (`:::note`) become quotes."""
    out: list[str] = []
    indent: int | None = None
    inside = False
    for line, coded in lines:
        stripped = line.strip()
        if indent is not None:
            deep = len(line) - len(line.lstrip())
            if not stripped or deep >= indent + 2:
                out.append("> " + line[min(deep, indent + 4) :] if stripped else ">")
                continue
            indent = None
        if not coded and stripped.startswith(("!!!", "???", ".. ")) and (match := _ADMONITION.match(line)):
            indent = len(match[1])
            out.append(f"> {match[4] or match[2] + match[3]}")
        elif not coded and stripped.startswith(":::"):
            match = _CONTAINER.match(line)
            word = (match[1] or "").lower() if match else ""
            inside = word in _CALLOUT_WORDS
            out.append(f"> {stripped.lstrip(': {.')}" if inside else "")
        else:
            out.append(f"> {line}" if inside else line)
    return out
