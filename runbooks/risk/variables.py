"""What the variables hold that a script sets itself."""

import re
from collections import Counter
from typing import Final

from tree_sitter import Node

from runbooks.risk.evaluate import Evaluator
from runbooks.risk.secrets import SECRET_FILE
from runbooks.risk.words import OPAQUE, UNKNOWN_ARGUMENT, UNKNOWN_NAME, Word

ASSIGNERS: Final = re.compile(rb"\b(?:read|mapfile|readarray|getopts|printf\s+-v)\b[^;|&\n]*")


# `10.0.0.{1..5}`, `web{1,2}`: several words, of which none can begin with a dash.
NUMBERED: Final = re.compile(rb"[A-Za-z0-9_/][\w./-]*(\{[\w.,]+\}[\w./-]*)+")


def variables_of(root: Node, source: bytes) -> dict[str, Word]:
    """What variables the script sets itself may hold. One set twice or from outside is unknown."""
    if (
        b"=" not in source
        and b"for" not in source
        and b"select" not in source
        and b"read" not in source
        and b"mapfile" not in source
    ):
        return {}
    counts: Counter[str] = Counter()
    values: dict[str, Word] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in ("variable_assignment", "for_statement"):
            named = node.named_children
            name = source[named[0].start_byte : named[0].end_byte].decode() if named else ""
            counts[name] += 1
            items = [child for child in named[1:] if child.type != "do_group"]
            if node.type == "variable_assignment":
                items = items[:1]
            values[name] = _value(items, source, alone=node.type == "variable_assignment")
        stack += node.children
    for found in ASSIGNERS.finditer(source):
        for name in re.findall(r"[A-Za-z_]\w*", found[0].decode("utf-8", "replace")):
            counts[name] += 2
    return {
        name: (values[name] if n == 1 and name in values else UNKNOWN_ARGUMENT) for name, n in counts.items()
    }


def _value(items: list[Node], source: bytes, *, alone: bool) -> Word:
    """What the variable holds; `alone` when it takes the whole value and not one word after the other."""
    texts = []
    for item in items:
        if NUMBERED.fullmatch(source[item.start_byte : item.end_byte]):
            texts.append(UNKNOWN_NAME)
            continue
        ignored: list[Node] = []
        evaluator = Evaluator(source, [], {}, ignored.append)
        word = evaluator.word(item)
        if (
            evaluator.strange
            or word.dash
            or word.text.startswith("-")
            or (word.opaque and item.type != "command_substitution")
        ):
            return UNKNOWN_ARGUMENT
        if not word.opaque and word.many and not re.fullmatch(r"[\w./*?-]+", word.text):
            return UNKNOWN_ARGUMENT
        texts.append(word)
    if len(texts) == 1 and texts[0].plain:
        return texts[0]._replace(start=0, end=0)
    if len(texts) == 1 and alone and texts[0].many:
        return texts[0]._replace(start=0, end=0)
    kept = next((word.text for word in texts if SECRET_FILE.search(word.text)), None)
    if kept:
        return Word(OPAQUE + kept, opaque=True)
    safe = all(word.opaque or word.many or re.fullmatch(r"[\w./:@%+,=-]+", word.text) for word in texts)
    return Word("\ufffc", opaque=True) if texts and safe else UNKNOWN_ARGUMENT
