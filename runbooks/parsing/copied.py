"""Text copied from a rendered page: lines of a paragraph that were code before they lost their fence."""

from collections.abc import Iterator, Sequence
from re import compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.commands.prompts import prompted
from runbooks.parsing.commands.queries import sql_statement
from runbooks.parsing.commands.reading import COMMENT
from runbooks.parsing.commands.shell import length_of_command
from runbooks.parsing.document import Line

_FENCES: Final = (
    tools.SHELL_FENCES
    | tools.SQL_FENCES
    | tools.PROMQL_FENCES
    | tools.LOGQL_FENCES
    | tools.HTTP_FENCES
    | tools.OTHER_FENCES
    | frozenset(("yaml", "json", "text", "ini", "toml", "dockerfile", "nginx", "plaintext"))
) - frozenset(("terminal", "session", "command", "commands", "rest", "posix", "console", "dash", "term"))
_HEADED: Final = compile(r"^\s{0,3}# +(\S.*)$")
_FLAGGED: Final = compile(r"\s(?:--?[A-Za-z]|/(?:dev|etc|var|usr|opt|mnt|home|proc|sys|tmp|boot|srv)/)")
_TAKEN: Final = compile(r"(?:export )?[A-Za-z_]\w*=\$\(|echo [\"']")  # what only a shell is told
_NAME: Final = compile(r"[a-z][a-z0-9_.-]*$")
_ARGUMENT: Final = compile(r"[a-z0-9][\w.:/@=-]*$")
_ENDED: Final = (":", ".", "?", "!", ")", "：", "。", ";", "*", "`")
_LONGEST: Final = 2000  # characters of a line that may be code
_MOST_WORDS: Final = 7  # of a line that names what follows it


def parts_of(lines: Sequence[Line]) -> Iterator[tuple[str | None, int, int]]:
    """The lines in runs `[begun, end)`: None with prose, the language with code ("" where none is named)."""
    begun = at = 0
    while at < len(lines):
        end, info = _run(lines, at, begun) if _may_begin(lines[at].text) else (at, None)
        if info is not None:
            if begun < at:
                yield None, begun, at
            yield info, at + int(bool(info)), end
            begun = end
        at = max(end, at + 1)
    if begun < len(lines):
        yield None, begun, len(lines)


def comments_kept(lines: list[str]) -> list[str]:
    """The lines; what only looks like a heading is escaped: `# why` over a command, `# zpool status -v`."""
    out = list(lines)
    for number, line in enumerate(lines):
        match = _HEADED.match(line) if line.startswith("#") else None
        if match is None:
            continue
        below = lines[number + 1].strip() if number + 1 < len(lines) else ""
        above = lines[number - 1].strip() if number else ""
        beside = below or above
        told = number > 0 and len(match[1].split()) > 2 and " " in below and _weak(below)
        commented = bool(below) and (told or _strong(Line(below, 0)) or _HEADED.match(below) is not None)
        again = bool(above) and (out[number - 1].startswith("\\#") or _strong(Line(above, 0)))
        typed = number > 0 and bool(beside) and _is_root(match[1])
        if typed or ((commented or again) and not below.startswith("$ ")):
            out[number] = "\\" + line.lstrip()
    return out


def _may_begin(text: str) -> bool:
    return len(text) <= _LONGEST and not text.startswith(("`", "|", "*", "["))


def _run(lines: Sequence[Line], at: int, begun: int) -> tuple[int, str | None]:
    """Where what looks like code from here on ends, and its language; None when it is no code after all."""
    first = lines[at]
    info = first.text.strip().lower()
    if info in _FENCES and at + 1 < len(lines) and (at == begun or lines[at - 1].text.endswith(_ENDED)):
        second = lines[at + 1].text
        typed = _strong(lines[at + 1]) or _weak(second) or shape.is_known(second) or COMMENT.match(second)
        return (_session(lines, at + 1), info) if typed or info in tools.CONFIG_FENCES else (at, None)
    if _is_prompted(first) and len(lines) > 1:
        return _session(lines, at), ""
    end, strong, weak, remarks = at, 0, 0, 0
    while end < len(lines):
        length = _length(lines, end)
        if length:
            strong += 1
        elif _weak(lines[end].text):
            length, weak = 1, weak + 1
        elif COMMENT.match(lines[end].text) and not shape.is_sql_meta(lines[end].text):
            length, remarks = 1, remarks + 1
        else:
            break
        end += length
    asked = at > begun and lines[at - 1].text.endswith((":", "："))
    enough = (end - at > 1 and (strong or weak > 1 or (weak and remarks))) or (asked and strong + weak > 0)
    sure = strong > 1 or bool(strong and remarks)
    return end, "" if enough and _stands_free(lines, at, end, begun, sure=sure) else None


def _stands_free(lines: Sequence[Line], at: int, end: int, begun: int, *, sure: bool) -> bool:
    """The run is no piece of a sentence whose lines happen to break there."""
    above = lines[at - 1].text if at > begun else ""
    below = lines[end].text if end < len(lines) else ""
    titled = len(above.split()) <= _MOST_WORDS and not above.endswith((",", "("))
    goes_on = below[:1] in (",", ")", ".") if sure or not below else below[:1].islower() or below[:1] in ",)."
    return (sure or not above or above.endswith(_ENDED) or titled) and not goes_on


def _session(lines: Sequence[Line], at: int) -> int:
    """Where code whose first line is certain ends: at a sentence, or with the paragraph."""
    number = at + 1
    while number < len(lines):
        text = lines[number].text
        if not _is_prompted(lines[number]) and text[:1].isupper() and _is_sentence(text):
            return number
        number += 1
    return number


def _is_sentence(text: str) -> bool:
    return shape.is_prose(text) and text.rstrip().endswith((".", ":", "?", "!"))


def _is_prompted(line: Line) -> bool:
    found = prompted(line)
    if found is not None:
        return not shape.is_prose(found.typed.text) and found.sign not in ("%", ">>>")
    return line.text.startswith(("# ", "\\# ")) and _is_root(line.text.lstrip("\\# "))


def _is_root(text: str) -> bool:
    """What follows `# ` was typed by root: a program with options or a path of the system."""
    word = text.split(None, 1)[0]
    if not _NAME.match(word) or shape.is_prose(text) or shape.is_labelled(text) or text[-1] in ".:?!,":
        return False
    return word in tools.TOOLS and _FLAGGED.search(text) is not None


def _length(lines: Sequence[Line], number: int) -> int:
    """The lines of the command that begins here beyond doubt, or 0."""
    line = lines[number]
    if not _strong(line):
        return 0
    if shape.is_sql(line.text) and shape.first_word(line.text) not in tools.DISTINCT:
        return sql_statement(lines, number)[1]
    return length_of_command([one.text for one in lines[number : number + 200]], 0)


def _strong(line: Line) -> bool:
    text = shape.less_values(shape.uncommented(line.text) if " #" in line.text else line.text)
    word = shape.first_word(text)
    if not text or len(text) > _LONGEST or not text.isascii() or shape.is_labelled(text):
        return False
    if _TAKEN.match(text):
        return True
    if word not in tools.DISTINCT and shape.is_sql(text):
        return text.endswith((";", "\\G")) or (text.split(None, 1)[0].isupper() and not shape.is_prose(text))
    if text[-1:] in (".", ":", ",", "!", "?", "("):
        return False
    if shape.is_mongo(text):
        return text.endswith((")", ";"))
    if shape.is_prose(text):
        return False
    if shape.is_other(text):
        return " " in text
    if word in tools.COMMON:
        return _FLAGGED.search(text) is not None
    told = shape.is_punctuated(text) or shape.is_terse(text) or text.endswith(" \\")
    return word in tools.DISTINCT and told


def _weak(text: str) -> bool:
    """Short and plain, as commands without options are; only beside others does it count."""
    words = text.removeprefix("sudo ").split()
    if not words or len(words) > 5 or not text.isascii() or shape.is_prose(text):
        return False
    if len(words) == 1:
        return words[0] in tools.ALONE or (words[0] in tools.DISTINCT and words[0] not in tools.COMMON)
    return words[0] in tools.TOOLS and all(_ARGUMENT.match(word) for word in words[1:])
