"""`[ … ]` and `[[ … ]]`: harmless unless an operator evaluates its operand."""

import re
from typing import Final

from tree_sitter import Node

from runbooks.risk.roles import Reader
from runbooks.risk.ruling import Ruling, green, worst, yellow

UNARY: Final = frozenset(
    [
        "-f",
        "-d",
        "-e",
        "-s",
        "-r",
        "-w",
        "-x",
        "-n",
        "-z",
        "-L",
        "-h",
        "-S",
        "-b",
        "-c",
        "-p",
        "-u",
        "-g",
        "-k",
        "-O",
        "-G",
        "-N",
        "-a",
    ]
)
TEXTUAL: Final = frozenset(
    ["=", "==", "!=", "=~", "<", ">", "-nt", "-ot", "-ef", "&&", "||", "-a", "-o", "!"]
)
NUMERIC: Final = frozenset(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"])
NESTED: Final = frozenset(
    ("unary_expression", "binary_expression", "parenthesized_expression", "negation_expression")
)


def rule_test(walker: Reader, node: Node) -> Ruling:
    """The ruling on a test command."""
    double = node.children[0].type == "[["
    if node.children[0].type not in ("[", "[["):
        return yellow("Arithmetic over values can run code.", walker.at(node))
    rulings: list[Ruling] = []
    for leaf in _leaves(node):
        raw = walker.evaluator.raw(leaf.start_byte, leaf.end_byte)
        if raw in ("[[", "]]", "(", ")", "&&", "||") or (double and raw in TEXTUAL | NUMERIC | UNARY | {"!"}):
            if double and raw in NUMERIC:
                rulings.append(_numeric(walker, leaf))
            continue
        word = walker.word(leaf)
        if not double and (word.many and word.dash):
            rulings.append(yellow("A word of this test may become an operator.", word))
        if re.fullmatch(r"-[A-Za-z]+", word.text) and word.text not in UNARY | NUMERIC | TEXTUAL:
            rulings.append(yellow(f"The test operator {word.text} can evaluate its operand.", word))
    return worst(rulings or [green("It only tests.")])


def _leaves(node: Node) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if child.type in NESTED:
            found += _leaves(child)
        else:
            found.append(child)
    return found


def _numeric(walker: Reader, operator: Node) -> Ruling:
    parent = operator.parent
    for side in parent.children if parent else []:
        raw = walker.evaluator.raw(side.start_byte, side.end_byte)
        if side != operator and not re.fullmatch(r"-?\d+|\$[?#$]|\$\{#\w+\}", raw):
            return yellow("A numeric comparison in [[ ]] evaluates its operand.", walker.at(side))
    return green()
