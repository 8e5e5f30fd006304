"""What is needed before the first step."""

from collections.abc import Iterator, Sequence
from re import compile
from typing import Final

from runbooks.parsing.document import Block, BlockKind, Sentence
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Prerequisite, Span

_LABEL: Final = compile(
    r"^\W*(?:pre-?requisites?|requirements?|you(?:'ll| will)? need|before you (?:begin|start))\W*:\W*(?=\w)",
    2,
)
_LEAD: Final = compile(r"[:：]\**$")
_MOST: Final = 60


def prerequisites_of(sections: Sequence[Section], tongues: tuple[Tongue, ...]) -> tuple[Prerequisite, ...]:
    """Every line of a section of prerequisites, and each sentence elsewhere that says what is needed."""
    found: list[Prerequisite] = []
    for section in sections:
        reader = _listed if section.role is Role.PREREQUISITES else _mentioned
        found.extend(Prerequisite(s.text, Span(s.start, s.end)) for s in reader(section, tongues))
    return tuple(found[:_MOST])


def _listed(section: Section, _: tuple[Tongue, ...]) -> Iterator[Sentence]:
    for number, block in enumerate(section.blocks):
        if block.kind is BlockKind.TABLE:
            for row in block.rows[1:]:
                yield from sentences_of(Block(BlockKind.PARAGRAPH, row[:1], block.item))
            continue
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        sentences = sentences_of(block)
        following = section.blocks[number + 1] if number + 1 < len(section.blocks) else None
        leads = (
            block.item is None
            and following is not None
            and following.item is not None
            and _LEAD.search(block.text)
        )
        if sentences and not leads:
            yield sentences[0]
            if block.item is None:
                yield from sentences[1:]


def _mentioned(section: Section, tongues: tuple[Tongue, ...]) -> Iterator[Sentence]:
    under_lead = False
    for block in section.blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        sentences = sentences_of(block)
        if under_lead and block.item is not None:
            yield from sentences[:1]
            continue
        under_lead = False
        for sentence in sentences:
            if match := _LABEL.match(sentence.text):
                yield sentence.part(match.end(), len(sentence.text))
            elif len(sentence.text) < 400 and any(tongue.need.search(sentence.text) for tongue in tongues):
                under_lead = bool(_LEAD.search(sentence.text))
                if not under_lead:
                    yield sentence
            elif block.item is None and _LEAD.search(sentence.text) and _LABEL.match(sentence.text + " x"):
                under_lead = True
