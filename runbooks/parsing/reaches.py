"""How far each condition reaches: over a clause, the code under it, the list below it, a whole section.

Every command inside a reach waits for a person, so a reach may be too wide and must never be too narrow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.cases import labelled_case
from runbooks.parsing.conditions import Clause, clauses_of, question_of
from runbooks.parsing.document import Block, BlockKind, Line, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of, split_sentences
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Condition, ParsedCommand

# "Then …", "in that case …", "use this command": the sentence goes on under the condition before it.
_GOES_ON: Final = compile(
    r"[\W\d]{0,8}(?:and|then|next|also|after(?:wards| that)|finally|in (?:that|this|such) (?:case|situation)"
    r"|to (?:do|fix|solve|resolve|check|confirm|verify|see|find|get|look)\b|do (?:so|this|that)|(?:you|we)\b"
    r"|it\b|th(?:is|at|ese|ose)\b|(?:run|use|execute|try|with|do) (?:the following|this|these|the)|luego"
    r"|entonces|después|también|en (?:ese|este) caso|dann|danach|anschließend|auch|in diesem fall|puis"
    r"|ensuite|alors|dans ce cas|depois|então|também|nesse caso|neste caso"
    r"|其次|然后|接着|次に|その後|続いて|この場合|その場合)",
    IGNORECASE,
)


def conditioned(
    source: str, sections: Sequence[Section], drafts: Sequence[Draft], tongues: tuple[Tongue, ...]
) -> None:
    """Tells every command of the drafts which conditions it stands under."""
    reaches = Reaches(sections, drafts, tongues)
    for draft in drafts:
        for command in draft.commands:
            reaches.commented(command, source)
    starts = sorted({command.span.start for draft in drafts for command in draft.commands})
    when = dict(zip(starts, reaches.over(starts), strict=True))
    for draft in drafts:
        draft.commands = [replace(command, when=when[command.span.start]) for command in draft.commands]


_LOOKED: Final = 2_000  # characters of a sentence in which it may lead elsewhere
_GAP: Final = compile(r"\n\s*(?:\n|#|--|//|`{3}|~{3})")


@dataclass(slots=True)
class _Reach:
    start: int
    until: int
    words: Sentence
    otherwise: bool


class Reaches:
    """The reach of every condition of a text."""

    def __init__(
        self, sections: Sequence[Section], drafts: Sequence[Draft], tongues: tuple[Tongue, ...]
    ) -> None:
        self._tongues = tongues
        self._all: list[_Reach] = []
        self._ends = _item_ends(sections)
        for section, end in zip(sections, _section_ends(sections), strict=True):
            self._heading(section, end, sections)
            for number, block in enumerate(section.blocks):
                if block.kind is BlockKind.PARAGRAPH:
                    self._paragraph(block, section.blocks, number)
        for draft in drafts:
            case = draft.is_case and draft.sentences and labelled_case(draft.sentences[0], tongues)
            if case and draft.item is not None:
                until = self._ends.get(draft.item.number, draft.end)
                self._all.append(_Reach(draft.start, until, case.condition, False))

    def commented(self, command: ParsedCommand, source: str) -> None:
        """ "# only if that fails" over lines of code: they stand under it up to the next comment or gap."""
        if not command.explanation:
            return
        start = command.span.start
        at = source.rfind(command.explanation, max(0, start - 2_000), start)
        if at < 0:
            return
        gap = _GAP.search(source, command.span.end, command.span.end + 20_000)
        for sentence in split_sentences([Line(command.explanation, at)]):
            for clause in clauses_of(sentence, self._tongues):
                until = gap.start() if gap else command.span.end
                self._all.append(_Reach(start, until, clause.words, clause.otherwise))
                return

    def over(self, offsets: Sequence[int]) -> Iterator[tuple[Condition, ...]]:
        """For each of some rising offsets, the conditions it stands under, the outermost first."""
        waiting = sorted(self._all, key=lambda reach: (reach.start, -reach.until))
        open_now: list[_Reach] = []
        at = 0
        for offset in offsets:
            while at < len(waiting) and waiting[at].start <= offset:
                open_now.append(waiting[at])
                at += 1
            open_now = [reach for reach in open_now if reach.until > offset]
            yield tuple(
                Condition(one.words.text, one.words.span, one.until, otherwise=one.otherwise)
                for one in open_now
                if one.words.text
            )

    def _heading(self, section: Section, end: int, sections: Sequence[Section]) -> None:
        heading = section.heading
        if heading is None or (section.role is Role.TITLE and _stands_alone(section, sections)):
            return
        for sentence in sentences_of(heading)[:1]:
            for clause in clauses_of(sentence, self._tongues):
                self._all.append(_Reach(heading.start, end, clause.words, clause.otherwise))
                return

    def _paragraph(self, block: Block, blocks: Sequence[Block], number: int) -> None:
        sentences = sentences_of(block)
        going: _Reach | None = None
        if len(sentences) > 1 and (asked := question_of(sentences[0])):
            until = self._ends[block.item.number] if block.item else block.end
            self._all.append(_Reach(block.start, until, asked, False))
        for index, sentence in enumerate(sentences):
            found = [self._clause(sentence, clause) for clause in clauses_of(sentence, self._tongues)]
            if not found and going is not None and _GOES_ON.match(sentence.text):
                going.until = max(going.until, sentence.end)
            elif not found and not sentence.text.rstrip("*_ ").endswith((":", "：")):
                going = None
            leaves = bool(found) and self._leaves(sentence.text[:_LOOKED])
            for reach, leads in found:
                going = reach if leads and not leaves else None
                if going is not None and block.item is not None and index == 0:
                    reach.until = max(reach.until, self._ends[block.item.number])
        if going is not None:
            going.until = max(going.until, self._behind(block, blocks, number, told=sentences[-1].text))

    def _clause(self, sentence: Sentence, clause: Clause) -> tuple[_Reach, bool]:
        start = sentence.offset(clause.start) if clause.start < len(sentence.text) else sentence.end
        until = sentence.end if clause.end >= len(sentence.text) else sentence.offset(clause.end)
        if clause.otherwise and self._all and self._all[-1].until > start:
            self._all[-1].until = start
        reach = _Reach(start, until, clause.words, clause.otherwise)
        self._all.append(reach)
        return reach, clause.leads

    def _leaves(self, text: str) -> bool:
        """It leads elsewhere, so that what follows is not what it leads to: "if so, go to step 5."."""
        if text.rstrip("*_ ").endswith((":", "：")):
            return False
        return any(
            t.jump.search(text) or t.escalation.search(text) or t.ending.search(text) for t in self._tongues
        )

    def _behind(self, block: Block, blocks: Sequence[Block], number: int, *, told: str) -> int:
        """Where the code or the list ends that a paragraph leads to; its own item's points too."""
        until = block.end
        leads = told.rstrip("*_ ").endswith((":", "："))
        if block.item is not None:
            until = max(until, self._ends[block.item.number]) if leads else until
        for index in range(number + 1, len(blocks)):
            following = blocks[index]
            code = following.kind is BlockKind.CODE and following.item is block.item
            listed = leads and block.item is None and following.item is not None
            if not code and not listed:
                break
            until = following.end
        return until


def _item_ends(sections: Sequence[Section]) -> dict[int, int]:
    """Where each list item ends, with all that is nested in it."""
    ends: dict[int, int] = {}
    for section in sections:
        for block in section.blocks:
            item = block.item
            while item is not None:
                ends[item.number] = max(ends.get(item.number, 0), block.end)
                item = item.parent
    return ends


def _section_ends(sections: Sequence[Section]) -> list[int]:
    """Where each section ends, with those below it."""
    ends: list[int] = [0] * len(sections)
    stack: list[tuple[int, int]] = []  # (how deep, which) of the sections that are still open
    for number, section in enumerate(sections):
        deep = len(section.path) + 1 if section.heading else 0
        while stack and stack[-1][0] >= deep:
            ends[stack.pop()[1]] = section.heading.start if section.heading else 0
        stack.append((deep, number))
    last = next((s.blocks[-1].end for s in reversed(sections) if s.blocks), 0)
    for _, number in stack:
        ends[number] = last + 1
    return ends


def _stands_alone(section: Section, sections: Sequence[Section]) -> bool:
    """The title of the whole text: no other heading stands beside it."""
    level = section.heading.level if section.heading else 0
    return not any(s is not section and s.heading and s.heading.level == level for s in sections)
