"""A block of code → its commands. Comments explain the next command; output and configuration are left."""

from collections.abc import Callable, Sequence
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.commands.mixed import http_length, is_sample, read_mixed
from runbooks.parsing.commands.queries import groups, query_length, sql_statement
from runbooks.parsing.commands.reading import COMMENT, Hints, Reading
from runbooks.parsing.commands.shell import length_of_command
from runbooks.parsing.commands.typed import prompts_of, read_typed
from runbooks.parsing.document import Block, Line
from runbooks.types import Language, ParsedCommand

_INFO_END: Final = compile(r"[:,;{(]|-interactive|-session")
_SESSIONS: Final = ("console", "shell-session", "shellsession", "sh-session", "bash-session")
_STATEMENT: Final = compile(
    r"^(?:select|with|insert|update|delete|create|alter|drop|explain|show|set|grant|truncate|vacuum"
    r"|merge|call"
    r"|exec|use|describe|kill)\b",
    IGNORECASE,
)


def commands_in_code(block: Block, hints: Hints) -> list[ParsedCommand]:
    """The commands of a block of code, in order; none when it holds output or configuration."""
    info = _plain_info(block.info)
    reading = Reading(block.lines, info, hints)
    signed = prompts_of(block.lines, info, hints.learned)
    if signed:
        read_typed(reading, signed)
    elif not hints.sampled or info in tools.SHELL_FENCES | tools.SQL_FENCES or _explains(block.lines):
        _READERS.get(_family(info, block.lines), read_mixed)(reading)
    return reading.found


def _explains(lines: Sequence[Line]) -> bool:
    """A comment says what the command under it is for: nothing prints that."""
    first = lines[0].text.strip()
    return len(lines) > 1 and first.startswith("# ") and _is_strong(lines[1].text.strip())


def _plain_info(info: str) -> str:
    """The language of a fence, less what sites add: `azurecli-interactive`, `console-result`, `bash:line`."""
    name = _INFO_END.split(info, maxsplit=1)[0]
    if "powershell" in name:
        return "powershell"
    if name.endswith(("-result", "-output", "-response")):
        return "output"
    if info.startswith(_SESSIONS):
        return "console"
    return (
        "shell"
        if name.endswith(("cli", "shell", "-bash")) or name.startswith(("shell", "bash", "console"))
        else name
    )


def _family(info: str, lines: Sequence[Line]) -> str:
    """How to read the block: by what its fence says, or else by how it looks."""
    if info in tools.CONFIG_FENCES:
        filled = (line.text.strip() for line in lines if line.text.strip() and not COMMENT.match(line.text))
        first = next(filled, "")
        typed = (
            _is_strong(first) or shape.is_mongo(first) or shape.is_http(first) or first.startswith("make ")
        )
        return "mixed" if typed else "nothing"
    for family, names in _FENCES.items():
        if info in names:
            return family
    return "script" if lines[0].text.startswith("#!") else "mixed"


def _is_strong(text: str) -> bool:
    """Beyond doubt a shell command, whatever its fence is called."""
    words = text.split(None, 2)
    if len(words) < 2 or words[0] not in tools.DISTINCT or shape.is_prose(text):
        return False
    return not words[1].startswith(("=", ":", "{"))


def _read_sql(reading: Reading) -> None:
    lines = list(reading.lines)
    texts = [line.text for line in lines]
    number = 0
    while number < len(lines):
        text = texts[number].strip()
        taken = 1
        if COMMENT.match(text):
            reading.remark(text)
        elif shape.first_word(text) in tools.DISTINCT and not shape.is_sql(text):
            taken = length_of_command(texts, number)
            reading.add(lines[number : number + taken], Language.SHELL)
        elif text and (shape.is_sql(text) or text.endswith(";") or _STATEMENT.match(text)):
            statements, taken = sql_statement(lines, number)
            for statement in statements:
                reading.add(statement, Language.SQL)
        number += max(1, taken)


def _read_queries(reading: Reading) -> None:
    language = Language.LOGQL if reading.info in tools.LOGQL_FENCES else Language.PROMQL
    language = Language.OTHER if reading.info in tools.QUERY_FENCES else language
    lines = list(reading.lines)
    number = 0
    while number < len(lines):
        text = lines[number].text.strip()
        if not text or text.startswith("#"):
            if text:
                reading.remark(text)
            number += 1
            continue
        taken = query_length(lines, number)
        if not is_sample(text) and not shape.is_prose(text):
            reading.add(lines[number : number + taken], language)
        number += taken


def _read_lines(language: Language, joint: str = "\\") -> Callable[[Reading], None]:
    """A command a line; a line that ends with `joint` goes on in the next."""

    def read(reading: Reading) -> None:
        part: list[Line] = []
        for line in reading.lines:
            if not part and COMMENT.match(line.text):
                reading.remark(line.text)
                continue
            part.append(line)
            if not line.text.rstrip().endswith(joint):
                reading.add(part, language)
                part = []
        reading.add(part, language)

    return read


def _read_ruby(reading: Reading) -> None:
    """Each line of a console session; a block that ends with `end` is one script."""
    lines = [line for line in reading.lines if not line.text.lstrip().startswith(("# ", "=>"))]
    if any(line.text.strip() in ("end", "}") for line in lines):
        reading.add(lines, Language.RUBY)
        return
    for run in groups(lines):
        for line in run:
            reading.add([line], Language.RUBY)


def _read_http(reading: Reading) -> None:
    texts = [line.text for line in reading.lines]
    number = 0
    while number < len(texts):
        taken = http_length(texts, number) if shape.is_http(texts[number].strip()) else 0
        if taken:
            reading.add(reading.lines[number : number + taken], Language.HTTP)
        number += max(1, taken)


def _read_script(reading: Reading) -> None:
    reading.add(reading.lines, Language.SHELL if "sh" in reading.lines[0].text else Language.OTHER)


def _read_nothing(_: Reading) -> None:
    return


_FENCES: Final = {
    "sql": tools.SQL_FENCES,
    "query": tools.PROMQL_FENCES | tools.LOGQL_FENCES | tools.QUERY_FENCES,
    "http": tools.HTTP_FENCES,
    "redis": tools.REDIS_FENCES,
    "ruby": tools.RUBY_FENCES,
    "other": tools.OTHER_FENCES,
}
_READERS: Final[dict[str, Callable[[Reading], None]]] = {
    "sql": _read_sql,
    "query": _read_queries,
    "http": _read_http,
    "redis": _read_lines(Language.REDIS),
    "ruby": _read_ruby,
    "other": _read_lines(Language.OTHER, joint="`"),
    "script": _read_script,
    "nothing": _read_nothing,
}
