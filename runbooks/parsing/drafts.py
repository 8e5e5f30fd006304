"""A step while it is being read: its sentences, commands and what belongs to it."""

from bisect import bisect_right
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
    warnings: list[str] = field(default_factory=list)
    cautions: list[Sentence] = field(default_factory=list)  # what `warnings` are said by
    expected: str = ""
    pictured: bool = False
    warned_after: bool = False  # a warning stands after its commands
    after: Sentence | None = None  # what its paragraph says right before it
    gate: Sentence | None = None  # the condition that a whole list stands under
    is_case: bool = False  # one of several cases that its lead tells apart
    refers: bool = False  # its condition stands in the sentence before it
    sampled: bool = False  # output or configuration stands in it

    @property
    def warning(self) -> str:
        """All that it warns of."""
        return " ".join(self.warnings).strip()

    @property
    def awaits(self) -> bool:
        """What it announces with a colon has not come yet."""
        if self.commands or self.item is not None or not self.sentences:
            return False
        return self.sentences[-1].text.endswith((":", "："))

    def grow(self, end: int) -> None:
        """It reaches at least to `end`."""
        self.end = max(self.end, end)

    def cut_after_commands(self) -> list[Sentence]:
        """Takes away and gives what was said after the last command: the next command is another step."""
        if not self.commands:
            return []
        last = self.commands[-1].span.end
        if not any(said and said[-1].start >= last for said in (self.sentences, self.details)):
            self.sampled = self.sampled or self.warned_after
            return []
        since = [s for s in (*self.sentences, *self.details) if s.start >= last]
        self.sentences = [s for s in self.sentences if s.start < last]
        self.details = [s for s in self.details if s.start < last]
        self.end = max([last, *(s.end for s in (*self.sentences, *self.details))])
        return since

    def last_said(self) -> list[Sentence]:
        """Its last two sentences."""
        return (self.sentences[-2:] + self.details[-2:])[-2:]

    def take(self, sentences: list[Sentence]) -> None:
        """More of what the step says."""
        self.sentences.extend(sentences)
        if sentences:
            self.grow(sentences[-1].end)


def held_by(sentences: list[Sentence], commands: list[ParsedCommand]) -> dict[int, list[ParsedCommand]]:
    """The commands that begin in each sentence, by its place among them."""
    begins = [sentence.start for sentence in sentences]
    held: dict[int, list[ParsedCommand]] = {}
    for command in commands:
        number = bisect_right(begins, command.span.start) - 1
        if number >= 0 and command.span.start < sentences[number].end:
            held.setdefault(number, []).append(command)
    return held
