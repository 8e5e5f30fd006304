"""A terminal session: only what follows a prompt was typed, the rest is output."""

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Final

from runbooks.parsing.commands import consoles, shape, tools
from runbooks.parsing.commands.prompts import Prompted, angled, continued, prompted, rooted
from runbooks.parsing.commands.queries import sql_statement
from runbooks.parsing.commands.reading import COMMENT, Reading
from runbooks.parsing.commands.shell import LOOK_AHEAD, length_of_command
from runbooks.parsing.document import Line
from runbooks.types import Language

_SESSIONS: Final = frozenset(("console", "shell-session", "terminal", "session"))
_NEVER: Final = tools.CONFIG_FENCES | tools.SQL_FENCES | tools.PROMQL_FENCES


def prompts_of(lines: Sequence[Line], info: str, learned: Set[str] = frozenset()) -> dict[int, Prompted]:
    """The prompted lines by number. `> ` and `# ` count only where they cannot mean anything else."""
    if info in tools.PROMQL_FENCES:
        return {}
    signed = {n: found for n, line in enumerate(lines) if (found := prompted(line)) is not None}
    if signed:
        return signed | _root_after(lines, signed)
    if info in _NEVER:
        return {}
    filled = [n for n, line in enumerate(lines) if line.text.strip()]
    begin = filled[1:] if len(filled) > 1 and _opens_session(lines[filled[0]].text.strip()) else filled
    if begin and (first := angled(lines[begin[0]])) and _looks_typed(first.typed.text):
        ruby = consoles.is_ruby(first.typed.text)
        found_at = {n: found for n in filled if (found := angled(lines[n])) is not None}
        return {n: replace(f, language=Language.RUBY) for n, f in found_at.items()} if ruby else found_at
    hashed = {n: found for n in filled if (found := rooted(lines[n], learned)) is not None}
    if info in _SESSIONS and filled and (session := _all_root(lines, filled)):
        return session
    begin = filled[1:] if len(filled) > 1 and lines[filled[0]].text.rstrip().endswith(":") else filled
    if not hashed or begin[0] not in hashed:
        return {}
    bare = (lines[n].text.strip() for n in filled if n not in hashed)
    return {} if any(_is_own_command(text) for text in bare) else hashed


def _all_root(lines: Sequence[Line], filled: list[int]) -> dict[int, Prompted]:
    """In a console everything after `# ` that does not read like a sentence was typed by root."""
    signed = {}
    for n in filled:
        line = lines[n].stripped()
        typed = line.cut(2).stripped()
        if line.text.startswith("# ") and _may_be_typed(typed.text):
            signed[n] = Prompted(typed, Language.SHELL, "#")
    bare = [lines[n].text.strip() for n in filled if not lines[n].text.lstrip().startswith("#")]
    first = next((n for n in filled if not lines[n].text.lstrip().startswith("##")), -1)
    return signed if first in signed and not any(_is_own_command(text) for text in bare) else {}


def _may_be_typed(text: str) -> bool:
    if not (text[:1].islower() or text[:1] in "./") or shape.is_prose(text) or shape.is_labelled(text):
        return False
    return len(text.split()) < 4 or shape.is_punctuated(text)


def _root_after(lines: Sequence[Line], signed: dict[int, Prompted]) -> dict[int, Prompted]:
    """`# chroot /host` after `$ oc debug node/x`: the same session, now as root."""
    if all(found.sign != "$" for found in signed.values()):
        return {}
    found = ((n, rooted(line)) for n, line in enumerate(lines) if n not in signed)
    return {n: root for n, root in found if root is not None and not shape.is_prose(root.typed.text)}


def _is_own_command(text: str) -> bool:
    return shape.names_tool(text) or shape.is_assignment(text) or shape.is_sql(text)


def _looks_typed(text: str) -> bool:
    queries = shape.is_sql(text) or shape.is_promql(text)
    return shape.is_known(text) or shape.is_redis(text.upper()) or queries or consoles.is_ruby(text)


def read_typed(reading: Reading, signed: dict[int, Prompted]) -> None:
    """Adds what was typed, each with its continuations; comments between prompts explain the next."""
    lines = list(reading.lines)
    first = min(signed)
    number = 0
    while number < len(lines):
        found = signed.get(number)
        number += 1
        if found is None and number <= first and _opens_session(lines[number - 1].text.strip()):
            reading.add([lines[number - 1]], Language.SHELL)
            continue
        if found is None:
            next_typed = signed.get(number)
            if next_typed and next_typed.language is Language.SHELL and COMMENT.match(lines[number - 1].text):
                reading.remark(lines[number - 1].text)
            continue
        language = _language(found)
        if found.typed.text.startswith("# ") and language in (Language.SHELL, Language.RUBY):
            reading.remark(found.typed.text)
            continue
        tail = _continuations(lines, number - 1, found, signed)
        if language is Language.SQL:
            for statement in sql_statement([found.typed, *tail], 0)[0]:
                reading.add(statement, language)
        else:
            reading.add([found.typed, *tail], language)
        number += len(tail)


def _opens_session(text: str) -> bool:
    """A command before the first prompt: it starts the program that shows the prompt."""
    strong = (
        shape.first_word(text) in tools.DISTINCT and not shape.is_prose(text) and not shape.is_labelled(text)
    )
    return strong and (shape.is_punctuated(text) or len(text.split()) < 4)


def _language(found: Prompted) -> Language:
    text = found.typed.text
    if found.language is not Language.SHELL or shape.names_tool(text):
        return found.language
    if shape.is_redis(text) and found.sign == ">":
        return Language.REDIS
    if shape.is_sql(text):
        return Language.SQL
    return Language.PROMQL if shape.is_promql(text) else Language.SHELL


def _continuations(
    lines: list[Line], number: int, found: Prompted, signed: dict[int, Prompted]
) -> list[Line]:
    """The lines after a prompted one that belong to what was typed there."""
    text = found.typed.text.rstrip()
    if found.language is Language.SQL and (text.startswith("\\") or text.endswith(";")):
        return []
    if found.language is Language.SQL:
        return _rest_of_statement(lines, number)
    rest: list[Line] = []
    for following in range(number + 1, min(len(lines), number + LOOK_AHEAD)):
        if following in signed and signed[following].sign != ">" and found.sign != "#":
            break
        more = angled(lines[following])
        rest.append(more.typed if more else lines[following])
    if found.language not in (Language.SHELL, Language.OTHER):
        return []
    return rest[: length_of_command([found.typed.text, *(line.text for line in rest)], 0) - 1]


def _rest_of_statement(lines: list[Line], number: int) -> list[Line]:
    """The lines up to the one with the semicolon; without one the statement ends on its first line."""
    rest: list[Line] = []
    for line in lines[number + 1 : number + LOOK_AHEAD]:
        more = continued(line)
        if not line.text.strip() or (more is None and prompted(line) is not None):
            return []
        rest.append(more or line)
        if ";" in line.text:
            return rest
    return []
