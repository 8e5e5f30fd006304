"""Commands that no mark sets apart, in prose of other languages: "ejecute kubectl get pods en el …"."""

from collections.abc import Iterator
from re import compile
from typing import Final

from runbooks.parsing.commands import shape, tools
from runbooks.parsing.document import Line
from runbooks.parsing.tongues.tongue import Folding
from runbooks.parsing.words import words
from runbooks.types import Language, ParsedCommand, Span

_TOLD: Final = Folding(
    r"\b(?:ejecut(?:ar|e|a|en|amos)|lanz(?:ar|e|a)|corr(?:er|a|e)|execut(?:ar|e|a)|rod(?:ar|e)|exécut(?:er|ez)"
    r"|lanc(?:er|ez)|tap(?:er|ez)|sais(?:ir|issez)|teclee|escriba|digite|introduzca"
    r"|mit|con|com|avec|via|(?:den |folgenden )?befehl|(?:el |o )?comando|(?:la )?commande)"
    r"(?: (?:el|o|la) (?:comando|commande))?:?\s+(?=[a-z])"
)
_LAST: Final = Folding(
    r"\b(?:ausführen|ausgeführt|ausfuehren|ausgefuehrt|eingeben|absetzen|aufrufen|laufen lassen)\b"
)
_WITH: Final = frozenset(("mit", "con", "com", "avec", "via"))
_TOOL: Final = compile(r"(?<![\w./`-])[a-z][\w.-]*(?= \S)")
_SIGNS: Final = compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_PLAIN: Final = compile(r"[\x20-\x7e]{4,}")
_LONGEST: Final = 300  # characters of a command that no mark sets apart
_CLOSERS: Final = '.,;:!?)"'
# The first of these after a command belongs to the sentence again.
_STOP: Final = words(
    """
    auf im in am an der die das dem den des ein eine einen mit und oder dann um zu zum zur für ausführen
    ausgeführt ausfuehren eingeben absetzen aufrufen laufen anhalten prüfen starten stoppen von vom bei
    nach bis als ob en el la los las un una del al para por con y o luego después hasta desde sobre
    cuando si que de no na nos nas os as uma do da dos ao à e ou depois até pelo pela com quando se em
    le les l' une du au aux dans sur pour avec et puis afin jusqu'à depuis quand est sind ist
    doit doivent peut peuvent debe deben puede está deve devem pode muss müssen kann können wird
    soll sollte permet permite zeigt affiche muestra mostra
    """
)


def embedded(line: Line) -> Iterator[Line]:
    """The commands of one line of prose, as far as the words around them show where they begin and end."""
    text = line.text
    if _SIGNS.search(text) is not None:
        yield from _between_signs(line)
        return
    for match in _TOLD.finditer(text) if not tools.DISTINCT.isdisjoint(text.split()) else ():
        typed = _typed(line.cut(match.end(), match.end() + _LONGEST))
        weak = match[0].split()[0].lower() in _WITH
        if typed is not None and (not weak or len(typed.text.split()) > 2 or shape.is_punctuated(typed.text)):
            yield typed
    if _LAST.search(text) is not None:
        for match in _TOOL.finditer(text):
            if (
                match[0] in tools.DISTINCT
                and (typed := _typed(line.cut(match.start(), match.start() + _LONGEST))) is not None
            ):
                yield typed


def _between_signs(line: Line) -> Iterator[Line]:
    """What stands in plain letters between the signs of Chinese or Japanese."""
    for match in _PLAIN.finditer(line.text):
        inner = line.cut(match.start(), match.end()).stripped()
        inner = inner.cut(0, len(inner.text.rstrip(_CLOSERS + " ")))
        if shape.first_word(inner.text) in tools.DISTINCT and _is_plain_command(inner.text):
            yield inner


def _is_plain_command(text: str) -> bool:
    """More than the names of a tool and one of its parts: "docker compose" is only spoken of."""
    parts = text.split()
    if len(parts) < 2 or shape.is_prose(text) or shape.is_labelled(text):
        return False
    bare = len(parts) == 2 and (parts[1] in tools.WANT_OBJECT or parts[0] in tools.GROUPED)
    return not bare and (len(parts) > 2 or shape.is_punctuated(text) or not parts[1][:1].isupper())


def _typed(rest: Line) -> Line | None:
    """The words up to the first that belongs to the sentence again."""
    if rest.text.split(" ", 1)[0] not in tools.DISTINCT:
        return None
    at = 0
    for word in rest.text.split(" "):
        bare = word.rstrip(_CLOSERS)
        if at and (not bare or bare.lower() in _STOP or not bare.isascii()):
            break
        at += len(word) + 1
        if bare != word:
            break
    typed = rest.cut(0, min(at, len(rest.text))).stripped()
    typed = typed.cut(0, len(typed.text.rstrip(_CLOSERS)))
    return typed if len(typed.text.split()) > 1 and not shape.is_prose(typed.text) else None


def after_colon(line: Line) -> Iterator[ParsedCommand]:
    """ "Take a backup: pg_basebackup -h db1 …": a command after the colon, up to the line's end."""
    at = line.text.find(": ")
    rest = line.cut(at + 2).stripped() if at > 0 else None
    if rest is None or rest.text[-1:] in ".:;,!?":
        return
    if shape.is_cmdlet(rest.text) and not shape.is_prose(rest.text) and " " in rest.text:
        yield ParsedCommand(rest.text, Span(rest.start, rest.end), Language.OTHER, drafted=True)
    if shape.first_word(rest.text) not in tools.DISTINCT or shape.is_cmdlet(rest.text):
        return
    if shape.is_prose(rest.text) or shape.is_labelled(rest.text) or not rest.text.isascii():
        return
    if shape.is_punctuated(rest.text) or shape.is_terse(rest.text):
        yield ParsedCommand(rest.text, Span(rest.start, rest.end), Language.SHELL, drafted=True)
