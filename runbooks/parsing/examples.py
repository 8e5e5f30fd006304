"""What the words of a page say of its variables: "replace X with …", "e.g. …", "defaults to …", a table."""

from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from re import IGNORECASE, Match, compile, escape
from typing import Final

from runbooks.parsing.document import Block, BlockKind, Document, Line, Sentence
from runbooks.parsing.sentences import sentences_of
from runbooks.types import Span
from runbooks.types.placeholders import DOLLAR, MARKED, canonical, marked
from runbooks.types.variables import Quote


@dataclass(frozen=True)
class Told:
    """What the text says of the variable `name`, spelled so.

    `literal` matches an ordinary word that stands for the value; "" where its spelling shows that it does.
    """

    name: str
    spelled: str
    literal: str = ""
    default: Quote | None = None
    example: Quote | None = None


_VALUE: Final = (
    r"[\s:：=(（]*(?:`([^`\n]{1,120})`|[\"“'「]([^\"”'」\n]{1,120})[\"”'」]"
    r"|([^\s,;()（）。、，`\"'<>*]{2,120}))"
)
_EXAMPLE: Final = compile(
    r"(?:\be\.g\.,?|\bfor (?:example|instance),?|\bsuch as|\bexamples?\b|\blike(?=\s*`)|\bz\. ?b\."
    r"|\bzum beispiel"
    r"|\bbeispiel(?:sweise)?|\bp\. ?ej\.|\bpor ejemplo|\bejemplo|\bpar exemple|\bp\. ?ex\.|\bpor exemplo"
    r"|\bexemplo|\bexemple|例えば|たとえば|例[:：]|例如|比如|\bex\.)" + _VALUE,
    IGNORECASE,
)
_DEFAULT: Final = compile(
    r"(?:\bdefaults? (?:to|is|value(?: is)?)|\bdefault(?=[\s:：=]*`)|\b(?:usually|normally|typically)(?=\s*`)"
    r"|\bstandard(?:wert|mäßig)?(?: ist)?|\b(?:por|valor) (?:defecto|predeterminado|omisión)(?: es)?"
    r"|\bpar défaut|\b(?:por )?padrão|デフォルト(?:は|値は)?|默认(?:为|值为?|是)?|缺省(?:为|值)?)" + _VALUE,
    IGNORECASE,
)
_THING: Final = (
    r"(`[^`\n]{1,80}`|<[^<>\n]{1,60}>|\$\{?\w{1,60}\}?|\{\{[^{}\n]{1,60}\}\}|\[[^\[\]\n]{1,60}\]"
    r"|(?<!\w)[A-Z][A-Z0-9_]{2,60}|\"[^\"\n]{1,60}\")"
)
_REPLACE: Final = compile(
    r"(?:\b(?:replac(?:e|ing)|substitut(?:e|ing)|swap|chang(?:e(?! (?:request|ticket))|ing)"
    r"|remember to set|set)\s+(?:the\s+)?"
    r"(?:placeholders?\s+|value\s+)?" + _THING + r"\s*(?:placeholders?\s+)?(?:with|by|for|to)\b"
    r"|\bersetzen? (?:sie )?" + _THING + r"\s+(?:durch|mit)\b"
    r"|\b(?:reempla\w+|sustitu\w+|cambi\w+|substitu\w+|troque|troca) (?:el |la |o |a |le )?"
    + _THING
    + r"\s+(?:por|con|com|pel[oa]|par)\b"
    r"|\bremplace[zr]? (?:le |la |les )?" + _THING + r"\s+par\b"
    r"|(?:将|把|用)\s*" + _THING + r"\s*(?:替换|换|改|更换)(?:为|成)?"
    r"|" + _THING + r"\s*を(?=.{0,80}(?:置き換|置換|変更|差し替|書き換))"
    # It is to be replaced.
    r"|" + _THING + r"\s+(?:(?:should|must|needs? to|ha(?:s|ve) to|can|is to|are to) be"
    r" (?:replaced|substituted|swapped|changed)|is (?:replaced|substituted)) (?:with|by|for|to)\b"
    r"|" + _THING + r"\s+(?:muss|müssen|sollte|ist|wird) (?:hier )?durch\b(?=.{0,80}(?:ersetz|tausch))"
    r"|" + _THING + r"\s+de[bv]\w+ (?:ser )?(?:reempla|sustitu|substitu|cambia)\w+\s+(?:por|pel[oa]|con)\b"
    r"|" + _THING + r"\s+doi(?:t|vent) être remplacée?s?\s+par\b)",
    IGNORECASE,
)
# "where my-cluster is your cluster", "`web-1` is the name of your pod".
_NAMED_YOURS: Final = compile(
    r"\b(?:where|wobei|donde|où|onde)\s+(?:`([^`\n]{1,60})`|((?:my|your)-[\w.-]{1,60}))\s+"
    r"(?:(?:is|are|stands for|refers to|denotes|represents|es|est|é|ist|steht für)\s+)?"
    r"(?:your|ihre?|deine?|tu|su|votre|seu|sua"
    r"|(?:the|an?|der|die|das|el|la|le|o) (?:actual |full )?"
    r"(?:names?|ids?|ips?|address|number|value|path|nombre|nom|nome)"
    r")\b"
    r"|`([^`\n]{1,60})`\s+(?:is|stands for|represents)\s+(?:the \w+ of )?your\b",
    IGNORECASE,
)
# What makes an ordinary word a stand-in: it is replaced by the reader's own.
_YOURS: Final = compile(
    r"\s*(?:by |with )?(?:`?your\b|the (?:actual|name|id|ip|correct|real|right|address|value|path|host"
    r"|appropriate)\b"
    r"|(?:an? )?(?:actual|appropriate)\b|(?:den|die|das|dem|ihre[nmr]?|deine[nmr]?)\b|(?:el|la|su|tu)\b"
    r"|(?:le|la|votre|vos)\b|(?:o|a|seu|sua)\b|(?:您|你|实际|対象|実際|自分))",
    IGNORECASE,
)
# Looked for first, in lower case: most sentences say nothing of the kind.
_EXAMPLE_HINTS: Final = (
    *("e.g", "exampl", "instance", "such as", "like", "z. b", "z.b", "beispiel", "ej.", "ejemplo", "p. ex"),
    *("p.ex", "exemp", "例", "比如", "たとえ", "ex."),
)
_DEFAULT_HINTS: Final = (
    *("default", "usually", "normally", "typically", "standard", "defecto", "predetermin", "omisi"),
    *("défaut", "padrão", "默认", "缺省", "デフォルト"),
)
_REPLACE_HINTS: Final = (
    *(
        "replac",
        "substitu",
        "swap",
        "chang",
        "set ",
        "ersetz",
        "reempla",
        "sustitu",
        "cambi",
        "troque",
        "troca",
    ),
    *("remplac", "替换", "换", "改", "を"),
)
_NAMED_HINTS: Final = ("where ", "wobei ", "donde ", "où ", "onde ", " your")

_HINTS: Final = _EXAMPLE_HINTS + _DEFAULT_HINTS + _REPLACE_HINTS + _NAMED_HINTS


def _hints(text: str, hints: tuple[str, ...]) -> bool:
    return any(hint in text for hint in hints)


_HEAD: Final = compile(
    r"variables?|placeholders?|parameters?|platzhalter|variablen?|marcador(?:es)?|par[áa]metros?|paramètres?"
    r"|変数|パラメータ|プレースホルダー?|变量|参数|占位符|variáve(?:l|is)"
    r"|env(?:ironment)? (?:var(?:iable)?s?)|name",
    IGNORECASE,
)
_SHOWS: Final = compile(
    r"e\.?g\.?|examples?|sample|beispiele?|ejemplos?|exemp(?:le|lo)s?|例|サンプル|示例", IGNORECASE
)
_GIVES: Final = compile(
    r"defaults?(?: value)?|values?|standard(?:wert)?|wert|valor(?:es)?|por defecto|valeur|par défaut|padrão"
    r"|デフォルト|既定値|値|默认值?|值",
    IGNORECASE,
)
_DUMMY: Final = compile(
    r"(?:your|my|some|the|example|insert|enter|dein|ihr|mi|tu|mon|votre|meu|seu)[-_ ].*|x{2,}|\.{2,}|…|\?+|-+"
    r"|n/?a|none|todo|tbd"
    r"|changeme|foo|bar|baz|example|[A-Z][A-Z0-9]*_[A-Z0-9_]*|.*[<>{}\[\]…].*|(?:yes|no|ja|nein|required|optional)",
    IGNORECASE,
)
_VALUELIKE: Final = compile(r".*[\d/.:_@-].*")


def is_dummy(value: str) -> bool:
    """Whether it only holds the place of a value: `your-cluster`, `xxx`, `...`."""
    return _DUMMY.fullmatch(value.strip()) is not None


def told_of(document: Document, known: Container[str], *, knows_any: bool) -> list[Told]:
    """What the page says of its variables, in order; of ordinary words only if it replaces them."""
    out: list[Told] = []
    page = document.source.lower()
    if not knows_any and not _hints(page, _REPLACE_HINTS + _NAMED_HINTS):
        return out
    here = tuple(hint for hint in _HINTS if hint in page)  # the few that stand anywhere on the page
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            out += _in_table(block)
        elif block.kind is BlockKind.PARAGRAPH and _hints(block.text.lower(), here):
            last = ""
            for sentence in sentences_of(block):
                replaced = [*_replaced(sentence, document.source), *_named_yours(sentence)]
                out += replaced
                last = replaced[-1].name if replaced else last
                shown, last = _shown(sentence, document.source, last)
                out += shown
    return [one for one in out if one.literal or one.default or one.example or one.name in known]


def is_replacement(text: str) -> bool:
    """Whether it only says what to put in the place of a word."""
    return _hints(text.lower(), _REPLACE_HINTS) and _REPLACE.search(text) is not None


def named_by(text: str) -> str:
    """The canonical name that a word in the spelling of a placeholder has; "" for another word."""
    bare = text.strip('`"* ')
    if match := MARKED.fullmatch(bare):
        return canonical(marked(match, templated=True))
    if match := DOLLAR.fullmatch(bare):
        return canonical(match[1] or match[3])
    if bare.startswith("[") and bare.endswith("]"):
        return canonical(bare[1:-1])
    return canonical(bare) if bare.isupper() and bare.replace("_", "").isalnum() and len(bare) > 2 else ""


_SPELLED: Final = compile(
    r"`[^`\n]{1,80}`|<[A-Za-z][^<>\n]{0,60}>|\$\{?\w{1,60}\}?|\{\{[^{}\n]{1,60}\}\}|\[[\w -]{2,40}\](?!\()"
    r"|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b"
)


def _shown(sentence: Sentence, source: str, last: str) -> tuple[list[Told], str]:
    """Examples and defaults, each of the variable named last before it; and the one named last of all."""
    names = [
        (match.start(), name) for match in _SPELLED.finditer(sentence.text) if (name := named_by(match[0]))
    ]
    out = []
    places = [at for at, _ in names]
    lower = sentence.text.lower()
    for pattern, hints in ((_EXAMPLE, _EXAMPLE_HINTS), (_DEFAULT, _DEFAULT_HINTS)):
        if (not names and not last) or not _hints(lower, hints):
            continue
        for match in pattern.finditer(sentence.text):
            before = bisect_left(places, match.start())
            name = names[before - 1][1] if before else last if match.start() < 12 else ""
            quote = _quote(match, sentence, source) if name else None
            if quote is not None:
                out.append(
                    Told(name, "", example=quote) if pattern is _EXAMPLE else Told(name, "", default=quote)
                )
    return out, names[-1][1] if names else last


def _quote(match: Match[str], sentence: Sentence, source: str) -> Quote | None:
    group = match.lastindex or 0
    text = match[group]
    end = match.end(group)
    if group == 3 or (match[group] == text and text[-1:] in ".:"):
        bare = text.rstrip(".:")
        end, text = end - (len(text) - len(bare)), bare
    if not text or is_dummy(text) or (match.re.groups == group and not _VALUELIKE.fullmatch(text)):
        return None
    span = Span(sentence.offset(match.start(group)), sentence.offset(end - 1) + 1)
    return Quote(text, span) if source[span.start : span.end] == text else None


def _replaced(sentence: Sentence, source: str) -> Iterator[Told]:
    if not _hints(sentence.text.lower(), _REPLACE_HINTS):
        return
    for match in _REPLACE.finditer(sentence.text):
        written = next(group for group in match.groups() if group)
        rest = _GIVEN.match(sentence.text, match.end())
        quote = _quote(rest, sentence, source) if rest else None
        name = named_by(written)
        bare = written.strip('`"')
        if name:
            stands = bare[0] == "[" or (
                bare.isupper() and ("_" in bare or _YOURS.match(sentence.text, match.end()))
            )
            yield Told(name, bare if stands else written, escape(bare) if stands else "", example=quote)
        elif written[0] in '`"' and _YOURS.match(sentence.text, match.end()) and _WORDS.fullmatch(bare):
            yield Told(canonical(bare), bare, escape(bare), example=quote)


def _named_yours(sentence: Sentence) -> Iterator[Told]:
    if not _hints(sentence.text.lower(), _NAMED_HINTS):
        return
    for match in _NAMED_YOURS.finditer(sentence.text):
        bare = next(group for group in match.groups() if group)
        if _WORDS.fullmatch(bare) and not named_by(bare):
            yield Told(canonical(bare), bare, escape(bare))


_WORDS: Final = compile(r"[A-Za-z0-9][\w.:/-]{1,60}")
# "with `prod-eu-1`", "with your cluster's name (prod-eu-1)".
_GIVEN: Final = compile(
    r"(?:[^.。`(（]{0,60}[(（](?:e\.g\.,?|z\. ?B\.|ex\.|such as|例[:：]?)?)?\s*"
    r"(?:`([^`\n]{1,120})`|\"([^\"\n]{1,120})\"|(?=[\w./:@-]*[\d./:@-])([\w./:@-]{2,80}))(?=[\s.,;)）。]|$)",
    IGNORECASE,
)


def _in_table(block: Block) -> Iterator[Told]:
    header = [cell.text.strip("*_` ") for cell in block.rows[0]]
    if not header or not _HEAD.fullmatch(header[0]):
        return
    shows = next((n for n, cell in enumerate(header) if n and _SHOWS.fullmatch(cell)), None)
    gives = next((n for n, cell in enumerate(header) if n and _GIVES.fullmatch(cell)), None)
    for row in block.rows[1:]:
        name = named_by(row[0].text) or canonical(row[0].text.strip("`* "))
        if name:
            yield Told(name, row[0].text, default=_cell(row, gives), example=_cell(row, shows))


def _cell(row: tuple[Line, ...], column: int | None) -> Quote | None:
    if column is None or column >= len(row):
        return None
    cell = row[column]
    bare = cell.text.strip("`\"'* ")
    if not bare or is_dummy(bare) or len(bare.split()) > 3:
        return None
    start = cell.start + cell.text.index(bare)
    return Quote(bare, Span(start, start + len(bare)))
