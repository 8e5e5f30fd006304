"""Paragraphs and list items → steps, warnings, leads and details."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.builder import Builder
from runbooks.parsing.clauses import referred
from runbooks.parsing.commands.mentions import is_gloss
from runbooks.parsing.commands.prose import commands_in_text
from runbooks.parsing.decisions import WHEN_TO_USE, bare_gate_of, forks_of, gate_of
from runbooks.parsing.document import Block, BlockKind, Item, Sentence
from runbooks.parsing.drafts import Draft, held_by
from runbooks.parsing.instructions import forbids, instructs, orders_point, warns
from runbooks.parsing.sections import CALLOUT_WORD, Role, Section, tells_context
from runbooks.parsing.sentences import sentences_of
from runbooks.types import ParsedCommand

_OUTPUT: Final = compile(
    r"\b(?:output|returns?|prints?|shows?|looks? like|similar to|see something|result|response|sample"
    r"|example (?:output|alert|message)|expected|displays?|salida|resultado|ausgabe|saída|sortie|affiche"
    r"|muestra|zeigt)\b|出力|输出|結果|结果|显示",
    IGNORECASE,
)
_LINK_ONLY: Final = compile(r"^\W*(?:\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|https?://\S+)\W*$")
_TICKED: Final = compile(r"^\[[ xX]\]\s")
_THINGS: Final = compile(r"\bcheck\b|\bverify\b|\blook (?:for|at)\b", IGNORECASE)
_DEPENDS: Final = compile(
    r"\bdepend(?:s|ing)\b|\bbased on\b"
    r"|\bfollowing (?:causes?|cases?|reasons?|scenarios?|conditions?|situations?)\b"
    r"|\b(?:possible|common|likely|potential) (?:causes?|reasons?|issues?|problems?)\b",
    IGNORECASE,
)
_CASES: Final = compile(r"\b(?:if|when|wenn|falls|si|se|quando|cuando|quand)\s*[:：]\W*$", IGNORECASE)


class Paragraphs:
    """The prose of one section."""

    def __init__(self, builder: Builder, section: Section, following: Section | None) -> None:
        self.on = builder
        self.section = section
        self.role = section.role
        self.gated: Item | None = None  # the item whose own list stands under the open gate
        self.announced = False
        here = section.heading.level if section.heading else 0
        below = following.heading.level if following and following.heading else 0
        self.introduces = bool(here) and below > here

    def paragraph(self, block: Block, following: Block | None) -> None:
        sentences = sentences_of(block)
        if not sentences or self._is_callout(block, sentences):
            return
        if self.role is Role.CONTEXT or tells_context(sentences[0].text):
            self.on.open, self.on.lead = None, sentences
            return
        awaited = block.item is None and self.on.before().endswith((":", "："))
        commands = [] if self._explains_a_part(block) else commands_in_text(block, announced=awaited)
        listed = following is not None and following.item is not None and following.item is not block.item
        if listed:
            if sentences[-1].text.endswith((":", "：")):
                self.on.cases = bool(_DEPENDS.search(sentences[-1].text))
        elif block.item is None:
            self.on.cases = False
        if block.item is None or (self.gated is not None and not _inside(block.item, self.gated)):
            self.on.gate, self.gated = None, None
        if listed and not commands and self._gates(sentences, nested=block.item is not None):
            self.on.gate, self.gated = sentences[-1], block.item
            if len(sentences) == 1:
                self.on.open, self.on.lead = None, sentences
                return
        if self.role is Role.REFERENCE and not commands:
            self.on.open, self.on.lead = None, sentences
        elif block.item is not None:
            self._in_item(block, sentences, commands, following)
        else:
            self._free(block, sentences, commands, following)

    def _explains_a_part(self, block: Block) -> bool:
        last = self.on.drafts[-1].commands[-1:] if self.on.drafts else []
        return block.item is not None and bool(last) and is_gloss(block.text, last[0].text)

    def _gates(self, sentences: list[Sentence], *, nested: bool) -> bool:
        """A condition over the list that follows."""
        if gate_of(sentences[-1], self.on.tongues) is not None:
            return True
        return nested and len(sentences) == 1 and bare_gate_of(sentences[0], self.on.tongues) is not None

    def _is_callout(self, block: Block, sentences: list[Sentence]) -> bool:
        """A warning or note belongs to the step it stands by; with a command of its own it is a step."""
        on = self.on
        warns = any(tongue.warning.match(sentences[0].text) for tongue in on.tongues)
        bare = len(sentences) == 1 and CALLOUT_WORD.fullmatch(sentences[0].text) is not None
        announced, self.announced = self.announced, bare
        if announced:
            self._warn(sentences, here=on.open is not None and on.open.item is block.item)
            return True
        if not (block.quoted or warns or bare):
            return False
        if self.role not in (Role.CONTEXT, Role.REFERENCE) and not forbids(sentences[0].text):
            if commands_in_text(block):
                return False
            if block.item is not None and not block.quoted and instructs(sentences[-1].text, on.tongues):
                return False
        self._warn(sentences, here=on.open is not None and (on.open.item is block.item or block.quoted))
        return True

    def _warn(self, sentences: list[Sentence], *, here: bool) -> None:
        """A warning for the open step, or else for the next."""
        on = self.on
        if here and on.open is not None:
            on.open.warnings.extend(sentence.text for sentence in sentences)
            on.open.cautions.extend(sentences)
            on.open.warned_after = bool(on.open.commands)
            on.open.grow(sentences[-1].end)
        else:
            on.warned.extend(sentences)

    def _in_item(
        self, block: Block, sentences: list[Sentence], commands: list[ParsedCommand], following: Block | None
    ) -> None:
        on, item, draft = self.on, block.item, self.on.open
        coded = following is not None and following.kind is BlockKind.CODE and following.item is item
        if draft is not None and draft.item is item:  # a later paragraph of the same item
            tells = (
                commands or on.forks(sentences[0]) or (coded and instructs(sentences[-1].text, on.tongues))
            )
            if draft.commands and tells:
                on.step(self.section, block, sentences, commands)
            else:
                on.extend(draft, sentences, commands)
        elif commands and not coded and any(map(on.forks, sentences[1:])):
            self._told(sentences, commands, item)
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
        if any(map(self.on.asks, sentences[:3])) or (self.role is Role.PROCEDURE and orders_point(text)):
            return True
        if item is not None and item.ordered and item.depth == 0:
            before = self.on.drafts[-1].item if self.on.drafts else None
            sibling = before is not None and before.top.list_number == item.list_number
            return self.role is Role.PROCEDURE or (sibling and self.role is Role.UNNAMED)
        return bool(_TICKED.match(text))

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
            self._told(sentences, commands, None)
        elif commands and on.open is not None and _only_code(block) and on.open.awaits:
            on.extend(on.open, [], commands)
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

    def _told(self, sentences: list[Sentence], commands: list[ParsedCommand], item: Item | None) -> None:
        """Prose with commands in it: each sentence that asks for something is a step."""
        on = self.on
        told: list[Sentence] = []  # what leads to the first step
        draft: Draft | None = None
        held = held_by(sentences, commands)
        for number, sentence in enumerate(sentences):
            own = held.get(number, [])
            if own or self._asks(sentence) or (draft is None and number == len(sentences) - 1):
                lead = [] if draft else told
                draft = on.begin(self.section, (lead or [sentence])[0].start, item)
                draft.after = sentences[number - 1] if number and not lead else None
                draft.take([*lead, sentence])
                draft.commands.extend(own)
                draft.grow(max([c.span.end for c in own], default=0))
            elif draft is None:
                told.append(sentence)
            else:
                on.detail(draft, [sentence])
        on.learn(commands)

    def _sentences(self, sentences: list[Sentence], *, listed: bool) -> None:
        """Prose: each sentence that instructs is a step; what explains it follows it."""
        on = self.on
        fresh = True
        asking = -1  # the next sentence that asks for something
        for number, sentence in enumerate(sentences):
            leads = (
                listed and number == len(sentences) - 1 and sentence.text.rstrip("*_").endswith((":", "："))
            )
            if warns(sentence.text):
                self._warn([sentence], here=not fresh)
            elif WHEN_TO_USE.match(sentence.text):
                on.preface.append(sentence)
            elif leads and (on.gate is sentence or _DEPENDS.search(sentence.text) or not on.forks(sentence)):
                on.open, on.lead = None, [sentence]
            elif self._advises(sentence) and not sentence.text.endswith((":", "：")):
                if asking <= number:
                    after = range(number + 1, len(sentences))
                    asking = next((n for n in after if self._asks(sentences[n])), len(sentences))
                if on.open is not None and not fresh:
                    on.detail(on.open, [sentence])
                elif asking < len(sentences):
                    on.preface.append(sentence)
                else:
                    on.begin(self.section, sentence.start, None).take([sentence])
                    fresh = False
            elif (
                back := self._refers_back(sentence, sentences[number - 1 : number] if number else [])
            ) or self._asks(sentence):
                draft = on.begin(self.section, sentence.start, None)
                draft.refers = back
                draft.take([sentence])
                draft.after = sentences[number - 1] if number else None
                fresh = False
            elif on.open is not None and (not fresh or on.open.commands):
                on.detail(on.open, [sentence])
            else:
                on.lead.append(sentence)

    def _advises(self, sentence: Sentence) -> bool:
        """ "If feasible, adding memory may help": it goes on about the step before it."""
        forks = list(forks_of([sentence], self.on.tongues))
        return bool(forks) and not any(instructs(a, self.on.tongues) for a in forks[0].actions)

    def _refers_back(self, sentence: Sentence, before: list[Sentence]) -> bool:
        """ "In that case, X can be used": its condition stands in the sentence before."""
        if not before or not referred(sentence.text) or forbids(sentence.text):
            return False
        return any(True for _ in forks_of([sentence], self.on.tongues, before[0]))

    def _asks(self, sentence: Sentence) -> bool:
        if forbids(sentence.text):
            return False
        general = sentence.text[:3].lower() == "to " or sentence.text.endswith((":", "："))
        if self.introduces and general:
            return False  # "To find the cause, use the tool X." over the sections that do it
        return self.on.asks(sentence)


def _only_code(block: Block) -> bool:
    """The paragraph is one piece of inline code."""
    text = block.text.strip()
    return text.startswith("`") and text.endswith("`") and "`" not in text.strip("`")


def _inside(item: Item, outer: Item | None) -> bool:
    at = item.parent
    while at is not None:
        if at is outer:
            return True
        at = at.parent
    return False
