"""Variables that can hold nothing but a number, as far as the script itself sets them."""

import re
from collections.abc import Sequence
from typing import Final

from tree_sitter import Node

from runbooks.risk.literals import NUMERIC_COMMAND
from runbooks.risk.variables import ASSIGNERS

COUNTS: Final = re.compile(
    rb"wc\s+-[lcw](\s*<.*)?|nproc|date\s+\+%s|"
    rb"grep\s+-[iEvFw]*c[iEvFw]*\s+('[^']*'|\"[^\"$`]*\"|[\w.]+)(\s+[\w./][\w./-]*)?",
    re.S,
)
SEQUENCE: Final = re.compile(rb"\$\(\s*seq(\s+-?\d+)+\s*\)|\{-?\d+\.\.-?\d+\}")
SET: Final = frozenset(("variable_assignment", "for_statement"))


def numeric_names(root: Node, source: bytes) -> dict[str, int]:
    """The names whose every value in the script is a number, and from which place on they are set.

    `i=$((i+1))`, `n=$(… | wc -l)`, `for i in 1 2 3`.
    """
    if not ((b"((" in source or b"[" in source) and (b"=" in source or b"for" in source)):
        return {}
    numbers: dict[str, bool] = {}
    since: dict[str, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        stack += node.children
        named = node.named_children
        found = re.match(rb"\w+", source[named[0].start_byte : named[0].end_byte]) if named else None
        if node.type not in SET or found is None:
            continue
        name = found[0].decode()
        values = [child for child in named[1:] if child.type != "do_group"]
        fine = _plainly(node, named[0], source) and _all_numbers(values, source)
        numbers[name] = numbers.get(name, True) and fine
        if values:
            since[name] = min(since.get(name, values[-1].end_byte), values[-1].end_byte)
    told = b" ".join(match[0] for match in ASSIGNERS.finditer(source)).decode("utf-8", "replace")
    others = set(re.findall(r"\w+", told))
    return {name: since[name] for name, number in numbers.items() if number and name not in others}


def _plainly(node: Node, name: Node, source: bytes) -> bool:
    """True for `name=value` that stays set, and for the name of a loop."""
    if node.type == "for_statement":
        return not source[node.start_byte :].startswith(b"select")
    alone = node.parent is None or node.parent.type != "command"
    return alone and name.type == "variable_name" and source[name.end_byte : name.end_byte + 1] == b"="


def _all_numbers(values: Sequence[Node], source: bytes) -> bool:
    return bool(values) and all(_is_number(value, source) for value in values)


def _is_number(node: Node, source: bytes) -> bool:
    raw = source[node.start_byte : node.end_byte]
    if re.fullmatch(rb"-?[0-9]+", raw) or node.type == "arithmetic_expansion":
        return raw[:2] != b"$["
    if SEQUENCE.fullmatch(raw) or NUMERIC_COMMAND.fullmatch(raw.decode("utf-8", "replace")):
        return True
    inner = node.named_children
    if node.type != "command_substitution" or len(inner) != 1:
        return False
    last = inner[0].named_children[-1] if inner[0].type == "pipeline" else inner[0]
    fine = last.type in ("command", "redirected_statement")
    return fine and COUNTS.fullmatch(source[last.start_byte : last.end_byte]) is not None
