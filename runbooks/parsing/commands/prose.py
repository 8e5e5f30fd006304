"""Commands in running text: inline code, quoted, and, as drafts, those that no mark sets apart."""

from collections.abc import Iterator
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.commands.calls import (
    call_by_itself,
    is_script,
    is_script_of_an_act,
    is_tool_by_form,
    name_by_itself,
    opens_by_name,
)
from runbooks.parsing.commands.embedded import after_colon, embedded
from runbooks.parsing.commands.mentions import is_mention, within
from runbooks.parsing.commands.prompts import prompted
from runbooks.parsing.commands.wrapped import unwrapped
from runbooks.parsing.document import Block, Line
from runbooks.parsing.words import words
from runbooks.types import Language, ParsedCommand, Span

_CODE: Final = compile(r"(?<!`)(`++)([^`\n]+)\1")
_MARKUP: Final = compile(
    r"<(?:code|tt|kbd)>([^<>\n]{2,400})</(?:code|tt|kbd)>|\{\{([^{}\n]{2,400})\}\}|``([^`\n]+)``", IGNORECASE
)
_ORG: Final = compile(r"(?<![\w=~])([=~])([a-z][^\n]{2,300}?)\1(?=[\s.,;:)]|$)")  # ~code~, =code=
_QUOTED: Final = compile(r"[\"“「『«]([a-z][^\"“”「」『』«»\n]{2,300})[\"”」』»]")
_RUN: Final = compile(
    r"(?:\b(?:run|runs|running|execute|executing|issue|type|enter|use|using|invoke|call|try|with|via|do"
    r"|doing|command|commands|by"
    r"|ejecut\w+|lanz\w+|usa|use|utili[cz]\w+|comando|con|execut\w+|rode|rodar|com|lancez|lancer"
    r"|exécut\w+"
    r"|utilis\w+|commande|avec"
    r"|führe?n?|ausführen|verwende\w*|nutze\w*|befehl|mit|starte\w*)\b|执行|运行|使用|命令|実行|コマンド|を使"
    r"|で)\W*(?:the "
    r"|this |el |la |o |le |den |das )?"
    r"(?:following )?(?:command |comando |commande |befehl )?[:：]?\s*[(\[]?$",
    IGNORECASE,
)
# "Look at the load again: `uptime`"
_LOOK: Final = compile(r"\b(?:look|check|see|show|inspect|view|watch)\b[^:.`]{0,50}[:：] *$", IGNORECASE)
# Where the verb stands last: "`x` ausführen", "`x`を再実行する".
_RUN_AFTER: Final = compile(
    r" ?(?:ausführen|ausfuehren|eingeben|absetzen|を?再?(?:実行|入力)|コマンド)", IGNORECASE
)
_ISSUE: Final = compile(
    r"\b(?:[Rr]un|[Ee]xecute|[Ii]ssue|[Tt]ype|[Ii]nvoke)(?: the command| command)?:? +(?=[a-z])"
)
_ORDERED: Final = compile(
    r"\b(?:run|execute|running|executing|issue|type)\W*(?:the (?:command )?)?$", IGNORECASE
)
_LOKI: Final = compile(r"\b(?:loki|logql|log quer\w+)\b", IGNORECASE)
_PROMPT: Final = compile(r"^(?:[$#>%]|mysql>|[\w-]+=[#>]|PS[^>]*>)\s+")
# "curl -f localhost/health returns 200"
_RETURNS: Final = compile(
    r"\s+(?:(?:returns?|shows?|prints?|reports?|gives?|exits?|succeeds?|answers?)\b|(?:should|must) [a-z]).*$"
)
_NAME: Final = compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_PROGRAM: Final = compile(r"\S*(?:/s?bin/[\w.-]+|\.(?:sh|py|rb|pl|bash))$")
_ENVIRONMENT: Final = compile(r"^(?:[A-Z_][A-Z0-9_]*=\S+\s+)+(?=\S)")
_NO_OBJECT: Final = compile(
    r"(?!SHOW)[A-Z ]+(?:\([a-z. ]*\))?"
)  # "CREATE INDEX (conc)", "VACUUM FULL": their names
_GIVEN: Final = compile(r"^(?!\S+[:=] |\S+ =)\S+(?: \S+)* (?:--?[a-z]|\$\{?\w|<\w)")  # options and the like
_SPOKEN: Final = compile(r"’| - | (?:the|is|are|was|will|to|and|of) ")  # a sentence about a cmdlet
_UNDERSCORED: Final = compile(r"[A-Z]+ /?_[a-z]+(?:/|\?|$)")  # "GET _cat/indices?v": the path of an API
# An assignment that can only have been typed: `NAME=$(…)`, `NAME=value`.
_IN_CODE: Final = compile(r"(?:export )?[A-Za-z_]\w*=\$\(|(?:export )?[A-Z][A-Z0-9_]*=\S+$")
_ASIDE: Final = compile(r"(?<!\$)\(([a-z][^()\n]{3,200})\)")
_STOP: Final = words(
    """
    in on to and then for from against until if when while which that the a an with or as at of by
    inside within again once so but you it is are afterwards after before using via into first next
    doit doivent peut peuvent est debe deben puede está deve devem pode muss müssen kann können wird
    ist soll sollte para pour für
    """
)
LONGEST_DRAFT: Final = 300  # characters of a command that no mark sets apart
_SOUGHT: Final = compile(r"\|.* [^\s:]+:$")  # "… | grep seeds:"
_TRAILS: Final = compile(r"[A-Za-z]\.\.$")  # "helm install..": words left out
_OPTION: Final = compile(r"--?[a-zA-Z][\w-]*(?:=|$)")
_TRAILING: Final = '.,;:!?)"'


def commands_in_text(block: Block, *, announced: bool = False) -> list[ParsedCommand]:
    """The commands of a paragraph, in order. Those without any mark in the text are drafted.

    `announced`: the words before it end with a colon, so a program nobody told us of may follow.
    """
    if announced and len(block.lines) == 1 and (line := block.lines[0]) and _is_program(line.text):
        return [ParsedCommand(line.text, Span(line.start, line.end), Language.SHELL)]
    if (alone := name_by_itself(block)) is not None:
        return [ParsedCommand(alone.text, Span(alone.start, alone.end), Language.SHELL)]
    found: list[ParsedCommand] = []
    above = ""
    lines, wrapped = (list(block.lines), []) if block.returned else unwrapped(block.lines)
    for line in lines:
        found.extend(_marked(line, above))
        above = line.text[-60:] + " "
    for code in wrapped:
        if (language := _language(code.text, code.before)) is not None:
            found.append(ParsedCommand(code.text, code.span, language, drafted=True))
    if not found:
        found.extend(_unmarked(block))
    return found


def _marked(line: Line, above: str) -> Iterator[ParsedCommand]:
    """The commands of a line that stands under the words `above`."""
    text = line.text
    seen: set[int] = set()
    coded = [match.span() for match in _CODE.finditer(text)] if "`" in text else []
    if "`" not in text and (whole := _whole(line)) is not None:
        yield whole
        return
    for pattern, group in ((_CODE, 2), (_MARKUP, 0), (_QUOTED, 1), (_ORG, 2)):
        for match in pattern.finditer(text):
            index = group or next((n for n in (1, 2, 3) if match[n]), 1)
            inner = line.cut(match.start(index), match.end(index)).stripped()
            before = (above + text[max(0, match.start() - 60) : match.start()])[-60:]
            alone = len(text) - len(match[0]) < 6 and text.strip(" *_:.") == match[0]
            called = inner.text[:2] == "./" and (alone or text.startswith(match[0] + " # "))
            if _RUN_AFTER.match(text, match.end()) or called or (alone and _GIVEN.search(inner.text)):
                before += "run "
            inner = _unsigned(inner)
            if pattern is not _CODE and (
                within(coded, inner.start - line.start) or (pattern is _QUOTED and "`" in inner.text)
            ):
                continue
            if inner.start in seen or (
                pattern is not _CODE and shape.first_word(inner.text) not in tools.DISTINCT
            ):
                continue
            if is_mention(inner.text, text, match.start(), match.end()):
                continue
            language = _language(inner.text, before)
            if language is not None:
                seen.add(inner.start)
                yield ParsedCommand(inner.text, Span(inner.start, inner.end), language)


def _whole(line: Line) -> ParsedCommand | None:
    """A line of plain text that is nothing but a command, with or without a prompt."""
    if found := prompted(line):
        typed = found.typed.stripped()
        if not shape.is_prose(typed.text) and (found.sign != "%" or shape.names_tool(typed.text)):
            return ParsedCommand(typed.text, Span(typed.start, typed.end), found.language)
        return None
    if told := _RETURNS.search(line.text):
        line = line.cut(0, told.start())
    text = line.text
    if call := call_by_itself(line):
        return ParsedCommand(call.text, Span(call.start, call.end), Language.SHELL)
    if _IN_CODE.match(text) and shape.is_assignment(text) and shape.is_whole_assignment(text):
        return ParsedCommand(text, Span(line.start, line.end), Language.SHELL)
    if shape.is_cmdlet(text) and " " in text and text[-1] not in ".:;,!?" and not _SPOKEN.search(text):
        return ParsedCommand(text, Span(line.start, line.end), Language.OTHER)
    echoes = shape.first_word(text) in tools.COMMON and "$" in text
    if (
        (shape.first_word(text) not in tools.DISTINCT and not echoes)
        or text[-1:] in ".:;,!?"
        or shape.is_prose(text)
    ):
        return None
    if shape.is_labelled(text) or len(text.split()) < 2:
        return None
    if (not shape.is_punctuated(text) and not shape.is_terse(text)) or "’" in text:
        return None
    language = Language.OTHER if shape.is_other(text) else Language.SHELL
    return ParsedCommand(text, Span(line.start, line.end), language)


def _is_program(text: str) -> bool:
    """A name with options, and nothing that a sentence has."""
    words = text.split()
    if len(words) < 2 or not _NAME.fullmatch(words[0]) or text[-1] in ".:;,!?" or not text.isascii():
        return False
    if shape.is_prose(text) or shape.is_labelled(text) or shape.is_output(text) or "`" in text:
        return False
    plain = words[0] in tools.DISTINCT and len(words) < 6 and not _STOP.intersection(words)
    return plain or _OPTION.match(words[1]) is not None


def _unsigned(inner: Line) -> Line:
    """Less a prompt sign that stands inside the code."""
    match = _PROMPT.match(inner.text)
    return inner.cut(match.end()) if match else inner


def _language(text: str, before: str) -> Language | None:
    """The language of a piece of inline code, or None when it is a name, a path, a value."""
    words = text.split()
    if (
        not words
        or (text.endswith((":", "…", "...")) and not _SOUGHT.search(text))
        or _TRAILS.search(text)
        or len(text) > 2000
    ):
        return None
    if shape.is_sql_meta(text):
        return Language.SQL
    if shape.is_sql(text) and not shape.names_tool(text) and not _NO_OBJECT.fullmatch(text):
        shown = words[0].upper() == "SHOW" and (_ORDERED.search(before) or before.rstrip().endswith(":"))
        return Language.SQL if len(words) > 2 or text.endswith((";", ")")) or shown else None
    if shape.is_logql(text) and ("|" in text or _LOKI.search(before)):
        return Language.LOGQL
    if (
        shape.is_promql(text)
        and ("(" in text and ")" in text)
        and len(text) > 12
        and not shape.names_tool(text)
    ):
        return Language.PROMQL
    if shape.is_http(text) and (_RUN.search(before) or _UNDERSCORED.match(text)):
        return Language.HTTP
    if shape.is_redis(text) and len(words) > 1 and words[0] not in ("GET", "SET", "INFO", "TYPE", "SELECT"):
        return Language.REDIS
    if shape.is_other(text):
        return Language.OTHER
    return Language.SHELL if _is_shell(text, words, before) else None


def _is_shell(text: str, words: list[str], before: str) -> bool:
    told = bool(_RUN.search(before))
    if match := _ENVIRONMENT.match(text):
        return _is_shell(text[match.end() :], words[text[: match.end()].count(" ") :], before)
    word = shape.first_word(text)
    if shape.is_prose(text) or (shape.is_output(text) and word not in tools.DISTINCT):
        return False
    if len(words) == 1:
        if (word in tools.LOOKS and _LOOK.search(before)) or opens_by_name(text, before):
            return True
        return is_script_of_an_act(text, before) or (told and (word in tools.ALONE or is_script(text)))
    if word in tools.DISTINCT:
        wants = words[1] in tools.WANT_OBJECT and (words[1] != "status" or word in ("systemctl", "service"))
        bare = len(words) == 2 and (wants or word in tools.GROUPED)
        return (
            not bare
            and not words[1].startswith(("=", ":"))
            and not (len(words) == 2 and words[1][:1].isupper() and not told and "=" not in words[1])
        )
    if is_tool_by_form(text) and (len(words) > 2 or told or words[1] == "--version"):
        return True
    if word in tools.COMMON:
        return shape.is_punctuated(text) or (told and word not in ("top", "time", "file", "set"))
    if text.startswith(("./", "/", "~/")):
        return told or _PROGRAM.match(words[0]) is not None
    flagged = told and len(words) > 2 and " -" in text
    return word[:1].islower() and (
        flagged or (_ORDERED.search(before) is not None and _NAME.fullmatch(word) is not None)
    )


def _unmarked(block: Block) -> Iterator[ParsedCommand]:
    """`run kubectl get pods in …`: the words up to the first that belongs to the sentence again."""
    for line in block.lines:
        if "`" in line.text:
            continue
        announced = list(after_colon(line))
        yield from announced
        if announced:
            continue
        for match in _ASIDE.finditer(line.text):
            aside = line.cut(match.start(1), match.end(1)).stripped()
            plain = shape.first_word(aside.text) in tools.DISTINCT and shape.is_punctuated(aside.text)
            if plain and not shape.is_prose(aside.text) and not shape.is_labelled(aside.text):
                yield ParsedCommand(aside.text, Span(aside.start, aside.end), Language.SHELL, drafted=True)
        for match in _ISSUE.finditer(line.text):
            typed = _typed(line.cut(match.end(), match.end() + LONGEST_DRAFT))
            if typed is not None:
                yield ParsedCommand(typed.text, Span(typed.start, typed.end), Language.SHELL, drafted=True)
        for typed in embedded(line):
            yield ParsedCommand(typed.text, Span(typed.start, typed.end), Language.SHELL, drafted=True)


def _typed(rest: Line) -> Line | None:
    words = rest.text.split(" ")
    if words[0] not in tools.DISTINCT or words[0] in ("terraform", "ansible", "python", "step"):
        return None
    length = 0
    taken = 0
    for word in words:
        bare = word.rstrip(_TRAILING)
        if taken and (not bare or bare.lower() in _STOP):
            break
        length += len(word) + 1
        taken += 1
        if bare != word:
            length -= len(word) - len(bare)
            break
    text = (
        rest.text[: length - 1]
        if length and not rest.text[length - 1 : length].strip()
        else rest.text[:length]
    )
    text = text.rstrip(_TRAILING + " ")
    return rest.cut(0, len(text)) if taken > 1 and not shape.is_prose(text) else None
