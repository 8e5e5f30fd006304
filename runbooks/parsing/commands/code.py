"""A block of code → its commands. Comments explain the next command; output and configuration are left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from re import compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.commands.prompts import Prompted, angled, prompted, rooted
from runbooks.parsing.commands.queries import groups, query_length, sql_statement
from runbooks.parsing.commands.shell import length_of_command
from runbooks.parsing.document import Block, Line
from runbooks.types import Language, ParsedCommand, Span

_COMMENT: Final = compile(r"^\s*(?:#(?!!)|--\s|--$|//\s|REM\s|;;)")
_COMMENT_SIGN: Final = compile(r"^\s*(?:#+|--+|//+|REM|;;)\s*")
_HIDDEN: Final = compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TYPED_INTO: Final = compile(
    r"\b(?:mysql|psql|redis-cli|mongo(?:sh)?|rails c(?:onsole)?|sqlite3|irb|gitlab-rails console)\b[^|]*$"
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands around a block of code. `asks_query`: the text before it speaks of a query or a metric.

    `asks_command`: it tells the reader to run something. `learned` are tools seen in other commands of the page.
    """

    asks_query: bool = False
    asks_command: bool = False
    shows_output: bool = False
    learned: frozenset[str] = frozenset()


@dataclass
class _Reading:
    """One pass over the lines of a block."""

    lines: Sequence[Line]
    info: str
    hints: Hints
    found: list[ParsedCommand] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def add(self, lines: Sequence[Line], language: Language) -> None:
        kept = list(lines)
        while kept and not kept[0].text.strip():
            kept.pop(0)
        while kept and not kept[-1].text.strip():
            kept.pop()
        if not kept:
            return
        kept[0] = kept[0].cut(len(kept[0].text) - len(kept[0].text.lstrip()))
        kept[-1] = kept[-1].cut(0, len(kept[-1].text.rstrip()))
        text = "\n".join(line.text for line in kept)
        span = Span(kept[0].start, kept[-1].end)
        self.found.append(ParsedCommand(text, span, language, explanation=" ".join(self.comments)))
        self.comments = []


def commands_in_code(block: Block, hints: Hints) -> list[ParsedCommand]:
    """The commands of a block of code, in order; none when it holds output or configuration."""
    info = block.info.split(":")[0].split(",")[0]
    reading = _Reading(block.lines, info, hints)
    signed = _prompts(block.lines, info)
    if signed:
        _read_prompted(reading, signed)
    else:
        _READERS.get(_family(info, block.lines, hints), _read_anything)(reading)
    return reading.found


def _family(info: str, lines: Sequence[Line], hints: Hints) -> str:
    first = next(
        (line.text.strip() for line in lines if line.text.strip() and not _COMMENT.match(line.text)), ""
    )
    if info in tools.CONFIG_FENCES:
        return "config" if not _is_strong(first) else "anything"
    for family, names in _FENCES.items():
        if info in names:
            return family
    if lines[0].text.startswith("#!"):
        return "script"
    return "anything"


def _is_strong(text: str) -> bool:
    """Beyond doubt a shell command, whatever its fence is called."""
    words = text.split(None, 2)
    return (
        len(words) > 1
        and words[0] in tools.DISTINCT
        and not shape.is_prose(text)
        and not words[1].startswith(("=", ":", "{"))
    )


def _prompts(lines: Sequence[Line], info: str) -> dict[int, Prompted]:
    """The prompted lines by number. `> ` and `# ` count only where they cannot mean anything else."""
    signed = {n: found for n, line in enumerate(lines) if (found := prompted(line)) is not None}
    if signed or info in tools.CONFIG_FENCES | tools.SQL_FENCES | tools.PROMQL_FENCES:
        return {} if info in tools.PROMQL_FENCES else signed
    filled = [n for n, line in enumerate(lines) if line.text.strip()]
    if filled and (first := angled(lines[filled[0]])) and _typed_like(first.typed.text):
        return {n: found for n in filled if (found := angled(lines[n])) is not None}
    hashed = {n: found for n in filled if (found := rooted(lines[n])) is not None}
    bare = [lines[n].text.strip() for n in filled if n not in hashed]
    if (
        hashed
        and filled[0] in hashed
        and not any(
            shape.names_tool(text) or shape.is_assignment(text) or shape.is_sql(text) for text in bare
        )
    ):
        return hashed
    return {}


def _typed_like(text: str) -> bool:
    return (
        shape.is_known(text)
        or shape.is_redis(text)
        or shape.is_sql(text)
        or shape.is_promql(text)
        or shape.is_redis(text.upper())
    )


def _read_prompted(reading: _Reading, signed: dict[int, Prompted]) -> None:
    """Only what follows a prompt was typed; its continuations are the lines it leaves open."""
    lines = list(reading.lines)
    number = 0
    inside: Language | None = None
    while number < len(lines):
        found = signed.get(number)
        if found is None:
            if _COMMENT.match(lines[number].text):
                reading.comments.append(_COMMENT_SIGN.sub("", lines[number].text).strip())
            number += 1
            continue
        language = _typed_language(found, inside)
        if found.typed.text.startswith("# ") and language is Language.SHELL:
            reading.comments.append(found.typed.text[2:].strip())
            number += 1
            continue
        tail = _continuations(lines, number, found, signed)
        body = [found.typed, *tail]
        if language is Language.SQL:
            for statement in sql_statement(body, 0)[0]:
                reading.add(statement, language)
        else:
            reading.add(_uncommented(body), language)
        number += len(tail) + 1


def _typed_language(found: Prompted, inside: Language | None) -> Language:
    text = found.typed.text
    if found.language is not Language.SHELL:
        return found.language
    if shape.is_redis(text) and found.sign == ">":
        return Language.REDIS
    if shape.is_sql(text) and not shape.names_tool(text):
        return Language.SQL
    if shape.is_promql(text) and not shape.names_tool(text):
        return Language.PROMQL
    return inside or Language.SHELL


def _continuations(
    lines: list[Line], number: int, found: Prompted, signed: dict[int, Prompted]
) -> list[Line]:
    """The lines after a prompted one that belong to what was typed there."""
    rest: list[Line] = []
    texts = [found.typed.text]
    for following in range(number + 1, min(len(lines), number + 200)):
        if following in signed and signed[following].sign != ">" and found.sign != "#":
            break
        line = lines[following]
        more = angled(line)
        texts.append((more.typed if more else line).text)
        rest.append(more.typed if more else line)
    if found.language is Language.SQL:
        if found.typed.text.startswith("\\") or found.typed.text.rstrip().endswith(";"):
            return []
        taken = next((n + 1 for n, line in enumerate(rest) if ";" in line.text or not line.text.strip()), 0)
        return rest[:taken]
    if found.language not in (Language.SHELL, Language.OTHER):
        return []
    return rest[: length_of_command(texts, 0) - 1]


def _uncommented(lines: Sequence[Line]) -> Sequence[Line]:
    return lines


def _read_anything(reading: _Reading) -> None:
    """A block of any or no language, line by line."""
    lines = list(reading.lines)
    texts = [line.text for line in lines]
    number = 0
    after = False  # the line before ended a command
    while number < len(lines):
        text = texts[number].strip()
        if not text:
            number, after = number + 1, False
            continue
        if _COMMENT.match(text) and not shape.is_sql_meta(text):
            reading.comments.append(_COMMENT_SIGN.sub("", text).strip())
            number, after = number + 1, False
            continue
        taken = _take(reading, lines, texts, number, after)
        after = taken > 0
        if not taken:
            reading.comments = []
        number += max(1, taken)
        if not taken and not _goes_on(reading):
            break


def _goes_on(reading: _Reading) -> bool:
    """After a line that is no command: output follows to the end, unless the fence is one of commands."""
    return reading.info in tools.SHELL_FENCES | tools.SQL_FENCES or reading.info not in tools.CONFIG_FENCES


def _take(reading: _Reading, lines: list[Line], texts: list[str], number: int, after: bool) -> int:
    """Adds the command that begins on this line; gives how many lines it took, 0 for none."""
    text = texts[number].strip()
    known = shape.names_tool(text) or shape.is_known(text)
    if shape.is_sql(text) and not (known and shape.first_word(text) in tools.DISTINCT):
        statements, taken = sql_statement(lines, number)
        for statement in statements:
            reading.add(statement, Language.SQL)
        return taken
    if (shape.is_promql(text) or shape.is_logql(text)) and not shape.names_tool(text):
        if not shape.is_metric(text) or reading.hints.asks_query:
            taken = query_length(lines, number)
            if not _is_sample(text):
                reading.add(
                    lines[number : number + taken],
                    Language.LOGQL if shape.is_logql(text) else Language.PROMQL,
                )
            return 0 if _is_sample(text) else taken
    for looks, language in (
        (shape.is_http, Language.HTTP),
        (shape.is_redis, Language.REDIS),
        (shape.is_other, Language.OTHER),
    ):
        if looks(text):
            taken = _http_length(texts, number) if language is Language.HTTP else 1
            reading.add(lines[number : number + taken], language)
            return taken
    if _is_shell(reading, text, known, after):
        taken = length_of_command(texts, number)
        reading.add(lines[number : number + taken], Language.SHELL)
        return taken
    return 0


_SAMPLE_VALUE: Final = compile(r"\}\s+[-+]?[\d.]+(?:e[+-]?\d+)?(?:\s+@?\d+)?$|^\w+\s+[\d.e+]+$")


def _is_sample(text: str) -> bool:
    """A metric with its value, as an exporter prints it."""
    return bool(_SAMPLE_VALUE.search(text))


def _http_length(texts: Sequence[str], number: int) -> int:
    """A request line with its body: braces balanced, or up to the next blank line."""
    depth, at = 0, number
    while at + 1 < len(texts) and (
        depth > 0 or (texts[at + 1].lstrip()[:1] in "{[" and texts[at + 1].strip())
    ):
        at += 1
        depth += texts[at].count("{") + texts[at].count("[") - texts[at].count("}") - texts[at].count("]")
        if depth <= 0:
            break
    return at - number + 1


def _is_shell(reading: _Reading, text: str, known: bool, after: bool) -> bool:
    word = shape.first_word(text)
    learned = word in reading.hints.learned
    if shape.is_prose(text) and not shape.is_assignment(text):
        return False
    if known and (word in tools.DISTINCT or not shape.is_output(text)):
        return not (
            after and word in tools.COMMON and not shape.is_punctuated(text) and shape.has_columns(text)
        )
    if shape.is_output(text) or not word[:1].isascii() or not (word[:1].isalpha() or word[:1] in "./$~_<("):
        return False
    if learned:
        return True
    if reading.info in tools.SHELL_FENCES:
        plain = not shape.is_punctuated(text) or shape.has_columns(text)
        return not (plain and (after or reading.found or word[:1].isupper() or shape.has_columns(text)))
    opens = not reading.found and reading.hints.asks_command and word[:1].islower()
    return opens and len(text.split()) > 1 and shape.is_punctuated(text) and not shape.has_columns(text)


def _read_sql(reading: _Reading) -> None:
    lines = list(reading.lines)
    texts = [line.text for line in lines]
    number = 0
    while number < len(lines):
        text = texts[number].strip()
        if not text or _COMMENT.match(text):
            if text:
                reading.comments.append(_COMMENT_SIGN.sub("", text).strip())
            number += 1
        elif shape.first_word(text) in tools.DISTINCT and not shape.is_sql(text):
            taken = length_of_command(texts, number)
            reading.add(lines[number : number + taken], Language.SHELL)
            number += taken
        elif shape.is_sql(text) or text.endswith(";") or _opens_statement(text):
            statements, taken = sql_statement(lines, number)
            for statement in statements:
                reading.add(statement, Language.SQL)
            number += max(1, taken)
        else:
            number += 1


_STATEMENT_WORD: Final = compile(
    (
        r"^(?:select|with|insert|update|delete|create|alter|drop|explain|show|set|grant|truncate|vacuum|merge"
        r"|call|exec|use|describe|kill)\b"
    ),
    2,
)


def _opens_statement(text: str) -> bool:
    return bool(_STATEMENT_WORD.match(text))


def _read_queries(reading: _Reading) -> None:
    language = Language.LOGQL if reading.info in tools.LOGQL_FENCES else Language.PROMQL
    lines = list(reading.lines)
    number = 0
    while number < len(lines):
        text = lines[number].text.strip()
        if not text or text.startswith("#"):
            if text:
                reading.comments.append(text.lstrip("# "))
            number += 1
            continue
        taken = query_length(lines, number)
        if not _is_sample(text) and not shape.is_prose(text):
            reading.add(lines[number : number + taken], language)
        number += taken


def _read_lines(language: Language) -> Callable[[_Reading], None]:
    def read(reading: _Reading) -> None:
        for line in reading.lines:
            if _COMMENT.match(line.text):
                reading.comments.append(_COMMENT_SIGN.sub("", line.text).strip())
            elif line.text.strip():
                reading.add([line.stripped()], language)

    return read


def _read_ruby(reading: _Reading) -> None:
    """Each paragraph of a console session; a block with `do … end` in it is one script."""
    joined = any(line.text.strip() in ("end", "}") for line in reading.lines)
    for run in [tuple(reading.lines)] if joined else list(groups(reading.lines)):
        lines = [line for line in run if not line.text.lstrip().startswith(("# ", "=>"))]
        for one in [lines] if joined or len(lines) < 2 else [[line] for line in lines]:
            reading.add(one, Language.RUBY)


def _read_http(reading: _Reading) -> None:
    texts = [line.text for line in reading.lines]
    if not any(shape.is_http(text.strip()) for text in texts):
        return
    number = 0
    while number < len(texts):
        taken = _http_length(texts, number) if shape.is_http(texts[number].strip()) else 0
        if taken:
            reading.add(reading.lines[number : number + taken], Language.HTTP)
        number += max(1, taken)


def _read_script(reading: _Reading) -> None:
    reading.add(reading.lines, Language.SHELL if "sh" in reading.lines[0].text else Language.OTHER)


def _read_nothing(reading: _Reading) -> None:
    reading.comments = []


_FENCES: Final = {
    "sql": tools.SQL_FENCES,
    "query": tools.PROMQL_FENCES | tools.LOGQL_FENCES,
    "http": tools.HTTP_FENCES,
    "redis": tools.REDIS_FENCES,
    "ruby": tools.RUBY_FENCES,
    "other": tools.OTHER_FENCES,
}
_READERS: Final[dict[str, Callable[[_Reading], None]]] = {
    "sql": _read_sql,
    "query": _read_queries,
    "http": _read_http,
    "redis": _read_lines(Language.REDIS),
    "ruby": _read_ruby,
    "other": _read_lines(Language.OTHER),
    "script": _read_script,
    "config": _read_nothing,
}
