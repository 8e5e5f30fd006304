"""The shape of what the reader knows of one language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from re import IGNORECASE, Match, Pattern, compile
from typing import Final

# A character of full width means what its plain one means; one for one, so offsets hold.
_PLAIN: Final = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},
    **dict(zip(map(ord, "\u3000\uff61\uff64"), map(ord, " \u3002\u3001"), strict=True)),
}
_NEVER: Final = r"(?!)"


def plain(text: str) -> str:
    """The text with full-width signs, digits and letters as plain ones; as long as before."""
    return text if text.isascii() else text.translate(_PLAIN)


@dataclass(frozen=True)
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
    bare: frozenset[str] = frozenset()  # conditions that say nothing: "if necessary"

    @cached_property
    def condition(self) -> Pattern[str]:
        """Matches what opens a condition."""
        return compile(self.conditions, IGNORECASE)

    def opening(self, text: str, at: int) -> Match[str] | None:
        """What opens a condition right at an offset; empty where the condition's own words open it."""
        return self.condition.match(text, at) or self._verb_first.match(text, at)

    @cached_property
    def _verb_first(self) -> Pattern[str]:
        return compile(rf"(?={self.verb_first})", IGNORECASE)

    def may_fork(self, text: str) -> bool:
        """A cheap look before `condition` is searched for."""
        lower = text.lower()
        return any(hint in lower for hint in self.condition_hints)

    @cached_property
    def order(self) -> Pattern[str]:
        """Matches an instruction whose verb is in no list."""
        return compile(self.orders, IGNORECASE)

    @cached_property
    def advice(self) -> Pattern[str]:
        """Matches "you should …"."""
        return compile(self.told, IGNORECASE)

    @cached_property
    def place(self) -> Pattern[str]:
        """Matches where or when something is done, up to the order itself."""
        return compile(self.placed, IGNORECASE)

    @cached_property
    def asked_whether(self) -> Pattern[str]:
        """Matches the words after which "if" opens a question and no condition."""
        return compile(self.whether, IGNORECASE)

    @cached_property
    def check(self) -> Pattern[str]:
        """Matches what opens a check, which "if not" may follow."""
        return compile(self.checks, IGNORECASE)

    @cached_property
    def affirmation(self) -> Pattern[str]:
        """Matches "if so"."""
        return compile(self.affirmed, IGNORECASE)

    @cached_property
    def repetition(self) -> Pattern[str]:
        """Matches "repeat until …"."""
        return compile(self.repeats, IGNORECASE)

    @cached_property
    def connector(self) -> Pattern[str]:
        """Matches between a condition and its action."""
        return compile(self.connectors, IGNORECASE)

    @cached_property
    def modal(self) -> Pattern[str]:
        """Matches words that make an action of a sentence without an imperative."""
        return compile(self.modals, IGNORECASE)

    @cached_property
    def otherwise_clause(self) -> Pattern[str]:
        """Matches what opens the other way out."""
        return compile(self.otherwise, IGNORECASE)

    @cached_property
    def _need(self) -> Pattern[str]:
        return compile(self.needs, IGNORECASE)

    def names_need(self, text: str) -> bool:
        """The sentence names something needed beforehand."""
        lower = text.lower()
        return any(hint in lower for hint in self.need_hints) and self._need.search(text) is not None

    @cached_property
    def warning(self) -> Pattern[str]:
        """Matches what opens a warning."""
        return compile(self.warnings, IGNORECASE)

    @cached_property
    def escalation(self) -> Pattern[str]:
        """Matches an action that hands over to other people."""
        return compile(self.escalate, IGNORECASE)

    @cached_property
    def ending(self) -> Pattern[str]:
        """Matches an action that ends the procedure."""
        return compile(self.finish, IGNORECASE)

    @cached_property
    def jump(self) -> Pattern[str]:
        """Matches "step 7"; the number is group 1."""
        return compile(rf"(?:{self.step_word})", IGNORECASE)

    @cached_property
    def vague_words(self) -> Pattern[str]:
        """Matches instructions that leave open what to do."""
        return compile(self.vague, IGNORECASE)
