"""A step while it is being read: its sentences, commands and what belongs to it."""

from dataclasses import dataclass, field

from runbooks.parsing.document import Item, Sentence
from runbooks.parsing.sections import Role
from runbooks.types import ParsedCommand


@dataclass(eq=False)
class Draft:
    """A step still open: it grows by the blocks that belong to it. `label` is its author's number."""

    start: int
    end: int
    sentences: list[Sentence] = field(default_factory=list)
    commands: list[ParsedCommand] = field(default_factory=list)
    details: list[Sentence] = field(default_factory=list)
    item: Item | None = None
    label: int | None = None
    section: str = ""
    path: tuple[str, ...] = ()
    role: Role = Role.UNNAMED
    title: str = ""
    warning: str = ""
    cautions: list[Sentence] = field(default_factory=list)  # what `warning` is said by
    expected: str = ""
    pictured: bool = False
    warned_after: bool = False  # a warning stands after its commands
    after: Sentence | None = None  # what its paragraph says right before it
    gate: Sentence | None = None  # the condition that a whole list stands under
    is_case: bool = False  # one of several cases that its lead tells apart
    refers: bool = False  # its condition stands in the sentence before it
    sampled: bool = False  # output or configuration stands in it

    def grow(self, end: int) -> None:
        """It reaches at least to `end`."""
        self.end = max(self.end, end)

    def cut_after_commands(self) -> list[Sentence]:
        """Takes away and gives what was said after the last command: the next command is another step."""
        if not self.commands:
            return []
        last = self.commands[-1].span.end
        since = [s for s in (*self.sentences, *self.details) if s.start >= last]
        if since:
            self.sentences = [s for s in self.sentences if s.start < last]
            self.details = [s for s in self.details if s.start < last]
            self.end = max([last, *(s.end for s in (*self.sentences, *self.details))])
        elif self.warned_after:
            self.sampled = True
        return since

    def take(self, sentences: list[Sentence]) -> None:
        """More of what the step says."""
        self.sentences.extend(sentences)
        if sentences:
            self.grow(sentences[-1].end)
