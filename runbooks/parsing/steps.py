"""Sections → drafts of steps: which blocks belong together, and which are no step at all."""

from collections.abc import Sequence
from dataclasses import replace
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.builder import STEP_TITLE, Builder
from runbooks.parsing.commands.code import commands_in_code
from runbooks.parsing.commands.prose import commands_in_text
from runbooks.parsing.commands.reading import Hints
from runbooks.parsing.decisions import WHEN_TO_USE, forks_of
from runbooks.parsing.document import Block, BlockKind, Item, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import forbids, instructs
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
_DEFINES: Final = compile(
    r"\balert(?:'s)?\b.{0,30}\b(?:expression|expr|rule|definition|trigger\w*|fires?)\b|\bexpression\b"
    r"|\btrigger",
    IGNORECASE,
)
_OUTPUT: Final = compile(
    r"\b(?:output|returns?|prints?|shows?|looks? like|similar to|see something|result|response|sample"
    r"|example (?:output|alert|message)|expected|displays?|salida|resultado|ausgabe|saída|sortie|affiche"
    r"|muestra|zeigt)\b|出力|输出|結果|结果|显示",
    IGNORECASE,
)
_LINK_ONLY: Final = compile(r"^\W*(?:\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|https?://\S+)\W*$")
_TICKED: Final = compile(r"^\[[ xX]\]\s")
_THINGS: Final = compile(r"\bcheck\b|\bverify\b|\blook (?:for|at)\b", IGNORECASE)
_CASES: Final = compile(r"\b(?:if|when|wenn|falls|si|se|quando|cuando|quand)\s*[:：]\W*$", IGNORECASE)


def drafts_of(sections: Sequence[Section], tongues: tuple[Tongue, ...]) -> list[Draft]:
    """The steps of a document, unnumbered, in its order."""
    builder = Builder(tongues)
    worked = any(s.role in (Role.PROCEDURE, Role.UNNAMED, Role.ESCALATION) and s.blocks for s in sections)
    for number, section in enumerate(sections):
        following = sections[number + 1] if number + 1 < len(sections) else None
        alone = section.role is Role.TITLE and not worked
        _Walk(builder, replace(section, role=Role.UNNAMED) if alone else section, following).walk()
    return sorted(builder.drafts, key=lambda draft: draft.start)


class _Walk:
    """One section, block by block."""

    def __init__(self, builder: Builder, section: Section, following: Section | None) -> None:
        self.on = builder
        self.section = section
        self.role = section.role
        here = section.heading.level if section.heading else 0
        below = following.heading.level if following and following.heading else 0
        self.introduces = bool(here) and below > here

    def walk(self) -> None:
        """Adds the section's steps."""
        if self.role is Role.PREREQUISITES:
            return
        begun = self.on.enter()
        blocks = self.section.blocks
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind is BlockKind.CODE:
                self._code(block)
            elif block.kind is BlockKind.TABLE:
                self._table(block)
            elif block.kind is BlockKind.PARAGRAPH:
                self._paragraph(block, following)
        self._finish(begun)
        if self.role is Role.CONTEXT:
            self.on.warned = []

    # ── code ──

    def _code(self, block: Block) -> None:
        before = self.on.before()
        hints = Hints(
            asks_query=bool(_QUERY.search(before + " " + self.section.title)),
            asks_command=bool(_TELLS.search(before)),
            learned=frozenset(self.on.learned),
        )
        commands = commands_in_code(block, hints)
        if self.role is Role.CONTEXT and (not _TELLS.search(before) or _DEFINES.search(before)):
            commands = []
        self.on.learn(commands)
        draft = self.on.open if self.on.open and _belongs(block, self.on.open) else None
        if not commands:
            if draft is not None:
                draft.grow(block.end)
                draft.sampled = True
            return
        if draft is None:
            lead = [] if self.role in (Role.REFERENCE, Role.CONTEXT) else self.on.lead[-1:]
            draft = self.on.begin(self.section, lead[0].start if lead else block.start, block.item)
            draft.sentences = list(lead)
        draft.commands.extend(commands)
        draft.grow(block.end)

    # ── prose ──

    def _paragraph(self, block: Block, following: Block | None) -> None:
        sentences = sentences_of(block)
        if not sentences or self._is_callout(block, sentences):
            return
        if self.role is Role.CONTEXT:
            self.on.open, self.on.lead = None, sentences
            return
        commands = commands_in_text(block)
        if self.role is Role.REFERENCE:
            self.on.open, self.on.lead = None, sentences
        elif block.item is not None:
            self._in_item(block, sentences, commands, following)
        else:
            self._free(block, sentences, commands, following)

    def _is_callout(self, block: Block, sentences: list[Sentence]) -> bool:
        """A warning or note belongs to the step it stands by; with a command of its own it is a step."""
        on = self.on
        warns = any(tongue.warning.match(sentences[0].text) for tongue in on.tongues)
        if not (block.quoted or warns):
            return False
        if self.role not in (Role.CONTEXT, Role.REFERENCE) and not forbids(sentences[0].text):
            if commands_in_text(block):
                return False
            if block.item is not None and not block.quoted and instructs(sentences[-1].text, on.tongues):
                return False
        text = " ".join(sentence.text for sentence in sentences)
        if on.open is not None and (on.open.item is block.item or block.quoted):
            on.open.warning = (on.open.warning + " " + text).strip()
            on.open.grow(block.end)
        else:
            on.warned = sentences
        return True

    def _in_item(
        self, block: Block, sentences: list[Sentence], commands: list[ParsedCommand], following: Block | None
    ) -> None:
        on, item, draft = self.on, block.item, self.on.open
        coded = following is not None and following.kind is BlockKind.CODE and following.item is item
        if draft is not None and draft.item is item:  # a later paragraph of the same item
            if draft.commands and (commands or (coded and instructs(sentences[-1].text, on.tongues))):
                on.step(self.section, block, sentences, commands)
            else:
                on.extend(draft, sentences, commands)
        elif commands or coded:
            on.step(self.section, block, sentences, commands)
        elif self._lists_cases(item):
            self._under_lead(sentences)
        elif self._is_step(item, sentences) and not self._is_detail(item, sentences):
            on.step(self.section, block, sentences, commands)
        elif draft is not None:
            on.detail(draft, sentences)
        else:
            self._under_lead(sentences)

    def _lists_cases(self, item: Item | None) -> bool:
        """The list says when: "Escalate if: …"."""
        lead = self.on.lead[-1].text if self.on.lead else ""
        if not lead and self.on.open is not None and self.on.open.sentences:
            lead = self.on.open.sentences[-1].text
        return item is not None and bool(_CASES.search(lead))

    def _is_detail(self, item: Item | None, sentences: list[Sentence]) -> bool:
        """A nested point under a step that has commands already, or that only goes on about it."""
        draft = self.on.open
        if draft is None or item is None or not _inside(item, draft.item):
            return False
        return bool(draft.commands) and not any(self.on.asks(sentence) for sentence in sentences)

    def _is_step(self, item: Item | None, sentences: list[Sentence]) -> bool:
        text = sentences[0].text
        if _LINK_ONLY.match(text):
            return False
        if any(self.on.asks(sentence) for sentence in sentences[:3]):
            return True
        numbered = bool(item and item.ordered and item.depth == 0)
        return (numbered and self.role is Role.PROCEDURE) or bool(_TICKED.match(text))

    def _under_lead(self, sentences: list[Sentence]) -> None:
        """Things without verbs under "Other things to check:": one step, named by its lead."""
        lead = self.on.lead[-1] if self.on.lead else None
        if self.on.open is not None:
            self.on.detail(self.on.open, sentences)
        elif lead is not None and (self.on.asks(lead) or _THINGS.search(lead.text)):
            draft = self.on.begin(self.section, lead.start, None)
            draft.take([lead])
            self.on.detail(draft, sentences)

    def _free(
        self, block: Block, sentences: list[Sentence], commands: list[ParsedCommand], following: Block | None
    ) -> None:
        on = self.on
        coded = following is not None and following.kind is BlockKind.CODE and following.item is None
        if commands and not coded and len(sentences) > 1:
            self._told(sentences, commands)
        elif commands:
            on.step(self.section, block, sentences, commands)
        elif coded:
            text = " ".join(sentence.text for sentence in sentences)
            explains = _OUTPUT.search(text) and not instructs(sentences[-1].text, on.tongues)
            if on.open is not None and on.open.commands and explains:
                on.extend(on.open, sentences, [])
            else:
                on.begin(self.section, block.start, None).take(sentences)
        elif self.role is Role.TITLE:
            on.open, on.lead = None, sentences
        else:
            self._sentences(sentences, listed=following is not None and following.item is not None)

    def _told(self, sentences: list[Sentence], commands: list[ParsedCommand]) -> None:
        """Prose with commands in it: each sentence that asks for something is a step."""
        on = self.on
        fresh = True
        for sentence in sentences:
            own = [c for c in commands if sentence.start <= c.span.start < sentence.end]
            if fresh or own or self._asks(sentence):
                draft = on.open if fresh and on.preface else None
                draft = draft or on.begin(self.section, sentence.start, None)
                draft.take([sentence])
                draft.commands.extend(own)
                fresh = False
            elif on.open is not None:
                on.detail(on.open, [sentence])
        on.learn(commands)

    def _sentences(self, sentences: list[Sentence], *, listed: bool) -> None:
        """Prose: each sentence that instructs is a step; what explains it follows it."""
        on = self.on
        fresh = True
        for number, sentence in enumerate(sentences):
            leads = (
                listed and number == len(sentences) - 1 and sentence.text.rstrip("*_").endswith((":", "："))
            )
            if WHEN_TO_USE.match(sentence.text):
                on.preface.append(sentence)
            elif leads and not on.forks(sentence):
                on.open, on.lead = None, [sentence]
            elif self._advises(sentence) and not sentence.text.endswith((":", "：")):
                if on.open is not None and not fresh:
                    on.detail(on.open, [sentence])
                elif any(map(self._asks, sentences[number + 1 :])):
                    on.preface.append(sentence)
                else:
                    on.begin(self.section, sentence.start, None).take([sentence])
                    fresh = False
            elif self._asks(sentence):
                on.begin(self.section, sentence.start, None).take([sentence])
                fresh = False
            elif on.open is not None and (not fresh or on.open.commands):
                on.detail(on.open, [sentence])
            else:
                on.lead.append(sentence)

    def _advises(self, sentence: Sentence) -> bool:
        """ "If feasible, adding memory may help": it goes on about the step before it."""
        forks = list(forks_of([sentence], self.on.tongues))
        return bool(forks) and not any(instructs(a, self.on.tongues) for a in forks[0].actions)

    def _asks(self, sentence: Sentence) -> bool:
        if forbids(sentence.text):
            return False
        general = sentence.text[:3].lower() == "to " or sentence.text.endswith((":", "："))
        if self.introduces and general:
            return False  # "To find the cause, use the tool X." over the sections that do it
        return self.on.asks(sentence)

    # ── tables and ends ──

    def _table(self, block: Block) -> None:
        if self.role in (Role.CONTEXT, Role.REFERENCE):
            return
        for row in row_blocks(block):
            sentences = [
                s for cell in row.lines for s in sentences_of(replace(row, lines=(cell,), sentences=()))
            ]
            commands = commands_in_text(row)
            acts = any(instructs(cell.text, self.on.tongues) for cell in row.lines)
            if commands or acts:
                self.on.step(self.section, row, sentences, commands)
                self.on.open = None

    def _finish(self, begun: int) -> None:
        """Drops what asks for nothing; a heading that instructs over text that does not is the step."""
        on, heading = self.on, self.section.heading
        on.drafts[begun:] = [
            d for d in on.drafts[begun:] if d.commands or d.item or any(map(on.asks, d.sentences))
        ]
        if on.warned and len(on.drafts) > begun and on.warned[0].start > on.drafts[-1].start:
            last = on.drafts[-1]
            last.warning = (last.warning + " " + " ".join(s.text for s in on.warned)).strip()
            last.grow(on.warned[-1].end)
            on.warned = []
        if heading is None or len(on.drafts) > begun or not self.section.blocks:
            return
        if self.role not in (Role.PROCEDURE, Role.ESCALATION) or self.introduces:
            return
        title = self.section.title
        if " " in title and (instructs(title, on.tongues) or STEP_TITLE.match(title)):
            lead = on.lead
            draft = on.begin(self.section, heading.start, None)
            draft.take(sentences_of(heading))
            draft.details.extend(lead)
            draft.grow(self.section.blocks[-1].end)


def _belongs(block: Block, draft: Draft) -> bool:
    """The code stands in the step's own list item, or right under a numbered line that ends in a colon."""
    if draft.item is block.item:
        return True
    if draft.item is not None and block.item is None and not draft.commands:
        return draft.sentences[-1].text.endswith((":", "：")) if draft.sentences else False
    return False


def _inside(item: Item, outer: Item | None) -> bool:
    at = item.parent
    while at is not None:
        if at is outer:
            return True
        at = at.parent
    return False
