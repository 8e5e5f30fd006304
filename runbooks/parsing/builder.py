"""The steps of a section while they are being read: what is open, what waits to be attached."""

from dataclasses import dataclass, field
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import tools
from runbooks.parsing.commands.shape import first_word
from runbooks.parsing.decisions import forks_of
from runbooks.parsing.document import Block, Item, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.instructions import instructs
from runbooks.parsing.sections import Section
from runbooks.parsing.tongues.numbers import NUMBER, number_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Language, ParsedCommand

STEP_TITLE: Final = compile(
    rf"^(?:step|paso|passo|etapa|[ée]tape|schritt|ステップ|手順|步骤|第)\s*#?({NUMBER})", IGNORECASE
)
_PICTURE: Final = compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)|<img\b")


@dataclass
class Builder:
    """`drafts` are the steps so far; `open` may still grow; `lead` is prose that may introduce one."""

    tongues: tuple[Tongue, ...]
    learned: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    open: Draft | None = None
    lead: list[Sentence] = field(default_factory=list)
    warned: list[Sentence] = field(default_factory=list)
    preface: list[Sentence] = field(default_factory=list)
    headed: bool = False
    cases: bool = False
    gate: Sentence | None = None

    def enter(self) -> int:
        """Forgets what stood open; gives how many steps there are already."""
        self.open, self.lead, self.headed, self.cases = None, [], False, False
        self.gate = None
        return len(self.drafts)

    def begin(self, section: Section, start: int, item: Item | None) -> Draft:
        """Opens a step; a warning that waited belongs to it."""
        draft = Draft(start, start, item=item, section=section.title, role=section.role)
        draft.path = (*section.path, section.title) if section.title else section.path
        if item is not None and item.ordered:
            draft.label = item.label
        elif not self.headed and (match := STEP_TITLE.match(section.title)):
            draft.label = number_of(match[1])
        if not self.headed and not (item and item.ordered):
            draft.title = section.title
        self.headed = True
        draft.gate = self.gate if item is not None else None
        if self.warned:
            draft.warnings = [sentence.text for sentence in self.warned]
            draft.cautions = list(self.warned)
            draft.start = min(draft.start, self.warned[0].start)
            self.warned = []
        if self.preface:
            draft.details.extend(self.preface)
            draft.start = min(draft.start, self.preface[0].start)
            self.preface = []
        self.drafts.append(draft)
        self.open = draft
        self.lead = []
        return draft

    def step(
        self, section: Section, block: Block, sentences: list[Sentence], commands: list[ParsedCommand]
    ) -> Draft:
        """A whole paragraph or list item as a step."""
        above = self._heading_item(block.item)
        draft = self.begin(section, block.start, block.item)
        if above is not None:
            del self.drafts[-2]
            draft.label = above.label if draft.label is None else draft.label
            draft.warnings, draft.cautions = above.warnings, above.cautions
        draft.sentences.extend(sentences)
        draft.commands.extend(commands)
        draft.is_case = self.cases and block.item is not None
        draft.pictured = bool(_PICTURE.search(block.text))
        draft.grow(block.end)
        self.learn(commands)
        return draft

    def _heading_item(self, item: Item | None) -> Draft | None:
        """The open step, when it only headed the list that `item` begins: "2. Check the node:"."""
        above = self.open
        if above is None or item is None or item.parent is None or item.parent is not above.item:
            return None
        if above.commands or above.details or len(above.sentences) != 1 or above is not self.drafts[-1]:
            return None
        if self.forks(above.sentences[0]):
            return None
        text = above.sentences[0].text.rstrip("*_ ")
        return above if text.endswith((":", "：")) and len(text) < 90 else None

    def extend(self, draft: Draft, sentences: list[Sentence], commands: list[ParsedCommand]) -> None:
        """More that the step itself says."""
        (draft.details if draft.commands else draft.sentences).extend(sentences)
        draft.commands.extend(commands)
        draft.grow(max([*(s.end for s in sentences), *(c.span.end for c in commands)]))

    def detail(self, draft: Draft, sentences: list[Sentence]) -> None:
        """What explains a step."""
        draft.details.extend(sentences)
        draft.grow(sentences[-1].end)

    def learn(self, commands: list[ParsedCommand]) -> None:
        """Remembers tools nobody told us of, for blocks of code that do not say what they are."""
        for command in commands:
            word = first_word(command.text)
            if command.language is Language.SHELL and word not in tools.TOOLS and "=" not in word:
                self.learned.add(word)

    def before(self) -> str:
        """The words that stand right before the present block."""
        last = self.open.last_said() if self.open else self.lead[-2:]
        return " ".join(sentence.text for sentence in last)

    def asks(self, sentence: Sentence) -> bool:
        """It instructs, or it forks."""
        return instructs(sentence.text, self.tongues) or self.forks(sentence)

    def forks(self, sentence: Sentence) -> bool:
        """It names a condition and what to do then."""
        return any(True for _ in forks_of([sentence], self.tongues))
