"""A shell script taken apart by tree-sitter: every statement, redirect, assignment and call is ruled on.

A node that no rule names is not green.
"""

import re
from collections.abc import Iterable
from typing import Final

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from runbooks.risk.declarations import rule_declaration, rule_unset
from runbooks.risk.environment import rule_assignment, rule_name
from runbooks.risk.evaluate import Evaluator
from runbooks.risk.numbers import numeric_names
from runbooks.risk.redirects import rule_redirect
from runbooks.risk.roles import Judge
from runbooks.risk.ruling import Ruling, green, worst, yellow
from runbooks.risk.tests import rule_test
from runbooks.risk.variables import variables_of
from runbooks.risk.words import Call, Stdin, Word, listed

PARSER: Final = Parser(Language(tree_sitter_bash.language()))
NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
MAX_DEPTH: Final = 60
BLOCKS: Final = listed(
    "program list subshell compound_statement if_statement elif_clause else_clause "
    "while_statement do_group negated_command case_item variable_assignments"
)
TOKENS: Final = listed(
    "; ;; & && || | |& ( ) { } if then elif else fi while until do done ! case esac in for ;& ;;& select"
)
WORDS: Final = listed(
    "word number string raw_string ansi_c_string concatenation simple_expansion expansion "
    "command_substitution brace_expression extglob_pattern arithmetic_expansion"
)
STRAY: Final = listed("then do done fi else elif esac in }")  # tree-sitter takes them for programs
REDIRECTS: Final = frozenset(("file_redirect", "heredoc_redirect", "herestring_redirect"))


def seen_by_parsers(source: bytes) -> bytes:
    """The script with a `%` for each byte that is not ASCII: a plain sign of a word, as for the shell.

    The scanner of tree-sitter-bash reads beyond its tables on signs outside the first planes of Unicode and
    takes the process down with it.
    """
    return source if source.isascii() else NOT_ASCII.sub(b"%", source)


class Walker:
    """Rules on one script. `marks` are the places shfmt must see in the same way."""

    def __init__(self, source: bytes, holes: list[tuple[int, int]], desk: Judge, depth: int) -> None:
        self.source, self.desk, self.depth = source, desk, depth
        self.marks: set[tuple[str, int, int]] = set()
        self.inner: list[Ruling] = []
        self.level, self.broken = 0, False
        self.evaluator = Evaluator(source, holes, {}, self._substituted)

    def rule(self, stdin: Stdin) -> Ruling:
        """The ruling on the whole script."""
        root = PARSER.parse(seen_by_parsers(self.source)).root_node
        self.evaluator.variables.update(variables_of(root, self.source))
        self.evaluator.numeric = numeric_names(root, self.source)
        rulings = [self.statement(root, stdin)]
        self.broken |= root.has_error
        if root.has_error:
            rulings.append(yellow("The command does not parse."))
        for node, why in self.evaluator.strange:
            rulings.append(yellow(f"It contains {why}.", Word("", node.start_byte, node.end_byte)))
        return worst(rulings + self.inner)

    def statement(self, node: Node, stdin: Stdin) -> Ruling:
        """The ruling on one statement."""
        self.level += 1
        try:
            if self.level > MAX_DEPTH:
                return yellow("It is nested too deeply to be judged.")
            return self._statement(node, stdin)
        finally:
            self.level -= 1

    def _statement(self, node: Node, stdin: Stdin) -> Ruling:
        kind = node.type
        if kind == "command":
            return self.command(node, (), stdin)
        if kind == "redirected_statement":
            return self.redirected(node, stdin)
        if kind == "pipeline":
            return self.pipeline(list(node.children), stdin)
        if kind in BLOCKS or kind in ("case_statement", "for_statement"):
            return self.block(node, stdin)
        if kind == "variable_assignment":
            return self.assignment(node, alone=True)[1]
        if kind == "declaration_command":
            return rule_declaration(self, node)
        if kind == "test_command":
            return rule_test(self, node)
        if kind == "unset_command":
            return rule_unset(self, node)
        if kind == "&" and (node.next_named_sibling is None or node.next_named_sibling.type == "comment"):
            return yellow("It goes on in the background after the command has ended.", self.at(node))
        if kind == "comment" or (not node.is_named and (kind in TOKENS or not kind.strip())):
            return green("Nothing runs.")
        if kind == "function_definition":
            inner = [self.statement(child, stdin) for child in node.named_children[1:]]
            return worst(
                [*inner, yellow("It defines a function, which can stand in for any command.", self.at(node))]
            )
        inner = [self.statement(child, stdin) for child in node.children]
        return worst(
            [*inner, yellow("It uses a part of the shell that is not proven to be harmless.", self.at(node))]
        )

    def block(self, node: Node, stdin: Stdin) -> Ruling:
        """Statements in any order, each ruled on."""
        rulings: list[Ruling] = []
        words = node.type in ("case_statement", "for_statement", "case_item")
        ended = node.type == "for_statement"  # its words stand before "do"
        for child in node.children:
            if words and not ended and child.type == ")":
                words = False
            if words and child.is_named and child.type not in ("do_group", "case_item", "comment"):
                if child.type in WORDS:
                    self.word(child)
                    continue
                if child.type == "variable_name":
                    name = self.evaluator.raw(child.start_byte, child.end_byte)
                    rulings.append(rule_name(name, self.at(child)))
                    continue
            rulings.append(self.statement(child, stdin))
        return worst(rulings)

    def pipeline(self, children: Iterable[Node], stdin: Stdin) -> Ruling:
        """Each command of a pipe, reading what the one before wrote."""
        rulings: list[Ruling] = []
        before = stdin
        for child in children:
            if child.type in ("|", "|&"):
                continue
            rulings.append(self.statement(child, before))
            before = self.desk.output_of(child.type, before)
        return worst(rulings)

    def redirected(self, node: Node, stdin: Stdin) -> Ruling:
        """A statement with its redirects."""
        redirects = [child for child in node.children if child.type in REDIRECTS]
        bodies = [child for child in node.children if child.type not in REDIRECTS]
        rulings, stdin, extra, after = self.redirects(redirects, stdin)
        for body in bodies:
            if body.type == "command":
                rulings.append(self.command(body, extra, stdin))
            else:
                rulings.append(self.statement(body, stdin))
                if extra:
                    rulings.append(yellow("A word stands after a redirect.", *map(self.at, extra)))
        if not bodies and extra:
            rulings.append(yellow("A word stands after a redirect.", *map(self.at, extra)))
        if after:
            rulings.append(self.pipeline(after, Stdin("pipe")))
        return worst(rulings)

    def redirects(
        self, nodes: Iterable[Node], stdin: Stdin
    ) -> tuple[list[Ruling], Stdin, tuple[Node, ...], list[Node]]:
        """Rulings on redirects, what is read then, words that followed, the rest of a pipe."""
        rulings: list[Ruling] = []
        extra: list[Node] = []
        after: list[Node] = []
        for node in nodes:
            found = rule_redirect(self, node)
            rulings.append(found.ruling)
            stdin = found.stdin or stdin
            extra += found.extra
            after += found.after
        return rulings, stdin, tuple(extra), after

    def command(self, node: Node, extra: tuple[Node, ...], stdin: Stdin) -> Ruling:
        """One simple command."""
        rulings: list[Ruling] = []
        words: list[Word] = []
        assignments: list[tuple[str, Word]] = []
        children = node.children
        inner = [child for child in children if child.type in REDIRECTS]
        if inner:
            found, stdin, more, after = self.redirects(inner, stdin)
            rulings += found
            extra += more
            if after:
                rulings.append(self.pipeline(after, Stdin("pipe")))
        if extra:
            children = sorted((*children, *extra), key=lambda n: n.start_byte)
        for child in children:
            kind = child.type
            if kind == "variable_assignment":
                name = next((c for c in children if c.type == "command_name"), None)
                plain = name is not None and self.desk.is_plain(self.evaluator.raw(*name.byte_range))
                assigned, ruling = self.assignment(child, alone=False, plain_tool=plain)
                rulings.append(ruling)
                assignments.append(assigned)
            elif kind not in REDIRECTS:
                words.append(self.word(child))
        if words and words[0].text in STRAY:
            self.broken = True
        elif words and words[0].text == "time":
            self._time(words)
        rulings.append(self.desk.rule(Call(tuple(words), tuple(assignments), stdin, self.depth)))
        return worst(rulings)

    def _time(self, words: list[Word]) -> None:
        # `time` is a keyword to shfmt and a word to tree-sitter.
        for word in words[: 2 if len(words) > 1 and words[1].text == "-p" else 1]:
            self.marks.discard(("w", word.start, word.end))

    def word(self, node: Node, mark: bool = True) -> Word:
        """The word at a node, marked for the second parser."""
        if mark:
            self.marks.add(("w", node.start_byte, node.end_byte))
        if node.type != "word" or node.child_count:
            self._mark_parts(node)
        return self.evaluator.word(node)

    def _mark_parts(self, node: Node) -> None:
        kind = PARTS.get(node.type)
        if kind:
            self.marks.add((kind, self.evaluator.start(node), node.end_byte))
        if node.type in ("command_substitution", "process_substitution") or not node.child_count:
            return
        for child in node.children:
            self._mark_parts(child)

    def assignment(
        self, node: Node, *, alone: bool, plain_tool: bool = False
    ) -> tuple[tuple[str, Word], Ruling]:
        """A variable that is set: its name, its value, and whether that is harmless."""
        self.marks.add(("a", node.start_byte, node.end_byte))
        named = node.named_children
        name = self.evaluator.raw(named[0].start_byte, named[0].end_byte) if named else ""
        value = Word("", node.end_byte, node.end_byte)
        if len(named) > 1:
            value = self.word(named[1], mark=False)
        simple = (
            bool(named) and named[0].type == "variable_name" and len(named) <= 2 and named[-1].type != "array"
        )
        ruling = rule_assignment(
            name, value, alone=alone, simple=simple, at=self.at(node), plain_tool=plain_tool
        )
        return (name, value), ruling

    def at(self, node: Node) -> Word:
        """The place of a node."""
        return Word("", node.start_byte, node.end_byte)

    def _substituted(self, node: Node) -> None:
        start = self.evaluator.start(node)
        self.marks.add(("c" if node.type == "command_substitution" else "p", start, node.end_byte))
        if self.evaluator.raw(start, start + 2).startswith(">("):
            self.inner.append(yellow("It feeds another process.", self.at(node)))
        for child in node.children:
            if child.type in REDIRECTS:
                found, _, extra, after = self.redirects([child], Stdin())
                self.inner += [*found, *([yellow("It was not understood.")] if extra or after else [])]
            elif child.is_named or child.type in TOKENS:
                self.inner.append(self.statement(child, Stdin()))


PARTS: Final = {
    **dict.fromkeys(("string", "raw_string", "ansi_c_string"), "q"),
    **dict.fromkeys(("simple_expansion", "expansion"), "x"),
    "arithmetic_expansion": "m",
}
