"""Sections → drafts of steps: which blocks belong together, and which are no step at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import tools
from runbooks.parsing.commands.code import Hints, commands_in_code
from runbooks.parsing.commands.prose import commands_in_text
from runbooks.parsing.commands.shape import first_word
from runbooks.parsing.document import Block, BlockKind, Item, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import forbids, instructs
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Language, ParsedCommand

_QUERY: Final = compile(
    (
        r"\b(?:quer(?:y|ies)|metrics?|promql|prometheus|expression|consulta|abfrage|requête|métrica|metrik"
        r"|métrique)\b|クエリ|メトリ|查询|指标"
    ),
    IGNORECASE,
)
_TELLS: Final = compile(
    (
        r"\b(?:run|execute|command|commands|use|using|by|with|via|ejecut\w+|comando|execut\w+|commande|befehl"
        r"|führe\w*)\b|命令|执行|运行|実行|コマンド"
    ),
    IGNORECASE,
)
_OUTPUT: Final = compile(
    r"\b(?:output|returns?|prints?|shows?|looks? like|similar to|see something|result|response|sample"
    r"|example (?:output|alert|message)|expected|displays?"
    r"|salida|resultado|ausgabe|saída|sortie|affiche|muestra|zeigt)\b|出力|输出|結果|结果|显示",
    IGNORECASE,
)
_PICTURE: Final = compile(r"!\[[^\]]*\]\([^)]*\)|<img\b")
_LINK_ONLY: Final = compile(r"^\W*(?:\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|https?://\S+)\W*$")
_STEP_TITLE: Final = compile(
    r"^(?:step|paso|passo|étape|schritt|ステップ|手順|步骤|第)\s*(\d{1,3})", IGNORECASE
)
_TICKED: Final = compile(r"^\[[ xX]\]\s")


@dataclass
class _Builder:
    """Walks one section; `drafts` are the steps so far, `open` the one that may still grow."""

    tongues: tuple[Tongue, ...]
    learned: set[str]
    drafts: list[Draft] = field(default_factory=list)
    open: Draft | None = None
    lead: list[Sentence] = field(default_factory=list)
    warned: list[Sentence] = field(default_factory=list)
    headed: bool = False

    def walk(self, section: Section) -> None:
        """The steps of a section."""
        self.open, self.lead, self.warned, self.headed = None, [], [], False
        begun = len(self.drafts)
        blocks = section.blocks
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind is BlockKind.CODE:
                self._code(section, block)
            elif block.kind is BlockKind.TABLE:
                self._table(section, block)
            elif block.kind is BlockKind.PARAGRAPH:
                self._paragraph(section, block, following, blocks[:number][-1:] or ())
        self._heading_alone(section, begun)

    # ── code ──

    def _code(self, section: Section, block: Block) -> None:
        before = self._before()
        hints = Hints(
            asks_query=bool(_QUERY.search(before + " " + section.title)),
            asks_command=bool(_TELLS.search(before)),
            shows_output=bool(_OUTPUT.search(before)),
            learned=frozenset(self.learned),
        )
        commands = commands_in_code(block, hints) if section.role is not Role.CONTEXT else []
        self._learn(commands)
        if not commands:
            if self.open is not None and _same_place(self.open.item, block.item):
                self.open.grow(block.end)
                self.open.sampled = True
            return
        draft = self.open
        if draft is None or not _same_place(draft.item, block.item):
            draft = self._begin(section, block.start, block.item)
            lead = [] if section.role is Role.REFERENCE else self.lead[-1:]
            if lead:
                draft.start = min(draft.start, lead[0].start)
                draft.sentences = list(lead)
        draft.commands.extend(commands)
        draft.grow(block.end)
        self.lead = []

    def _before(self) -> str:
        sentences = self.open.sentences + self.open.details if self.open else self.lead
        return " ".join(sentence.text for sentence in sentences[-2:])

    def _learn(self, commands: list[ParsedCommand]) -> None:
        self.learned.update(
            word
            for c in commands
            if c.language is Language.SHELL
            and (word := first_word(c.text)) not in tools.TOOLS
            and "=" not in word
        )

    # ── prose ──

    def _paragraph(self, section: Section, block: Block, following: Block | None, _: Sequence[Block]) -> None:
        sentences = sentences_of(block)
        if not sentences:
            return
        if block.quoted or self._warns(sentences[0].text):
            if self._callout(section, block, sentences):
                return
        if section.role is Role.CONTEXT:
            return
        commands = commands_in_text(block)
        if section.role is Role.REFERENCE or (section.role is Role.TITLE and not commands):
            self._reference(section, block, sentences, commands, following)
        elif block.item is not None:
            self._in_item(section, block, sentences, commands, following)
        else:
            self._free(section, block, sentences, commands, following)

    def _warns(self, text: str) -> bool:
        return any(tongue.warning.match(text) for tongue in self.tongues)

    def _callout(self, section: Section, block: Block, sentences: list[Sentence]) -> bool:
        """A warning or note belongs to the step it stands by; with a command it is a step."""
        text = " ".join(sentence.text for sentence in sentences)
        if section.role is not Role.CONTEXT and not forbids(sentences[0].text) and (commands_in_text(block)):
            return False
        if (
            block.item is not None
            and not block.quoted
            and instructs(text, self.tongues)
            and not forbids(text)
        ):
            return False
        if self.open is not None and _same_place(self.open.item, block.item):
            self.open.warning = (self.open.warning + " " + text).strip()
            self.open.grow(block.end)
        else:
            self.warned = sentences
        return True

    def _reference(
        self,
        section: Section,
        block: Block,
        sentences: list[Sentence],
        commands: list[ParsedCommand],
        following: Block | None,
    ) -> None:
        self.open, self.lead = None, sentences
        if commands and section.role is not Role.REFERENCE:
            self._step(section, block, sentences, commands)

    def _in_item(
        self,
        section: Section,
        block: Block,
        sentences: list[Sentence],
        commands: list[ParsedCommand],
        following: Block | None,
    ) -> None:
        item = block.item
        draft = self.open
        coded = following is not None and following.kind is BlockKind.CODE and following.item is item
        if draft is not None and draft.item is item:  # a later paragraph of the same item
            if draft.commands and (commands or (coded and instructs(sentences[-1].text, self.tongues))):
                self._step(section, block, sentences, commands)
            else:
                self._extend(draft, sentences, commands)
            return
        if (
            draft is not None
            and item is not None
            and _inside(item, draft.item)
            and not commands
            and not coded
        ) and (
            not (draft.commands or instructs(sentences[0].text, self.tongues))
            or not self._is_step(section, item, sentences)
        ):
            self._detail(draft, sentences)
            return
        if commands or coded or self._is_step(section, item, sentences):
            self._step(section, block, sentences, commands)
        elif draft is not None:
            self._detail(draft, sentences)
        else:
            self._lead_step(section, sentences)

    def _is_step(self, section: Section, item: Item | None, sentences: list[Sentence]) -> bool:
        text = sentences[0].text
        if _LINK_ONLY.match(text):
            return False
        if any(
            instructs(sentence.text, self.tongues) or self._conditional(sentence.text)
            for sentence in sentences[:3]
        ):
            return True
        return bool(item and item.ordered and item.depth == 0 and section.role is Role.PROCEDURE) or bool(
            _TICKED.match(text)
        )

    def _conditional(self, text: str) -> bool:
        return any(
            (match := tongue.condition.match(text)) and tongue.modal.search(text) for tongue in self.tongues
        )

    def _free(
        self,
        section: Section,
        block: Block,
        sentences: list[Sentence],
        commands: list[ParsedCommand],
        following: Block | None,
    ) -> None:
        coded = following is not None and following.kind is BlockKind.CODE and following.item is None
        listed = following is not None and following.item is not None
        strict = section.role is Role.TITLE
        if coded and not commands:
            text = " ".join(sentence.text for sentence in sentences)
            explains = (
                self.open is not None
                and self.open.commands
                and _OUTPUT.search(text)
                and not instructs(sentences[-1].text, self.tongues)
            )
            if explains and self.open is not None:
                self._extend(self.open, sentences, [])
                return
            self._opened_before_code(section, block, sentences)
            return
        if commands:
            self._step(section, block, sentences, commands)
            return
        if strict:
            self.open, self.lead = None, sentences
            return
        self._sentences(section, sentences, listed=listed)

    def _opened_before_code(self, section: Section, block: Block, sentences: list[Sentence]) -> None:
        """The paragraph before a block of code: the step, if the block holds a command."""
        self.open, self.lead = None, []
        draft = self._begin(section, block.start, None)
        draft.take(sentences)

    def _sentences(self, section: Section, sentences: list[Sentence], *, listed: bool) -> None:
        """Prose: each sentence that instructs is a step; what explains it follows it."""
        fresh = True
        for number, sentence in enumerate(sentences):
            last = number == len(sentences) - 1
            leads = last and listed and sentence.text.endswith((":", "："))
            if leads and not self._conditional(sentence.text):
                self.open, self.lead = None, [sentence]
            elif (instructs(sentence.text, self.tongues) or self._conditional(sentence.text)) and not forbids(
                sentence.text
            ):
                draft = self._begin(section, sentence.start, None)
                draft.take([sentence])
                fresh = False
            elif self.open is not None and (not fresh or self.open.commands):
                self._detail(self.open, [sentence])
            else:
                self.lead.append(sentence)

    def _lead_step(self, section: Section, sentences: list[Sentence]) -> None:
        """A list of things without verbs under "Other things to check:": one step, named by its lead."""
        if (self.lead and instructs(self.lead[-1].text, self.tongues)) or (
            self.lead and _QUERY.search(self.lead[-1].text) is None and "check" in self.lead[-1].text.lower()
        ):
            lead = self.lead[-1]
            draft = self._begin(section, lead.start, None)
            draft.take([lead])
            self._detail(draft, sentences)

    # ── tables ──

    def _table(self, section: Section, block: Block) -> None:
        if section.role in (Role.CONTEXT, Role.REFERENCE):
            return
        from runbooks.parsing.tables import row_blocks

        for row in row_blocks(block, self.tongues):
            sentences = sentences_of(row)
            commands = commands_in_text(row)
            if (
                commands
                or any(instructs(s.text, self.tongues) for s in sentences)
                or instructs(row.lines[-1].text, self.tongues)
            ):
                self._step(section, row, sentences, commands)
                self.open = None

    # ── drafts ──

    def _begin(self, section: Section, start: int, item: Item | None) -> Draft:
        draft = Draft(start, start, item=item, section=section.title, role=section.role)
        if item is not None and item.ordered:
            draft.label = item.label
        if not self.headed and (match := _STEP_TITLE.match(section.title)):
            draft.label = int(match[1])
        if not self.headed and not (item and item.ordered):
            draft.title = section.title
        self.headed = True
        if self.warned:
            draft.warning = " ".join(sentence.text for sentence in self.warned)
            draft.start = min(draft.start, self.warned[0].start)
            self.warned = []
        self.drafts.append(draft)
        self.open = draft
        return draft

    def _step(
        self, section: Section, block: Block, sentences: list[Sentence], commands: list[ParsedCommand]
    ) -> None:
        draft = self._begin(section, block.start, block.item)
        draft.take(sentences)
        draft.commands.extend(commands)
        draft.pictured = bool(_PICTURE.search(block.text))
        draft.grow(block.end)
        self._learn(commands)
        self.lead = []

    def _extend(self, draft: Draft, sentences: list[Sentence], commands: list[ParsedCommand]) -> None:
        (draft.details if draft.commands else draft.sentences).extend(sentences)
        draft.commands.extend(commands)
        draft.grow(sentences[-1].end)

    def _detail(self, draft: Draft, sentences: list[Sentence]) -> None:
        draft.details.extend(sentences)
        draft.grow(sentences[-1].end)

    def _heading_alone(self, section: Section, begun: int) -> None:
        """A heading that instructs over text that does not is itself the step."""
        heading = section.heading
        self.drafts[begun:] = [
            d for d in self.drafts[begun:] if d.commands or not _empty(d, self.tongues, self._conditional)
        ]
        if (
            heading is None
            or len(self.drafts) > begun
            or section.role not in (Role.PROCEDURE, Role.ESCALATION)
            or not section.blocks
        ):
            return
        if (
            instructs(section.title, self.tongues)
            or self._conditional(section.title)
            or _STEP_TITLE.match(section.title)
        ):
            draft = self._begin(section, heading.start, None)
            draft.take(sentences_of(heading))
            draft.title = section.title
            draft.details.extend(self.lead)
            draft.grow(section.blocks[-1].end)


def _empty(draft: Draft, tongues: tuple[Tongue, ...], conditional: object) -> bool:
    """A paragraph stood before a block that turned out to hold no command, and asks for nothing."""
    if draft.item is not None:
        return False
    texts = [sentence.text for sentence in draft.sentences]
    return not any(
        instructs(text, tongues) or (callable(conditional) and conditional(text)) for text in texts
    )


def _same_place(first: Item | None, second: Item | None) -> bool:
    """Both stand in the same list item, or both outside of lists; what is nested in an item belongs to it."""
    if first is None or second is None:
        return first is second
    return first is second


def _inside(item: Item, outer: Item | None) -> bool:
    at: Item | None = item.parent
    while at is not None:
        if at is outer:
            return True
        at = at.parent
    return False


def drafts_of(sections: Sequence[Section], tongues: tuple[Tongue, ...]) -> list[Draft]:
    """The steps of a document, unnumbered, in its order."""
    builder = _Builder(tongues, set())
    worked = any(s.role in (Role.PROCEDURE, Role.UNNAMED, Role.ESCALATION) and s.blocks for s in sections)
    for section in sections:
        if section.role is Role.TITLE and not worked:
            section = Section(section.heading, section.title, Role.UNNAMED, section.blocks, section.path)
        if section.role is not Role.PREREQUISITES:
            builder.walk(section)
    return sorted(builder.drafts, key=lambda draft: draft.start)
