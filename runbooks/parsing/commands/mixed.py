"""A block without prompts, in any or no language: line by line, what is a command and what is not."""

from collections.abc import Sequence
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import consoles, shape, tools
from runbooks.parsing.commands.calls import is_tool_by_form
from runbooks.parsing.commands.queries import query_length, sql_statement
from runbooks.parsing.commands.reading import COMMENT, Reading
from runbooks.parsing.commands.shell import length_of_command
from runbooks.parsing.document import Line
from runbooks.types import Language

_SAMPLE: Final = compile(r"\}\s+[-+]?[\d.]+(?:e[+-]?\d+)?(?:\s+@?\d+)?$|^\w+\s+[\d.e+]+$")
_RULE: Final = compile(r"^\s*-{2,}(?:\+-{2,})+-?\s*$")
_LONG_RULE: Final = compile(r"^\s*-{5,}\s*$")
_COUNT: Final = compile(r"^\(\d+ rows?\)\s*$")
_PROGRAM: Final = compile(r"^(?:[a-z][a-z0-9_.+/-]*|[A-Z]+[a-z]\w*\.(?:sh|py)|[./~$][\w./${}<>~-]*)$")
_SETTING: Final = compile(r"[\w.-]+ +(?:=|=>|:=) +\S")  # "host = db1"
_PAIR: Final = compile(r"[a-z][\w.-]*(?: +[^\s|<>&;-]\S*){1,3}$")  # "maxmemory 4gb"
_AMOUNT: Final = compile(r" (?:\d+(?:\.\d+)?[a-z]*|yes|no|on|off|true|false|\"\")$", IGNORECASE)
_CAPITALS: Final = compile(r"[A-Z][A-Z0-9_]*=")
_OPTED: Final = compile(r"[a-z][a-z0-9_.-]+ --?[A-Za-z][\w-]*(?:[ =]|$)")
_HELP: Final = compile(r" (?:--help|help)$|\.(?:sh|py|rb|pl) -h$")
_ONE_LINERS: Final = (
    (shape.is_redis, Language.REDIS),
    (shape.is_other, Language.OTHER),
    (consoles.is_ruby, Language.RUBY),
    (consoles.asks_device, Language.OTHER),
    (consoles.tells_oracle, Language.OTHER),
)


def read_mixed(reading: Reading) -> None:
    """Adds every command of the block."""
    lines = list(reading.lines)
    texts = [line.text for line in lines]
    number = 0
    after = False  # the line before ended a command
    console: Language | None = None  # what the last command opened
    device = False  # the configuration of a device is open
    counted = any(_COUNT.match(text) for text in texts)
    if len(texts) > 3 and _holds_settings(texts):
        return
    while number < len(lines):
        if number + 1 < len(lines) and counted and _LONG_RULE.match(texts[number + 1]):
            number = next((n for n in range(number, len(texts)) if _COUNT.match(texts[n])), number + 1) + 1
            continue
        if number + 1 < len(lines) and _RULE.match(texts[number + 1]):
            number = _end_of_table(texts, number + 2)
            continue
        text = texts[number].strip()
        if console is not None and text and consoles.typed_there(text, console):
            reading.add(lines[number : number + 1], console)
            number += 1
            continue
        if device and text:
            if not text.startswith(("!", "#")):
                reading.add(lines[number : number + 1], Language.OTHER)
            number, device = number + 1, text != "end"
            continue
        if not text or (COMMENT.match(text) and not shape.is_sql_meta(text)):
            if text:
                reading.remark(text)
            number, after = number + 1, False
            continue
        taken = _take(reading, lines, texts, number, after)
        if not taken:
            reading.comments = []
            reading.refused = True
            if reading.info in tools.CONFIG_FENCES and not shape.is_mongo(text):
                break
        console = consoles.opened_by(reading.found[-1].text) if taken else console
        device = taken > 0 and consoles.configures_device(text)
        number, after = number + max(1, taken), taken > 0


def _end_of_table(texts: Sequence[str], number: int) -> int:
    """The first line after the rows of a printed table."""
    while number < len(texts) and (" | " in texts[number] or _COUNT.match(texts[number])):
        number += 1
    return number


def _holds_settings(texts: Sequence[str]) -> bool:
    """Most lines are names no program has, each with its value: a settings file, whatever the fence says."""
    bare = [shape.uncommented(text).strip() for text in texts if text.strip() and not COMMENT.match(text)]
    pairs = {text.split(None, 1)[0]: text for text in bare if _PAIR.match(text)}
    strange = sum(shape.first_word(text) not in tools.DISTINCT for text in pairs.values())
    amounts = sum(_AMOUNT.search(text) is not None for text in pairs.values())
    return strange > 2 and amounts > 1 and strange * 2 > len(bare)


def _take(reading: Reading, lines: list[Line], texts: list[str], number: int, after: bool) -> int:
    """Adds the command that begins on this line; gives how many lines it took, 0 for none."""
    text = texts[number].strip()
    if shape.is_sql(text) and shape.first_word(text) not in tools.DISTINCT:
        statements, taken = sql_statement(lines, number)
        for statement in statements:
            reading.add(statement, Language.SQL)
        return taken
    if (shape.is_promql(text) or shape.is_logql(text)) and not shape.names_tool(text):
        return _take_query(reading, lines, number, text)
    if shape.is_http(text):
        taken = http_length(texts, number)
        reading.add(lines[number : number + taken], Language.HTTP)
        return taken
    if (
        consoles.shows(text)
        and not reading.refused
        and not shape.is_prose(text)
        and not shape.has_columns(text)
    ):
        reading.add(lines[number : number + 1], Language.OTHER)
        return 1
    for looks, language in _ONE_LINERS:
        if looks(text):
            reading.add(lines[number : number + 1], language)
            return 1
    known = _is_shell(reading, text, after) or (after and _stands_between(texts, number))
    if not known or _is_usage(reading, text):
        return 0
    taken = length_of_command(texts, number)
    reading.add(lines[number : number + taken], Language.SHELL)
    return taken


def _stands_between(texts: Sequence[str], number: int) -> bool:
    """An unknown program with an option, right between two commands."""
    text = texts[number].strip()
    below = texts[number + 1].strip() if number + 1 < len(texts) else ""
    if _OPTED.match(text) is None or shape.is_prose(text) or shape.has_columns(text):
        return False
    return shape.first_word(below) in tools.DISTINCT and not shape.is_labelled(below)


def _is_usage(reading: Reading, text: str) -> bool:
    """The help of a program, shown under the call that prints it."""
    helped = bool(reading.found) and _HELP.search(reading.found[-1].text) is not None
    return helped and shape.first_word(text) not in tools.DISTINCT and not text.startswith("./")


def _take_query(reading: Reading, lines: list[Line], number: int, text: str) -> int:
    if shape.is_metric(text) and not reading.hints.asks_query:
        return 0
    if is_sample(text):
        return 0
    taken = query_length(lines, number)
    language = Language.LOGQL if shape.is_logql(text) else Language.PROMQL
    reading.add(lines[number : number + taken], language)
    return taken


def is_sample(text: str) -> bool:
    """A metric with its value, as an exporter prints it."""
    return bool(_SAMPLE.search(text))


def http_length(texts: Sequence[str], number: int) -> int:
    """A request line with its body: up to where the braces of the body close."""
    depth, at = 0, number
    while at + 1 < len(texts):
        following = texts[at + 1].strip()
        if not depth and following[:1] not in ("{", "["):
            break
        at += 1
        depth += sum(following.count(c) for c in "{[") - sum(following.count(c) for c in "}]")
        if depth <= 0:
            break
    return at - number + 1


def _is_typed(reading: Reading, text: str) -> bool:
    """An assignment that was typed into a shell, not a line of a settings file."""
    if "$(" in text:
        return True
    if reading.info in tools.SHELL_FENCES:
        return (
            bool(reading.found)
            or not reading.refused
            or text[:1].islower()
            or _CAPITALS.match(text) is not None
        )
    if shape.first_word(shape.less_values(text)) in tools.DISTINCT:
        return True
    name = text.split("=", 1)[0].split()[-1]
    if any(f"${name}" in line.text or f"${{{name}}}" in line.text for line in reading.lines):
        return True
    return name.isupper() and any(
        shape.first_word(line.text.strip()) in tools.DISTINCT for line in reading.lines
    )


def _is_shell(reading: Reading, line: str, after: bool) -> bool:
    text = shape.uncommented(line)
    word = shape.first_word(text)
    if shape.is_assignment(text):
        return shape.is_whole_assignment(text) and _is_typed(reading, text)
    if shape.is_prose(text) or text.endswith(">>") or _SETTING.match(text):
        return False
    output = shape.is_output(text)
    if shape.names_tool(text) or shape.is_known(text):
        if word in tools.DISTINCT:
            return not shape.is_labelled(text)
        if word in tools.COMMON and text.endswith(";") and " -" not in text:
            return False  # a statement of a programming language
        printed = after and word in tools.COMMON and not shape.is_punctuated(text) and shape.has_columns(text)
        return not output and not printed
    if output or not _PROGRAM.match(word) or shape.is_labelled(text):
        return False
    if is_tool_by_form(text) and not shape.has_columns(text):
        return True
    if word in reading.hints.learned or word in reading.defined or reading.knows(word):
        return True
    plain = not shape.is_punctuated(text)
    if reading.info in tools.SHELL_FENCES:
        printed = reading.refused if not reading.found else plain
        noted = len(text) < len(line.rstrip()) and not shape.has_columns(text)
        return noted or (not shape.has_columns(text) and not printed and not (plain and after))
    opens = not reading.found and reading.hints.asks_command and word[:1].islower()
    return opens and not plain and len(text.split()) > 1 and not shape.has_columns(text)
