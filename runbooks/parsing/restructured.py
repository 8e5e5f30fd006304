"""reStructuredText written as Markdown, line by line: as many lines come out as go in, so offsets hold."""

from re import compile
from typing import Final

_CODE: Final = compile(
    r"^(\s*)\.\. (?:code-block|code|sourcecode|parsed-literal|prompt)::\s*([\w+-]*)(?:\s+[^\s:]*[#$>%])?\s*$"
)
_DIRECTIVE: Final = compile(r"^(\s*)\.\. [\w-]+::")
_LITERAL: Final = compile(r"^(\s*)(.*\S)?\s*::\s*$")
_NUMBERED: Final = compile(r"^(\s*)#\. (.+)$")
_RULE: Final = compile(r"^([=~^\"'+*#.-])\1{2,}\s*$")
_LEVELS: Final = "=-~^\"'+*#."


def is_restructured(lines: list[str]) -> bool:
    """It has a directive, or a heading between two rules."""
    return any(".. " in line and line.lstrip().startswith(".. ") and _DIRECTIVE.match(line) for line in lines)


def as_markdown_blocks(lines: list[str]) -> list[str]:
    """Directives of code and literal blocks become fences, numbered lines and headings those of Markdown."""
    out = list(lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if match := _CODE.match(line):
            number = _fence(out, lines, number, number, len(match[1]), match[2])
        elif (match := _LITERAL.match(line)) and match[2] and not _DIRECTIVE.match(line):
            out[number] = _numbered(line)
            opens = number + 1
            if opens < len(lines) and not lines[opens].strip():
                number = _fence(out, lines, opens, number, len(match[1]), "") - 1
        elif _NUMBERED.match(line):
            out[number] = _numbered(line)
        elif _RULE.match(line) and (_is_over(lines, number) or _is_under(lines, number)):
            _heading(out, lines, number)
        number += 1
    return out


def _numbered(line: str) -> str:
    return _NUMBERED.sub(r"\g<1>1. \g<2>", line)


def _fence(out: list[str], lines: list[str], opens: int, owner: int, indent: int, language: str) -> int:
    """Opens a fence on line `opens` for the deeper lines after it; gives the line it ends on."""
    end = opens + 1
    last = opens
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > indent):
        last = end if lines[end].strip() else last
        end += 1
    if last == opens:
        return owner + 1
    # In a list item the fence stands where the item's text does.
    margin = " " * (indent if opens == owner else min(_indent(lines[last]), indent + 3))
    out[opens] = f"{margin}```{language}"
    if last + 1 < len(lines) and last + 1 < end:
        out[last + 1] = f"{margin}```"
    return last + 1


def _is_over(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and bool(lines[number + 1].strip())


def _is_under(lines: list[str], number: int) -> bool:
    """A rule that Markdown would not take for the line under a heading."""
    over = lines[number - 1].rstrip() if number else ""
    return lines[number][0] not in "=-" and bool(over) and len(lines[number].rstrip()) + 2 > len(over)


def _heading(out: list[str], lines: list[str], number: int) -> None:
    """A heading with a rule over it: the rule over it goes."""
    under = lines[number + 2] if number + 2 < len(lines) else ""
    over = lines[number - 1].strip() if number else ""
    if _is_over(lines, number) and under.strip() == lines[number].strip():
        out[number] = ""
        out[number + 1] = f"# {lines[number + 1].strip()}"
        out[number + 2] = ""
    elif over and not over.startswith(("..", "-", "*")):
        level = 1 + _LEVELS.index(lines[number][0]) if lines[number][0] in _LEVELS else 3
        out[number - 1] = f"{'#' * min(level + 1, 6)} {over}"
        out[number] = ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
