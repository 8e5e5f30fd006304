"""The shape of what the reader knows of one language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from re import IGNORECASE, Match, Pattern, compile
from sys import maxsize
from typing import Final

from runbooks.parsing.memory import once_a_page

_ACCENTED: Final = dict(
    zip(
        map(ord, "áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ’"),
        map(ord, "aaaaaeeeeiiiiooooouuuucnAAAAAEEEEIIIIOOOOOUUUUCN'"),
        strict=True,
    )
)
# A character of full width means what its plain one means.
_WIDE: Final = {**{0xFF01 + n: 0x21 + n for n in range(94)}, 0x3000: 0x20}
_PLAIN: Final = {**_ACCENTED, **_WIDE}
_NEVER: Final = r"(?!)"


def unaccented(text: str) -> str:
    """The text less accents, which many writers leave out; as long as before."""
    return text if text.isascii() else text.translate(_ACCENTED)


def plain(text: str) -> str:
    """The text less accents, and with plain signs, digits and letters for those of full width.

    One character stands for one, so offsets hold.
    """
    return text if text.isascii() else text.translate(_PLAIN)


class Folding:
    """A pattern that looks at texts less their accents; what it matches is as long as what is written."""

    def __init__(self, source: str) -> None:
        self._pattern = compile(unaccented(source), IGNORECASE)

    def match(self, text: str, at: int = 0) -> Match[str] | None:
        """As a pattern's."""
        return self._pattern.match(plain(text), at)

    def search(self, text: str, at: int = 0, end: int = maxsize) -> Match[str] | None:
        """As a pattern's."""
        return self._pattern.search(plain(text), at, end)

    def finditer(self, text: str, at: int = 0) -> Iterator[Match[str]]:
        """As a pattern's."""
        return self._pattern.finditer(plain(text), at)


Matcher = Pattern[str] | Folding


@dataclass(frozen=True, eq=False)
class Tongue:
    """Words of structure, instruction and condition of one language.

    `verbs` open an instruction; `leads` may stand before such a verb ("first", "then", "please").
    `asks` tells an instruction by the whole sentence, where the first word does not tell;
    `orders` matches one whose verb is in no list, by its form and the article after it.
    `conditions` and `connectors` are regular expressions: what opens a condition, what ends it.
    Every list is lower case.
    """

    code: str
    common: frozenset[str]
    verbs: frozenset[str]
    state_verbs: frozenset[str]
    leads: frozenset[str]
    conditions: str
    connectors: str
    modals: str
    otherwise: str
    context_titles: str
    prerequisite_titles: str
    procedure_titles: str
    escalation_titles: str
    needs: str
    warnings: str
    escalate: str
    finish: str
    step_word: str
    vague: str = _NEVER
    spaced: bool = True
    condition_hints: tuple[str, ...] = ("",)  # one of these stands wherever `conditions` matches
    need_hints: tuple[str, ...] = ("",)  # one of these stands in every sentence that `needs` matches
    accented: bool = False  # it is written with accents, which its writers may leave out
    clitics: bool = False  # pronouns hang on a verb by a hyphen: "reinicie-o"
    asks: Callable[[str], bool] | None = None
    orders: str = _NEVER
    told: str = _NEVER  # "you should …": an act that is asked for without an imperative
    placed: str = _NEVER  # "In the console, ": what may stand before an order
    forbids: str = _NEVER  # "do not …" at the beginning of a sentence
    verb_first: str = _NEVER  # a condition without a word for "if", matched where the sentence begins
    whether: str = _NEVER  # ends in the words after which "if" means "whether"
    checks: str = _NEVER  # opens "check that …"
    affirmed: str = _NEVER  # "if so, ": the answer to a question
    repeats: str = _NEVER  # "repeat … until X"; X is the group `until`
    outcome: str = _NEVER  # opens what follows from a condition and asks for nothing: "it means that …"
    idle: str = _NEVER  # ends in a condition that names a time or nothing: "in this case", "once done"
    idle_opening: str = _NEVER  # the same, matched where the condition begins
    timely: str = _NEVER  # opens a condition that forks only before an order: "when …"
    refers: str = _NEVER  # a sentence that only points to something to read
    bare: frozenset[str] = frozenset()  # conditions that say nothing: "if necessary"

    def _compiled(self, source: str) -> Matcher:
        return Folding(source) if self.accented else compile(source, IGNORECASE)

    @cached_property
    def plain_verbs(self) -> frozenset[str]:
        """Its verbs less their accents."""
        return frozenset(map(unaccented, self.verbs)) if self.accented else self.verbs

    @cached_property
    def plain_state_verbs(self) -> frozenset[str]:
        """Its verbs of change less their accents."""
        return frozenset(map(unaccented, self.state_verbs)) if self.accented else self.state_verbs

    @cached_property
    def plain_leads(self) -> frozenset[str]:
        """The words before a verb less their accents."""
        return frozenset(map(unaccented, self.leads)) if self.accented else self.leads

    @cached_property
    def plain_bare(self) -> frozenset[str]:
        """The words of a condition that says nothing, less their accents."""
        return frozenset(map(unaccented, self.bare)) if self.accented else self.bare

    @cached_property
    def condition(self) -> Matcher:
        """Matches what opens a condition."""
        return self._compiled(self.conditions)

    def opening(self, text: str, at: int) -> Match[str] | None:
        """What opens a condition right at an offset; empty where the condition's own words open it."""
        return self.condition.match(text, at) or self._verb_first.match(text, at)

    @cached_property
    def _verb_first(self) -> Matcher:
        return self._compiled(rf"(?={self.verb_first})")

    @once_a_page
    def may_fork(self, text: str) -> bool:
        """A cheap look before `condition` is searched for."""
        lower = text.lower()
        return any(hint in lower for hint in self.condition_hints)

    @cached_property
    def order(self) -> Matcher:
        """Matches an instruction whose verb is in no list."""
        return self._compiled(self.orders)

    @cached_property
    def advice(self) -> Matcher:
        """Matches "you should …"."""
        return self._compiled(self.told)

    @cached_property
    def place(self) -> Matcher:
        """Matches where or when something is done, up to the order itself."""
        return self._compiled(self.placed)

    @cached_property
    def asked_whether(self) -> Matcher:
        """Matches the words after which "if" opens a question and no condition."""
        return self._compiled(self.whether)

    @cached_property
    def check(self) -> Matcher:
        """Matches what opens a check, which "if not" may follow."""
        return self._compiled(self.checks)

    @cached_property
    def affirmation(self) -> Matcher:
        """Matches "if so"."""
        return self._compiled(self.affirmed)

    @cached_property
    def repetition(self) -> Matcher:
        """Matches "repeat until …"."""
        return self._compiled(self.repeats)

    def idles(self, text: str, condition: Match[str]) -> bool:
        """The condition forks nothing."""
        return bool(self._idle.search(text[: condition.end()])) or bool(
            self._idle_opening.match(text, condition.start())
        )

    @cached_property
    def _idle(self) -> Matcher:
        return self._compiled(self.idle)

    @cached_property
    def _idle_opening(self) -> Matcher:
        return self._compiled(self.idle_opening)

    @cached_property
    def timely_condition(self) -> Matcher:
        """Matches, from its first word on, a condition of time."""
        return self._compiled(self.timely)

    @cached_property
    def result(self) -> Matcher:
        """Matches what only follows from a condition."""
        return self._compiled(self.outcome)

    @cached_property
    def reference(self) -> Matcher:
        """Matches a pointer to something to read."""
        return self._compiled(self.refers)

    @cached_property
    def connector(self) -> Matcher:
        """Matches between a condition and its action."""
        return self._compiled(self.connectors)

    @cached_property
    def modal(self) -> Matcher:
        """Matches words that make an action of a sentence without an imperative."""
        return self._compiled(self.modals)

    @cached_property
    def otherwise_clause(self) -> Matcher:
        """Matches what opens the other way out."""
        return self._compiled(self.otherwise)

    @cached_property
    def _need(self) -> Matcher:
        return self._compiled(self.needs)

    def names_need(self, text: str) -> bool:
        """The sentence names something needed beforehand."""
        lower = text.lower()
        return any(hint in lower for hint in self.need_hints) and self._need.search(text) is not None

    @cached_property
    def warning(self) -> Matcher:
        """Matches what opens a warning."""
        return self._compiled(self.warnings)

    @cached_property
    def escalation(self) -> Matcher:
        """Matches an action that hands over to other people."""
        return self._compiled(self.escalate)

    @cached_property
    def ending(self) -> Matcher:
        """Matches an action that ends the procedure."""
        return self._compiled(self.finish)

    @cached_property
    def jump(self) -> Matcher:
        """Matches "step 7"; the number is group 1."""
        return self._compiled(rf"(?:{self.step_word})")

    @cached_property
    def vague_words(self) -> Matcher:
        """Matches instructions that leave open what to do."""
        return self._compiled(self.vague)
