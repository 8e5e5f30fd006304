"""Where one statement or query ends: SQL by its semicolon, PromQL and LogQL by their brackets."""

from collections.abc import Iterator, Sequence
from re import compile
from typing import Final

from runbooks.parsing.commands.shape import is_sql_meta
from runbooks.parsing.document import Line

_SQL_TOKEN: Final = compile(r"\\[gG](?=\s|$)|--|/\*|\*/|\$\$|'|\"|;|[^-/*$'\";\\]+|.")
_OPERATOR_LAST: Final = compile(
    r"(?:[-+*/%^,(\[{=<>|]|\b(?:and|or|unless|by|without|on|ignoring|bool|group_left|group_right"
    r"|offset))\s*$"
)
_OPERATOR_FIRST: Final = compile(
    r"^\s*(?:[-+*/%^)\]}|<>=!,]|(?:and|or|unless|by|without|on|ignoring|group_left|group_right|offset"
    r"|bool)\b)"
)
_STRING: Final = compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`")


def sql_statement(lines: Sequence[Line], first: int) -> tuple[list[tuple[Line, ...]], int]:
    """The statements that begin on line `first`, each as its lines, and how many lines they take."""
    if is_sql_meta(lines[first].text.strip()):
        return [(lines[first].stripped(),)], 1
    statements: list[tuple[Line, ...]] = []
    part: list[Line] = []
    quote = ""
    number = first
    while number < len(lines):
        line = lines[number]
        if not line.text.strip() and not quote:
            break
        quote, cuts = _ends(line.text, quote)
        at = 0
        for cut in cuts:
            part.append(line.cut(at, cut))
            statements.append(_trimmed(part))
            part, at = [], cut
        rest = line.text[at:]
        number += 1
        if rest.strip() and not (not part and rest.lstrip().startswith(("--", "#"))):
            part.append(line.cut(at))
        if not part and not quote:
            break
    if part:
        statements.append(_trimmed(part))
    return [one for one in statements if one], number - first


def _ends(text: str, quote: str) -> tuple[str, list[int]]:
    """The quote open after this line, and where statements end in it."""
    cuts: list[int] = []
    for match in _SQL_TOKEN.finditer(text):
        part = match[0]
        if quote:
            quote = "" if part == quote else quote
        elif part == "--":
            break
        elif part in ("'", '"', "$$"):
            quote = part
        elif part == "/*":
            quote = "*/"
        elif part in (";", "\\G", "\\g"):
            cuts.append(match.end())
    # A double quote is never left open over lines: names of that kind do not exist.
    return ("" if quote == '"' else quote), cuts


def _trimmed(lines: Sequence[Line]) -> tuple[Line, ...]:
    kept = [line for line in lines if line.text.strip()]
    if not kept:
        return ()
    kept[0] = kept[0].stripped()
    last = kept[-1]
    kept[-1] = last.cut(0, len(last.text.rstrip()))
    return tuple(kept)


def query_length(lines: Sequence[Line], first: int) -> int:
    """How many lines a PromQL or LogQL query beginning on line `first` takes."""
    depth, number = 0, first
    while number < len(lines):
        text = _STRING.sub("s", lines[number].text.split(" #", 1)[0])
        if not text.strip() and depth <= 0:
            break
        depth += sum(text.count(c) for c in "([{") - sum(text.count(c) for c in ")]}")
        number += 1
        following = lines[number].text if number < len(lines) else ""
        if depth <= 0 and not _OPERATOR_LAST.search(text[-60:]) and not _OPERATOR_FIRST.match(following):
            break
        if number - first > 400:
            break
    return max(1, number - first)


def groups(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Runs of lines without a blank one between them."""
    run: list[Line] = []
    for line in lines:
        if line.text.strip():
            run.append(line)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)
