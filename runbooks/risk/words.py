"""The words of a command as the shell would hand them to a program, and what is not known of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

OPAQUE = "\ufffc"  # stands in a word's text where a value comes that is only known when it runs


def listed(names: str) -> frozenset[str]:
    """The names in a text, which blanks part."""
    return frozenset(names.split())


class Word(NamedTuple):
    """One word after quoting is removed. `start` and `end` are byte offsets into its script.

    `opaque`: some of the text is only known at run time. `many`: it may become several words or none.
    `dash`: it may turn out to begin with a dash and so become an option. `fetched`: its text comes from
    a download or a decoder. `secret`: a variable in it is named like a secret.
    """

    text: str
    start: int = 0
    end: int = 0
    opaque: bool = False
    many: bool = False
    dash: bool = False
    quoted: bool = False
    fetched: bool = False
    secret: bool = False

    @property
    def plain(self) -> bool:
        """True when the text is known completely and is exactly one word."""
        return not self.opaque and not self.many

    @property
    def loose(self) -> bool:
        """True when it may become an option or more words than one."""
        return self.many or self.dash


# Verbs that mean one thing with every tool.
DELETES = listed("delete destroy purge wipe terminate erase nuke delete-all delete-backup deletecollection")


def deletes(words: Sequence[Word]) -> Word | None:
    """The word among the first few that says that something is deleted, if one does."""
    spoken = [word for word in words if not word.text.startswith("-")][:4]
    return next((word for word in spoken if word.plain and word.text.lower() in DELETES), None)


UNKNOWN_ARGUMENT = Word(OPAQUE, opaque=True, many=True, dash=True)
UNKNOWN_NAME = Word(OPAQUE, opaque=True)


@dataclass(frozen=True)
class Stdin:
    """What a command reads: nothing of ours, a pipe, a file, or a text that stands in the script."""

    kind: str = "none"  # none | pipe | file | text
    text: str | None = None
    fetched: bool = False  # the pipe begins at a download or a decoder
    secret: bool = False  # a command of the pipe names a file that may hold a secret
    names: bool = False  # its words are names of the cluster's things, of no secret; none begins with a dash


@dataclass(frozen=True)
class Call:
    """One simple command: its words, the assignments before it and what it reads."""

    words: tuple[Word, ...]
    assignments: tuple[tuple[str, Word], ...] = ()
    stdin: Stdin = field(default_factory=Stdin)
    depth: int = 0

    @property
    def name(self) -> str:
        """The program's base name."""
        return self.words[0].text.rsplit("/", 1)[-1] if self.words else ""

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words after the name."""
        return self.words[1:]

    def after(self, index: int) -> "Call":
        """The command that begins at word `index`, reading the same input."""
        return Call(self.words[index:], (), self.stdin, self.depth + 1)
