"""Who does what while a script is judged: the reader of its nodes, and the judge of its calls."""

from typing import Protocol

from tree_sitter import Node

from runbooks.risk.evaluate import Evaluator
from runbooks.risk.ruling import Ruling
from runbooks.risk.words import Call, Stdin, Word


class Judge(Protocol):
    """Rules on calls."""

    def is_plain(self, name: str) -> bool:
        """True for tools that obey no unknown environment variable."""
        ...

    def rule(self, call: Call) -> Ruling:
        """The ruling on one call."""
        ...

    def output_of(self, kind: str, before: Stdin) -> Stdin:
        """What the call ruled on last hands to the next in a pipe."""
        ...


class Reader(Protocol):
    """Reads one script, node by node; `marks` are the places the second parser must see too."""

    evaluator: Evaluator
    marks: set[tuple[str, int, int]]

    def word(self, node: Node, mark: bool = True) -> Word:
        """The word at a node."""
        ...

    def at(self, node: Node) -> Word:
        """The place of a node."""
        ...

    def assignment(
        self, node: Node, *, alone: bool, plain_tool: bool = False
    ) -> tuple[tuple[str, Word], Ruling]:
        """A variable that is set: its name, its value, and whether that is harmless."""
        ...

    def statement(self, node: Node, stdin: Stdin) -> Ruling:
        """The ruling on one statement."""
        ...
