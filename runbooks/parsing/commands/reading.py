"""A block of code while it is being read: its lines, what stands around it, and the commands found so far."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from re import compile
from typing import Final

from runbooks.parsing.document import Line
from runbooks.types import Language, ParsedCommand, Span

COMMENT: Final = compile(r"^\s*(?:#(?!!)|--\s|--$|//\s|REM\s|;;)")
_CALLOUT: Final = compile(r"\s+<\d{1,2}>$")  # the number of a remark below the listing
_FUNCTION: Final = compile(r"(?:function )?\s*([A-Za-z_][\w-]*)\s*(?:\(\)\s*)?\{\s")
_COMMENT_SIGN: Final = compile(r"^\s*(?:#+|--+|//+|REM|;;)\s*")


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands around a block of code. `asks_query`: the words before it speak of a query or a metric.

    `asks_command`: they tell the reader to run something. `learned`: tools of other commands of the page.
    `sampled`: they announce what a program prints.
    """

    asks_query: bool = False
    asks_command: bool = False
    learned: Set[str] = frozenset()
    sampled: bool = False


@dataclass
class Reading:
    """One pass over the lines of a block; a comment explains the command that follows it."""

    lines: Sequence[Line]
    info: str
    hints: Hints
    found: list[ParsedCommand] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    _heads: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)  # functions of the block itself
    refused: bool = False  # a line was no command

    def add(self, lines: Sequence[Line], language: Language) -> None:
        """A command of these lines, less empty ones around it."""
        kept = [line for line in lines if line.text.strip()][:1] and list(lines)
        while kept and not kept[0].text.strip():
            kept.pop(0)
        while kept and not kept[-1].text.strip():
            kept.pop()
        if not kept:
            return
        kept[0] = kept[0].cut(len(kept[0].text) - len(kept[0].text.lstrip()))
        bare = kept[-1].text.rstrip()
        kept[-1] = kept[-1].cut(0, len(_CALLOUT.sub("", bare) if bare.endswith(">") else bare))
        text = "\n".join(line.text for line in kept)
        span = Span(kept[0].start, kept[-1].end)
        self.found.append(ParsedCommand(text, span, language, explanation=" ".join(self.comments)))
        self.comments = []
        self._heads.add(text.split(None, 1)[0])
        if match := _FUNCTION.match(text):
            self.defined.add(match[1])

    def knows(self, word: str) -> bool:
        """A command of this block began with the same word."""
        return word in self._heads

    def remark(self, text: str) -> None:
        """A comment line, for the next command."""
        self.comments.append(_COMMENT_SIGN.sub("", text).strip())
