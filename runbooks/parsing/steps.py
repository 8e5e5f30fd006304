"""Sections → drafts of steps: which blocks belong together, and which are no step at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.builder import STEP_TITLE, Builder
from runbooks.parsing.commands import tools
from runbooks.parsing.commands.code import commands_in_code
from runbooks.parsing.commands.prose import commands_in_text
from runbooks.parsing.commands.reading import Hints
from runbooks.parsing.document import Block, BlockKind, Item, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import instructs
from runbooks.parsing.paragraphs import Paragraphs
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of
from runbooks.parsing.tables import row_blocks
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import ParsedCommand

_QUERY: Final = compile(
    r"\b(?:quer(?:y|ies)|metrics?|promql|prometheus|expression|consulta|abfrage|requête|métrica|metrik"
    r"|métrique)\b|クエリ|メトリ|查询|指标",
    IGNORECASE,
)
_TELLS: Final = compile(
    r"\b(?:run|running|execute|commands?|use|using|by|with|via|ejecut\w+|comando|execut\w+|commande"
    r"|befehl"
    r"|führe\w*)\b|命令|执行|运行|実行|コマンド",
    IGNORECASE,
)
_PRINTED: Final = compile(
    r"\b(?:outputs?|results?|response)\b[^.:]{0,40}(?:like|similar|following|below|is|be|:)"
    r"|\blooks? (?:like|similar)\b|\bsimilar to\b[^.]{0,40}[:：]|\bexample (?:output|response)\b"
    r"|\b(?:prints?|returns?|displays?|shows?)\b[^.:]{0,40}[:：]\W*$",
    IGNORECASE,
)
_TO_RUN: Final = compile(
    r"\b(?:run|running|execute|executing|with|using|use|by|from|following (?:command|quer\w+))\W*$",
    IGNORECASE,
)
_DEFINES: Final = compile(
    r"\balert(?:'s)?\b.{0,30}\b(?:expression|expr|rule|definition|trigger\w*|fires?)\b|\bexpression\b"
    r"|\btrigger",
    IGNORECASE,
)


def drafts_of(sections: Sequence[Section], tongues: tuple[Tongue, ...]) -> list[Draft]:
    """The steps of a document, unnumbered, in its order."""
    builder = Builder(tongues)
    worked = any(s.role in (Role.PROCEDURE, Role.UNNAMED, Role.ESCALATION) and s.blocks for s in sections)
    for number, section in enumerate(sections):
        following = sections[number + 1] if number + 1 < len(sections) else None
        alone = section.role is Role.TITLE and not worked
        _Walk(builder, replace(section, role=Role.UNNAMED) if alone else section, following).walk()
    return sorted(builder.drafts, key=lambda draft: draft.start)


class _Walk(Paragraphs):
    """One section, block by block."""

    def walk(self) -> None:
        """Adds the section's steps."""
        lone = _lone_items(self.section.blocks)
        if self.role is Role.PREREQUISITES:
            self.role = Role.REFERENCE  # what is needed is no step, but a command to get it may be
        begun = self.on.enter()
        blocks = self.section.blocks
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind is BlockKind.CODE:
                above = blocks[number - 1] if number else None
                self._code(block, above, under=above.item if above and number - 1 in lone else None)
            elif block.kind is BlockKind.TABLE:
                self._table(block)
            elif block.kind is BlockKind.PARAGRAPH:
                self.paragraph(block, following)
        self._finish(begun)
        if self.role is Role.CONTEXT:
            self.on.warned = []

    def _code(self, block: Block, above: Block | None, *, under: Item | None) -> None:
        before = self.on.before()
        hints = Hints(
            asks_query=bool(_QUERY.search(before + " " + self.section.title)),
            asks_command=bool(_TELLS.search(before)) or self._orders(before),
            learned=self.on.learned,
            sampled=self._announces_output(),
        )
        commands = commands_in_code(block, hints)
        told = _TELLS.search(before) or (hints.asks_query and "following" in before)
        if self.role is Role.CONTEXT and (not told or _DEFINES.search(before)) and not self._is_aside(block):
            commands = []
        self.on.learn(commands)
        draft = self.on.open if self.on.open and _belongs(block, self.on.open, under) else None
        for said in self.on.drafts[-2:]:
            if said.commands and said.section == self.section.title:
                _forget_named(said, above, commands)
        if not commands:
            if draft is not None:
                draft.grow(block.end)
                draft.sampled = True
            return
        since = draft.cut_after_commands() if draft is not None else []
        if draft is None or since or (draft.sampled and draft.commands):
            lead = since or self.on.lead[-1:]
            draft = self.on.begin(self.section, lead[0].start if lead else block.start, block.item)
            draft.sentences = list(lead)
        draft.commands.extend(commands)
        draft.grow(block.end)

    def _orders(self, before: str) -> bool:
        """ "List the backups:" """
        return before.endswith((":", "：")) and instructs(before, self.on.tongues)

    def _announces_output(self) -> bool:
        """The last sentence says that what follows is printed: "You get an output like:"."""
        said = self.on.open.last_said() if self.on.open else self.on.lead
        last = said[-1].text if said else ""
        return (
            bool(_PRINTED.search(last)) and not _TO_RUN.search(last) and not instructs(last, self.on.tongues)
        )

    def _is_aside(self, block: Block) -> bool:
        """Shell that a sentence of background asks for, or that stands after the list under a bold line."""
        heading = self.section.heading
        bold = heading is not None and heading.kind is BlockKind.PARAGRAPH
        if block.info not in tools.SHELL_FENCES:
            return False
        last = self.on.lead[-1].text if self.on.lead else ""
        told = last.endswith(":") and instructs(last, self.on.tongues)
        return told or (bold and block is not self.section.blocks[0])

    def _table(self, block: Block) -> None:
        if self.role is Role.CONTEXT:
            return
        for row in row_blocks(block):
            sentences = [
                s for cell in row.lines for s in sentences_of(replace(row, lines=(cell,), sentences=()))
            ]
            commands = commands_in_text(row)
            acts = any(instructs(cell.text, self.on.tongues) for cell in row.lines)
            if commands or (acts and self.role is not Role.REFERENCE):
                self.on.step(self.section, row, sentences, commands)
                self.on.open = None

    def _finish(self, begun: int) -> None:
        """Drops what asks for nothing; a heading that instructs over text that does not is the step."""
        on, heading = self.on, self.section.heading
        on.drafts[begun:] = [
            d for d in on.drafts[begun:] if d.commands or d.item or any(map(on.asks, d.sentences)) or d.refers
        ]
        if on.warned and len(on.drafts) > begun and on.warned[0].start > on.drafts[-1].start:
            last = on.drafts[-1]
            last.warnings.extend(sentence.text for sentence in on.warned)
            last.cautions.extend(on.warned)
            last.grow(on.warned[-1].end)
            on.warned = []
        if heading is None or len(on.drafts) > begun or not self.section.blocks:
            return
        if self.role not in (Role.PROCEDURE, Role.ESCALATION) or self.introduces:
            return
        title = self.section.title
        if " " in title and (instructs(title, on.tongues) or STEP_TITLE.match(title)):
            lead = on.lead or [s for b in self.section.blocks if b.item for s in sentences_of(b)]
            draft = on.begin(self.section, heading.start, None)
            draft.take(sentences_of(heading))
            draft.details.extend(lead)
            draft.grow(self.section.blocks[-1].end)


def _lone_items(blocks: Sequence[Block]) -> frozenset[int]:
    """The paragraphs that are a list's only item, by number."""
    members = Counter(block.item.list_number for block in blocks if block.item is not None)
    return frozenset(
        number
        for number, block in enumerate(blocks)
        if block.item is not None and block.item.parent is None and members[block.item.list_number] == 1
    )


def _forget_named(draft: Draft, above: Block | None, commands: Sequence[ParsedCommand]) -> None:
    """Of "with the `etcdctl member remove` command:" the block of code below has the whole."""
    last = draft.commands[-1]
    if above is None or above.kind is not BlockKind.PARAGRAPH or "\n" in last.text:
        return
    near = above.start <= last.span.start < above.end
    named = any(_names(sentence, last) for sentence in draft.sentences)
    if (near or named) and any(command.text.startswith(last.text + " ") for command in commands):
        draft.commands.pop()
    elif named and len(last.text.split()) < 4:
        head = last.text.split()[:2]
        if any(command.text.split()[:2] == head for command in commands):
            draft.commands.pop()


def _names(sentence: Sentence, command: ParsedCommand) -> bool:
    """ "Use the `kubectl get pods` command to see them.": it is only called by its name."""
    return f"`{command.text}` command" in sentence.text


def _belongs(block: Block, draft: Draft, under: Item | None) -> bool:
    """The code stands in the step's own list item, or right under a line with a colon or alone."""
    if draft.item is block.item:
        return True
    if draft.item is not None and block.item is None and not draft.commands and draft.sentences:
        return draft.item is under or draft.sentences[-1].text.endswith((":", "："))
    return False
