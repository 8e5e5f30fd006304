"""Headings → what their sections are for."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from re import IGNORECASE, Pattern, compile
from typing import Final

from runbooks.parsing.document import Block, BlockKind, Document
from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue


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
_ANCHOR: Final = compile(r"\s*\{#[^}]*\}|<a [^>]*>|</a>|\[([^\]]*)\]\([^)]*\)")
_REFERENCE: Final = compile(
    r"(?:long[- ]term )?prevent\w*.*|best practices?|monitoring|metrics|alerts?|capacity planning"
    r"|quick reference.*|cheat ?sheet|useful .*"
    r"|examples?|tips|notes?|important notes?|known issues|faq|appendix|dashboards?|.*default definition"
    r"|disable this alert.*|alert (?:rule|expression|query)"
    r"|post-?incident.*|follow-?ups?|testing|configuration"
    r"|prévention|prevención|prevenção|vorbeugung|prävention|予防.*|预防.*|再発防止.*",
    IGNORECASE,
)


def plain_title(text: str) -> str:
    """A heading without marks, anchors, links and numbering."""
    bare = _ANCHOR.sub(lambda m: m[1] or "", text.replace("\n", " "))
    return _MARKS.sub("", bare).strip() or bare.strip()


def sections_of(document: Document, tongues: tuple[Tongue, ...]) -> list[Section]:
    """The sections in order; what stands before the first heading is a section without one."""
    out: list[Section] = []
    above: list[tuple[int, str, Role]] = []
    heading: Block | None = None
    role = Role.TITLE
    path: tuple[str, ...] = ()
    body: list[Block] = []
    first = True
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING:
            body.append(block)
            continue
        if heading is not None or body:
            out.append(
                Section(heading, plain_title(heading.text) if heading else "", role, tuple(body), path)
            )
        heading, body = block, []
        while above and above[-1][0] >= block.level:
            above.pop()
        title = plain_title(block.text)
        path = tuple(name for _, name, _ in above)
        role = _role(title, above, tongues, first=first, level=block.level)
        above.append((block.level, title, role))
        first = False
    out.append(Section(heading, plain_title(heading.text) if heading else "", role, tuple(body), path))
    return out


def _role(
    title: str, above: list[tuple[int, str, Role]], tongues: tuple[Tongue, ...], *, first: bool, level: int
) -> Role:
    named = _named(title, tongues)
    parent = above[-1][2] if above else Role.UNNAMED
    if first and (level == 1 or not _is_exact(title, tongues)) and named is not Role.PREREQUISITES:
        return Role.TITLE
    if parent in (Role.CONTEXT, Role.REFERENCE, Role.PREREQUISITES):
        return named if named is Role.PROCEDURE and _is_exact(title, tongues) else parent
    if named is Role.UNNAMED and parent in (Role.PROCEDURE, Role.ESCALATION):
        return Role.PROCEDURE
    return named


def _named(title: str, tongues: tuple[Tongue, ...]) -> Role:
    lower = title.lower().strip(" ?!.:")
    for tongue in tongues:
        for role, titles in (
            (Role.PREREQUISITES, tongue.prerequisite_titles),
            (Role.ESCALATION, tongue.escalation_titles),
            (Role.PROCEDURE, tongue.procedure_titles),
            (Role.CONTEXT, tongue.context_titles),
        ):
            if _matcher(titles).fullmatch(lower):
                return role
    if _REFERENCE.fullmatch(lower):
        return Role.REFERENCE
    words = [
        part
        for tongue in tongues
        for part in _parts(lower)
        if _matcher(tongue.procedure_titles).fullmatch(part)
    ]
    if words or opens_with_verb(title, tongues):
        return Role.PROCEDURE
    return Role.UNNAMED


def _is_exact(title: str, tongues: tuple[Tongue, ...]) -> bool:
    lower = title.lower().strip(" ?!.:")
    return any(_matcher(tongue.procedure_titles).fullmatch(lower) for tongue in tongues)


_PARTS: Final = compile(r"\s*(?:[:/&,|–—-]|\band\b|\bund\b|\by\b|\be\b|\bet\b)\s*")


def _parts(title: str) -> list[str]:
    return [part for part in _PARTS.split(title) if part]


@lru_cache(maxsize=64)
def _matcher(pattern: str) -> Pattern[str]:
    return compile(rf"(?:{pattern})", IGNORECASE)
