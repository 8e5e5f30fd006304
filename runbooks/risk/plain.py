"""The second reader of plain scripts: a pattern so small that it can be read whole.

It knows words of letters, digits and signs that mean nothing to a shell, quotes around signs that mean
nothing between them, and pipes, `&&`, `||` and `;` between commands. What has anything else, or a word that
may be syntax, is left to shfmt. A test holds both to the same answers.
"""

import re
from typing import Final

from runbooks.risk.words import listed

_BARE: Final = rb"[A-Za-z0-9_./:@%+,-]"
_QUOTES: Final = rb"""'[ -&(-~]*'|"[ !#%-\[\]-_a-~]*\""""
_WORD: Final = rb"(?:" + _BARE + rb"|=|" + _QUOTES + rb")+"
_COMMAND: Final = _BARE + rb"+(?: +" + _WORD + rb")*"
_SCRIPT: Final = re.compile(_COMMAND + rb"(?: *(?:\|\|?|&&|;) *" + _COMMAND + rb")*+")
_PARTS: Final = re.compile(rb"(?P<w>" + _WORD + rb")|(?P<end>[|&;]+)")
_QUOTED: Final = re.compile(_QUOTES)
# A name that begins or ends a compound command, or whose words shfmt gives other names than words.
_SYNTAX: Final = frozenset(
    name.encode()
    for name in listed(
        "if then elif else fi case esac for select while until do done in function time coproc "
        "declare local export readonly typeset nameref let"
    )
)


def plain_marks(script: bytes) -> frozenset[tuple[str, int, int]] | None:
    """The places of the words and of the quotes in a plain script, None where it is not plain."""
    if not _SCRIPT.fullmatch(script):
        return None
    marks: set[tuple[str, int, int]] = set()
    first = True
    for part in _PARTS.finditer(script):
        if part["end"]:
            first = True
            continue
        if first and part[0] in _SYNTAX:
            return None
        first = False
        start, end = part.span()
        marks.add(("w", start, end))
        if b"'" in part[0] or b'"' in part[0]:
            marks |= {("q", *found.span()) for found in _QUOTED.finditer(script, start, end)}
    return frozenset(marks)
