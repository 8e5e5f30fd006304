"""The shape of what the reader knows of one language."""

from dataclasses import dataclass
from functools import cached_property
from re import IGNORECASE, Pattern, compile


@dataclass(frozen=True)
class Tongue:
    """Words of structure, instruction and condition of one language.

    `verbs` open an instruction; `leads` may stand before such a verb ("first", "then", "please").
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
    vague: str = r"(?!)"
    spaced: bool = True
    condition_hints: tuple[str, ...] = ("",)  # one of these stands wherever `conditions` matches
    need_hints: tuple[str, ...] = ("",)  # one of these stands in every sentence that `needs` matches

    @cached_property
    def condition(self) -> Pattern[str]:
        """Matches what opens a condition."""
        return compile(self.conditions, IGNORECASE)

    def may_fork(self, text: str) -> bool:
        """A cheap look before `condition` is searched for."""
        lower = text.lower()
        return any(hint in lower for hint in self.condition_hints)

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
