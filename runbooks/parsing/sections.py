"""Headings → what their sections are for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from re import IGNORECASE, Pattern, compile
from typing import Final

from runbooks.parsing.document import Block, BlockKind, Document
from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.spoken import ALL
from runbooks.parsing.tongues.tongue import Tongue, plain, unaccented


class Role(StrEnum):
    """What a section is for. Only procedures and unnamed sections give steps of prose."""

    TITLE = "title"
    CONTEXT = "context"
    REFERENCE = "reference"  # no steps of prose, but its commands may be run
    PREREQUISITES = "prerequisites"
    PROCEDURE = "procedure"
    ESCALATION = "escalation"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks under it, up to the next heading. `path` are the headings above it."""

    heading: Block | None
    title: str
    role: Role
    blocks: tuple[Block, ...]
    path: tuple[str, ...] = ()
    siblings: tuple[str, ...] = field(default=())


_MARKS: Final = compile(r"^[\s*_#`~\d.)(:\-–—]+|[\s*_#`:]+$|[\U0001F300-\U0001FAFF\u2600-\u27bf\ufe0f]")
_LABEL: Final = compile(r"^[*_\s]{0,4}([^:*`]{3,40})[*_]{0,2}[:：]")
# "**Warning**" alone on its line: what it warns of is the next paragraph.
CALLOUT_WORD: Final = compile(
    r"\W*(?:warning|caution|danger|important|note|attention|tip|hinweis|achtung|warnung|vorsicht|advertencia|aviso"
    r"|precaución|atenção|cuidado|avertissement|警告|注意|危険|危险)\W*",
    IGNORECASE,
)
_BOLD: Final = compile(r"(?:\*\*|__)[^*_]+(?:\*\*|__):?")
_BOLD_LEVEL: Final = 7  # under every real heading
_LONGEST: Final = 1000  # characters of a heading
_STOPS: Final = (".", "!", "?", ":", ";", ",", "。", "！", "？", "：", "；", "，")
_ANCHOR: Final = compile(r"\s*\{#[^}]*\}|<a [^>]*>|</a>|\[([^\]]*)\]\([^)]*\)")
# Hugo: `{{% heading "whatsnext" %}}`
_SHORTCODE: Final = compile(r"\{\{[%<]\s*heading\s+\"([^\"]*)\"\s*[%>]\}\}")
_REFERENCE: Final = compile(
    r"what(?:['’]?s| is) ?next\??|next steps|severity.*"
    r"|(?:.* )?(?:classification|severities|thresholds|targets|polic(?:y|ies))|"
    r"(?:long[- ]term )?prevent\w*.*|best practices?|monitoring|metrics|alerts?|capacity planning"
    r"|quick reference.*|cheat ?sheet|useful .*"
    r"|examples?|tips|notes?|important notes?|known issues|faq|appendix|dashboards?|.*default definition"
    r"|disable this alert.*|alert (?:rule|expression|query)"
    r"|post-?incident.*|follow-?ups?|testing|configuration|post-?change documentation"
    r"|(?:operational|general|final) notes?|roles|trigger conditions"
    r"|evidence requirements|required evidence"
    r"|prévention|prevención|prevenção|vorbeugung|prävention|予防.*|预防.*|再発防止.*",
    IGNORECASE,
)


_GROUPS: Final = compile(r"alerts?(?: (?:list|index|reference|runbooks?))?", IGNORECASE)


def plain_title(text: str) -> str:
    """A heading without marks, anchors, links and numbering."""
    shown = _SHORTCODE.sub(r"\1", text[:_LONGEST].replace("\n", " ")).replace("**", "").replace("`", "")
    bare = _ANCHOR.sub(lambda m: m[1] or "", shown)
    return _MARKS.sub("", bare).strip() or bare.strip()


def sections_of(document: Document, tongues: tuple[Tongue, ...]) -> list[Section]:
    """The sections in order; what stands before the first heading is a section without one."""
    out: list[Section] = []
    above: list[tuple[int, str, Role]] = []
    heading: Block | None = None
    role = Role.TITLE
    path: tuple[str, ...] = ()
    body: list[Block] = []
    levels = [block.level for block in document.blocks if block.kind is BlockKind.HEADING]
    # The first of several headings side by side is one of them, unless it stands at the very top.
    first = bool(levels) and (levels[0] == 1 or levels.count(levels[0]) == 1)
    for number, block in enumerate(document.blocks):
        if number == 0 and _is_title(document.blocks):
            continue
        following = document.blocks[number + 1] if number + 1 < len(document.blocks) else None
        if block.kind is not BlockKind.HEADING and not _heads(block) and not _lone(block, following, heading):
            lone = role is Role.CONTEXT and heading is not None and _lone_line(heading)
            if (lone or role is Role.PREREQUISITES) and _goes_on(heading, body, block):
                out.append(Section(heading, above.pop()[1], role, tuple(body), path))
                role = above[-1][2] if above and above[-1][2] is not Role.TITLE else Role.UNNAMED
                heading, body = None, []
            body.append(block)
            continue
        level = block.level or _BOLD_LEVEL
        if (
            heading is not None
            and not body
            and block.level > heading.level
            and _GROUPS.fullmatch(above[-1][1])
        ):
            above[-1] = (*above[-1][:2], Role.UNNAMED)  # it only stands over the pages of single alerts
        if heading is not None or body:
            out.append(
                Section(heading, plain_title(heading.text) if heading else "", role, tuple(body), path)
            )
        heading, body = block, []
        while above and above[-1][0] >= level:
            above.pop()
        title = plain_title(block.text)
        path = tuple(name for _, name, _ in above)
        role = _role(title, above, tongues, first=first and bool(block.level), level=level)
        above.append((level, title, role))
        first = first and not block.level
    out.append(Section(heading, plain_title(heading.text) if heading else "", role, tuple(body), path))
    return [_settled(section, tongues) for section in out]


def _settled(section: Section, tongues: tuple[Tongue, ...]) -> Section:
    """ "Before you proceed" over a numbered list of orders stands over steps."""
    if section.role is not Role.PREREQUISITES or not _GOING.match(section.title):
        return section
    first = next((block for block in section.blocks if block.item is not None), None)
    if first is None or first.item is None or not first.item.ordered:
        return section
    return replace(section, role=Role.PROCEDURE) if opens_with_verb(first.text, tongues) else section


def _goes_on(heading: Block | None, needs: Sequence[Block], block: Block) -> bool:
    """Under a mere line of text a list is all there is: what follows it is of the section above."""
    if heading is None or heading.level or block.kind is not BlockKind.PARAGRAPH:
        return False
    listed = next((before.item.top.list_number for before in needs if before.item is not None), None)
    return listed is not None and (block.item is None or block.item.top.list_number != listed)


def _heads(block: Block) -> bool:
    """A line of bold type, or a heading's usual word with a colon, that stands alone."""
    if (
        block.kind is not BlockKind.PARAGRAPH
        or len(block.lines) != 1
        or block.item is not None
        or block.quoted
    ):
        return False
    text = block.lines[0].text
    if len(text) > 80 or "`" in text:
        return False
    if CALLOUT_WORD.fullmatch(text):
        return False
    if _BOLD.fullmatch(text):
        return not text.rstrip("*_: ").endswith((".", "!", "?")) or _titled(text)
    return text.endswith((":", "：")) and _titled(text)


def _lone(block: Block, following: Block | None, heading: Block | None) -> bool:
    """ "Quick checks" alone on its line over a list, on a page that has such headings."""
    if block.kind is not BlockKind.PARAGRAPH or len(block.lines) != 1 or block.item is not None:
        return False
    if following is None or following.item is None or block.quoted:
        return False
    text = block.lines[0].text
    if (
        not text[0].isupper()
        or not text[-1].isalpha()
        or len(text.split()) > 4
        or any(sign in text for sign in ",:;`")
    ):
        return False
    return _titled(text) or (heading is not None and _lone_line(heading))


def _lone_line(heading: Block) -> bool:
    return heading.kind is BlockKind.PARAGRAPH and heading.lines[0].text[-1:].isalpha()


def _is_title(blocks: Sequence[Block]) -> bool:
    """The first line of a text without headings: it stands alone, has no full stop, and what follows has."""
    if len(blocks) < 2 or blocks[0].kind is not BlockKind.PARAGRAPH:
        return False
    if any(block.kind is BlockKind.HEADING for block in blocks):
        return False
    opening, following = blocks[0], blocks[1]
    if opening.item is not None or opening.quoted or len(opening.lines) != 1 or len(opening.text) > 90:
        return False
    if opening.text.endswith(_STOPS) or "`" in opening.text or following.kind is not BlockKind.PARAGRAPH:
        return False
    return following.item is not None or following.text.endswith(_STOPS)


def tells_context(text: str) -> bool:
    """ "Impact: users see errors": a line under a label that is no procedure."""
    match = _LABEL.match(text[:80])
    return match is not None and _CONTEXTS.fullmatch(plain(match[1].strip().lower())) is not None


def _titled(text: str) -> bool:
    lower = plain(plain_title(text.replace("*", "")).lower())
    return len(lower.split()) < 5 and any(titles.fullmatch(lower) for _, titles in _TITLES)


def _role(
    title: str, above: list[tuple[int, str, Role]], tongues: tuple[Tongue, ...], *, first: bool, level: int
) -> Role:
    named = _named(title, tongues)
    parent = above[-1][2] if above else Role.UNNAMED
    if first and (level == 1 or not _is_exact(title)) and named is not Role.PREREQUISITES:
        return Role.TITLE
    if parent is Role.PREREQUISITES and _NOTES.fullmatch(title):
        return Role.REFERENCE
    if parent in (Role.CONTEXT, Role.REFERENCE, Role.PREREQUISITES):
        return named if named is Role.PROCEDURE and _is_exact(title) else parent
    aside = named is Role.UNNAMED or _NOTES.fullmatch(title) is not None
    if aside and parent in (Role.PROCEDURE, Role.ESCALATION):
        return Role.PROCEDURE
    return named


def _named(title: str, tongues: tuple[Tongue, ...]) -> Role:
    lower = plain(title.lower()).strip(" ?!.:")
    if lower != "roles" and all(
        _ASKED.fullmatch(part) or _PREREQUISITES.fullmatch(part) for part in _ANDS.split(lower)
    ):
        return Role.PREREQUISITES
    for role, titles in _TITLES:
        if titles.fullmatch(lower):
            return role
    if _REFERENCE.fullmatch(lower):
        return Role.REFERENCE
    parts = [part for part in _PARTS.split(lower) if part]
    if any(_PROCEDURES.fullmatch(part) for part in parts) or opens_with_verb(title, tongues):
        return Role.PROCEDURE
    if all(_CONTEXTS.fullmatch(part) for part in parts):
        return Role.CONTEXT
    return Role.UNNAMED


def _is_exact(title: str) -> bool:
    return _PROCEDURES.fullmatch(plain(title.lower()).strip(" ?!.:")) is not None


_NOTES: Final = compile(r"(?:important )?notes?|tips?|notas?|hinweise?|remarques?|注意|備考|备注", IGNORECASE)
_HAD: Final = r"(?:access|tools?|tooling|permissions?|roles?|credentials?|rights|software|accounts?)"
_ASKED: Final = compile(
    rf"(?:step \d+\W+)?(?:pre-?requisites?|prereqs?)\b.{{0,40}}|{_HAD}(?: (?:needed|required|requirements?))?"
    rf"|(?:required|needed|necessary) {_HAD}(?: {_HAD})?|(?:system |environment )requirements"
    r"|\w+voraussetzungen|\w+ pre-?requisites|(?:step \d+\W+)?pre-?(?:reqs?|conditions?)\b.{0,40}"
    r"|(?:minimum|security|access|software|hardware|tool(?:ing)?) requirements|entry criteria"
    r"|(?:initial|starting) conditions|(?:things )?you(?:'ll| will)? need|what(?:'s| is) (?:needed|required)"
    r"|(?:required|needed|necessary) (?:\w+ )?(?:inputs?|information|resources|skills|privileges|permissions"
    r"|knowledge|data)|(?:inputs?|information|privileges|data|knowledge|resources) (?:needed|required)"
    r"|(?:things to )?have ready|who can (?:run|do) this"
    r"|(?:step \d+\W+)?(?:before (?:you |we )?|prior to )"
    r"(?:begin|start|proceed|continu|execut|run)\w*(?: .{0,40})?",
    IGNORECASE,
)
_GOING: Final = compile(r"before (?:you |we )?(?:proceed|continu|execut|run)", IGNORECASE)
_ANDS: Final = compile(r"\s*(?:[&,/+]|\b(?:and|und|y|et|e)\b)\s*")
_PARTS: Final = compile(r"\s*(?:[:/&,|–—-]|\band\b|\bund\b|\by\b|\be\b|\bet\b)\s*")


def _any_of(kind: str) -> Pattern[str]:
    """The headings of one kind, in every language we know: an English page may have a Spanish heading."""
    return compile("|".join(f"(?:{unaccented(getattr(tongue, kind))})" for tongue in ALL), IGNORECASE)


_PROCEDURES: Final = _any_of("procedure_titles")
_PREREQUISITES: Final = _any_of("prerequisite_titles")
_CONTEXTS: Final = _any_of("context_titles")
_TITLES: Final = (
    (Role.PREREQUISITES, _PREREQUISITES),
    (Role.ESCALATION, _any_of("escalation_titles")),
    (Role.PROCEDURE, _PROCEDURES),
    (Role.CONTEXT, _CONTEXTS),
)
