"""What is needed before the first step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from re import IGNORECASE, MULTILINE, compile
from typing import Final

from runbooks.parsing.document import Block, BlockKind, Sentence
from runbooks.parsing.examples import is_replacement
from runbooks.parsing.instructions import instructs
from runbooks.parsing.needed import asks_for, is_the_readers, opens_a_list, speaks_of_another
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Prerequisite, Span

_NAMES: Final = (
    r"pre-?requisites?|prereqs?|requirements?|you(?:'ll| will)? need|what you need|before you (?:begin"
    r"|start)"
    r"|(?:required|needed|necessary) (?:access|tools?|permissions?|roles?|credentials?|rights)"
    r"|(?:access|tools?|permissions?|roles?|credentials?)(?: (?:roles?|rights|level))? (?:required|needed)"
    r"|permissions?|tools?|access"
    r"|requisitos(?: previos)?|voraussetzung(?:en)?|pr[ée]-?requis|pr[ée]-?requisitos|前提条件|先决条件"
)
_LABEL: Final = compile(rf"^[\W_]*(?:{_NAMES})[\s*_]*[:：][\s*_]*(?=\S)", 2)
_CELL: Final = compile(rf"[\W_]*(?:{_NAMES})[\W_]*", 2)
_READER: Final = compile(
    r"\byou\b|\bneed|requis|requer|benötig|besoin|necesit|precis|必要|需要|information is required", 2
)
_LEAD: Final = compile(r"[:：]\**$")
# "Note the job's name. This information is required later": the name is needed.
_THIS: Final = compile(
    r"(?:this|these|that)(?: information| data| details?)? (?:is|are|will be) (?:required|needed)\b", 2
)
_CONSOLE: Final = compile(
    r"\b(?:in|using|from|via|through|on|open|to|access|of) ((?:the|your) (?:[\w-]+ ){0,3}console)\b(?! log)",
    2,
)
# A prompt that a command opens, or what the sentence itself points to, is not needed beforehand.
_OPENED: Final = compile(
    r"\b(?:psql|sql\w*|mysql|mongo\w*|redis|rails|django|python|ruby|database|db|serial|following|same|above"
    r"|next|resulting|new|browser|developer|javascript|script|task)\b",
    2,
)
_LOOK_INTO: Final = compile(
    r"\W*(?:investigate|check|see|find out|verify|consider|review)\b(?! (?:that )?you\b)", 2
)
_FIELD: Final = compile(r"[*_]{0,2}[A-Z][\w ]{2,30}[*_]{0,2}[:：]")
_CHECKED: Final = compile(r"pre-?[\w ]{2,24}[ -](?:checklist|conditions)\b|pre-?flight\b", IGNORECASE)
_MOST: Final = 60
_FRONT_MATTER: Final = 4_000  # characters of it that are read


def prerequisites_of(
    sections: Sequence[Section], tongues: tuple[Tongue, ...], source: str = ""
) -> tuple[Prerequisite, ...]:
    """Every line of a section of prerequisites, and each sentence elsewhere that says what is needed."""
    found: list[Prerequisite] = list(_in_front(source))
    said: set[str] = set()
    for section in sections:
        reader = _listed if section.role is Role.PREREQUISITES else _mentioned
        reader = _stated if _CHECKED.match(section.title) else reader
        for sentence in reader(section, tongues):
            if is_replacement(sentence.text):
                continue
            key = sentence.text.lower()[-40:]
            if sentence.text and key not in said:
                said.add(key)
                found.append(Prerequisite(sentence.text, Span(sentence.start, sentence.end)))
    return tuple(found[:_MOST])


_FRONT: Final = compile(
    r"^(?:prerequisites|requires|requirements):[ \t]*\n((?:[ \t]*-[ \t]+\S.*\n)+)", IGNORECASE | MULTILINE
)
_POINT: Final = compile(r"^[ \t]*-[ \t]+[\"']?(.*?\S)[\"']?[ \t]*$", MULTILINE)


def _in_front(source: str) -> Iterator[Prerequisite]:
    """The points of a list of prerequisites in front matter."""
    end = source.find("\n---", 3) if source.startswith("---\n") else -1
    front = _FRONT.search(source, 3, end + 1) if 0 < end < _FRONT_MATTER else None
    for point in _POINT.finditer(source, *front.span(1)) if front else ():
        yield Prerequisite(point[1], Span(*point.span(1)))


def _listed(section: Section, _: tuple[Tongue, ...]) -> Iterator[Sentence]:
    # Under a mere line of text the needs end with the first list.
    brief = section.heading is not None and not section.heading.level
    first: int | None = None
    for number, block in enumerate(section.blocks):
        if brief and first is not None and (block.item is None or block.item.top.list_number != first):
            return
        first = block.item.top.list_number if block.item is not None and first is None else first
        if block.kind is BlockKind.TABLE:
            for row in block.rows[1:]:
                yield from sentences_of(Block(BlockKind.PARAGRAPH, row[:1], block.item))
            continue
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        sentences = sentences_of(block)
        following = section.blocks[number + 1] if number + 1 < len(section.blocks) else None
        leads = (
            following is not None
            and following.item is not None
            and (block.item is None or following.item.parent is block.item)
            and _LEAD.search(block.text)
        )
        coded = following is not None and following.kind is BlockKind.CODE and following.item is block.item
        if sentences and not leads and not coded:
            yield sentences[0]
            if block.item is None:
                yield from sentences[1:]


def _stated(section: Section, tongues: tuple[Tongue, ...]) -> Iterator[Sentence]:
    """The points of a checklist for beforehand that say how things are, and not what to do."""
    for block in section.blocks:
        if block.kind is BlockKind.PARAGRAPH and block.item is not None:
            for sentence in sentences_of(block)[:1]:
                if asks_for(sentence.text) or not instructs(sentence.text, tongues):
                    yield sentence


def _needs(text: str, section: Section, tongues: tuple[Tongue, ...]) -> bool:
    """What the alert or the service requires is no business of the reader's."""
    if section.role is Role.CONTEXT and not _READER.search(text):
        return False
    if _LOOK_INTO.match(text):
        return False
    return asks_for(text) or (
        any(tongue.names_need(text) for tongue in tongues)
        and is_the_readers(text)
        and not speaks_of_another(text)
    )


def _said(block: Block) -> list[Sentence]:
    """The sentences of a block; of lines that are fields each by itself: "**Access**: SSH"."""
    if len(block.lines) > 1 and sum(bool(_FIELD.match(line.text)) for line in block.lines) > 1:
        lines = (replace(block, lines=(line,), sentences=()) for line in block.lines)
        return [sentence for line in lines for sentence in sentences_of(line)]
    return sentences_of(block)


def _mentioned(section: Section, tongues: tuple[Tongue, ...]) -> Iterator[Sentence]:
    under_lead = named = False  # under words that call what is listed needs, by that name
    before: Sentence | None = None
    for block in section.blocks:
        if block.kind is BlockKind.TABLE:
            for row in block.rows:
                if len(row) == 2 and _CELL.fullmatch(row[0].text):
                    yield from sentences_of(Block(BlockKind.PARAGRAPH, row[1:], block.item))
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        sentences = _said(block)
        if under_lead and block.item is not None and (named or not block.item.ordered):
            yield from sentences[:1]
            continue
        under_lead = False
        for sentence in sentences:
            if match := _LABEL.match(sentence.text):
                yield sentence.part(match.end(), len(sentence.text))
            elif len(sentence.text) < 400 and _needs(sentence.text, section, tongues):
                under_lead = named = bool(_LEAD.search(sentence.text))
                if not under_lead:
                    yield before if before is not None and _THIS.match(sentence.text) else sentence
            elif (
                block.item is None
                and _LEAD.search(sentence.text)
                and (_LABEL.match(sentence.text + " x") or opens_a_list(sentence.text))
            ):
                under_lead, named = True, _LABEL.match(sentence.text + " x") is not None
            elif (
                section.role is not Role.CONTEXT
                and (match := _CONSOLE.search(sentence.text))
                and not _OPENED.search(match[1])
            ):
                yield sentence.part(match.start(1), match.end(1))
        before = sentences[0] if sentences else before
