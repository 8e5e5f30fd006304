"""`export`, `local`, `declare`, `readonly` and `unset`: what they set, hand on and take away."""

import re

from tree_sitter import Node

from runbooks.risk.environment import rule_export, rule_name
from runbooks.risk.roles import Reader
from runbooks.risk.ruling import Ruling, green, worst, yellow
from runbooks.risk.words import UNKNOWN_NAME


def rule_declaration(walker: Reader, node: Node) -> Ruling:
    """The ruling on `export`, `local`, `declare` and `readonly`."""
    keyword, raw = node.children[0].type, walker.evaluator.raw
    exports = keyword == "export" or bool(re.search(r"\s-\w*x", raw(node.start_byte, node.end_byte)))
    rulings: list[Ruling] = []
    for child in node.children[1:]:
        if child.type == "variable_assignment":
            (name, value), ruling = walker.assignment(child, alone=True)
            rulings.append(ruling)
            if keyword != "local" or exports:
                rulings.append(rule_export(name, value, walker.at(child)))
        elif child.type == "variable_name":
            walker.marks.add(("w", child.start_byte, child.end_byte))
            name = raw(child.start_byte, child.end_byte)
            if exports:  # what was set before is handed on from here
                held = walker.evaluator.variables.get(name, UNKNOWN_NAME)
                rulings.append(rule_export(name, held, walker.at(child)))
        else:
            word = walker.word(child)
            if word.text not in ("-r", "-x", "-a"):  # -i evaluates whatever is assigned later
                rulings.append(yellow("This declaration is not proven to be harmless.", word))
    if raw(node.children[0].end_byte, node.end_byte).strip() == "-F":
        return green("It lists functions.")
    if not any(child.type in ("variable_assignment", "variable_name") for child in node.children):
        rulings.append(yellow("It prints variables, which may hold secrets.", walker.at(node)))
    return worst(rulings)


def rule_unset(walker: Reader, node: Node) -> Ruling:
    """The ruling on `unset`."""
    rulings: list[Ruling] = []
    for word in map(walker.word, node.children):
        if not re.fullmatch(r"unset|-v|[A-Za-z_]\w*", word.text):
            rulings.append(yellow("This unset is not proven to be harmless.", word))
        elif word.text != "unset":
            rulings.append(rule_name(word.text, word))
    return worst(rulings)
