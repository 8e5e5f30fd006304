"""Forks without a word for "if": "repeat until X", "symptom → action", "for P1 incidents, …"."""

from re import compile
from typing import Final

from runbooks.parsing.answers import checked_or_not
from runbooks.parsing.document import Sentence
from runbooks.parsing.forks import GO_ON, Fork, shortened
from runbooks.parsing.instructions import is_order, opens_with_verb
from runbooks.parsing.tongues.tongue import Tongue

_CODE: Final = compile(r"`[^`]*`")  # an arrow within code leads nowhere
_ARROW: Final = compile(r"\s*(?:→|->|=>|⇒|➜|-->)\s*")
# "App Service → Diagnose and Solve Problems": where to click.
_MENU: Final = compile(r"\W*[A-Z]\w+(?: (?:and|of|the|to|&|[A-Z]\w+))*(?: [A-Z]\w+)(?=\W*$)\W*")
_REPEAT: Final = compile(r"\b(?:repeat|redo|go back to|return to|retry|keep)\b.{0,60}?\buntil (.{3,})", 2)

# "For P1 incidents, page …", "On failure, retry once".
_KIND: Final = compile(
    r"\W*(?:for|on|upon)\s+((?:(?:an?|any|every|each|all)\s+)?"
    r"(?:(?:p|sev(?:erity)?)[- ]?\d\b[^,:.]{0,40}"
    r"|(?!more|further|help|details?)(?:[\w/-]+ ){0,3}(?:failures?|timeouts?|outages?|errors?|incidents)))"
    r"\s*[,:]\s+",
    2,
)


def turned(sentence: Sentence, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    """Any of the ways to say it without "if" that a sentence opens with."""
    found = repeats(sentence, text, tongues) or checked_or_not(sentence, text, tongues)
    return found or _of_a_kind(sentence, text, tongues)


def _of_a_kind(sentence: Sentence, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    """For P1 incidents, do X."""
    match = _KIND.match(text)
    rest = text[match.end() :] if match else ""
    if match is None or not (opens_with_verb(rest, tongues) or is_order(rest)):
        return None
    return Fork(shortened(sentence.part(*match.span(1))), (rest,))


def repeats(sentence: Sentence, text: str, tongues: tuple[Tongue, ...]) -> Fork | None:
    """Repeat steps 1 to 3 until X."""
    match = _REPEAT.search(text) if "until" in text else None
    if match is not None:
        until = match.span(1)
    elif found := next((m for t in tongues[:-1] if (m := t.repetition.search(text))), None):
        until = found.span("until")
    else:
        return None
    action = text[: until[0]] or text[until[1] :]
    return Fork(shortened(sentence.part(until[0], len(text[: until[1]].rstrip(" .。")))), (GO_ON, action))


_ALONE: Final = compile(r"\W*`[^`]*`\W*")  # "`docker logs app` → find the crash": a command is no symptom


def arrow(sentence: Sentence, text: str, start: int, tongues: tuple[Tongue, ...]) -> Fork | None:
    """Symptom → action."""
    shown = _CODE.sub(lambda m: "`" + "x" * (len(m[0]) - 2) + "`", text) if "`" in text else text
    match = _ARROW.search(shown)
    if match is None or match.start() - start < 3:
        return None
    if not opens_with_verb(text[match.end() :], tongues):
        return None
    before = text[: match.start()]
    if _ALONE.fullmatch(before[start:]):
        return None
    if opens_with_verb(before.rpartition(":")[2].lstrip(" *_") or before, tongues):
        return None
    if _MENU.fullmatch(before[start:]) and _MENU.match(text[match.end() :]):
        return None
    return Fork(shortened(sentence.part(0, match.start())), (text[match.end() :],))
