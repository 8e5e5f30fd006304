"""Values written into a command so that each stays exactly one value, wherever it lands. Laws 5 and 11.

A value never adds a word, never becomes an option, never reaches an evaluator as code. Where that
cannot be built it is refused with a sentence; a plain word (letters, digits, `_ . / : @ + , -`)
may stand almost anywhere. 2026-11: refusing an odd value in an odd place costs one edit by hand,
guessing wrong costs a database.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from execution.policy.places import slots
from execution.policy.programs import EVALUATORS, JOINERS, PATTERNED, SHELLS, SSH_WITH_ARGUMENT
from execution.policy.slot import Place, Slot
from runbooks.types import Language
from runbooks.types.placeholders import Placeholder, assigned_in, canonical, is_given

MAX_VALUE_BYTES: Final = 4096

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:@+,-]+")
# No double hyphen (a comment in SQL); where a slash ends a pattern, no slash either.
_CODE_WORD: Final = re.compile(r"(?!.*--)[A-Za-z0-9_./:@-]+")
_PATTERN_WORD: Final = re.compile(r"(?!.*--)[A-Za-z0-9_.:-]+")
_NUMBER: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of the resolved command; `variable` names the value it was written from."""

    text: str
    variable: str = ""
    filled: bool = True


@dataclass(frozen=True)
class Resolved:
    """A command with its values written in; only when `filled` may it be judged and sent."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()
    refused: str = ""

    @property
    def text(self) -> str:
        """The command as it would be executed, placeholders left standing where a value is missing."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def filled(self) -> bool:
        """Whether nothing is missing and nothing was refused."""
        return not self.missing and not self.refused

    @property
    def open_text(self) -> str:
        """The command with what is missing spelled `<name>`, so that nothing takes it for a value."""
        return "".join(piece.text if piece.filled else f"<{piece.variable}>" for piece in self.pieces)


class Unplaceable(ValueError):
    """A value that cannot stand where it should; the message says why."""


def resolve(
    command: str,
    values: Mapping[str, str],
    language: Language = Language.SHELL,
    stand_ins: Sequence[Placeholder] = (),
) -> Resolved:
    """`command` with `values` (by canonical name; an empty one counts as missing) written in.

    `stand_ins` are words of `command` that wait for a value like any placeholder; one whose value is that
    very word stays as it is written. Other languages than shell are only ever copied by a person; there a
    value must be a plain word.
    """
    values = {canonical(name): value for name, value in values.items()}
    try:
        pieces = _pieces(command, values, language, stand_ins)
    except Unplaceable as refusal:
        unfilled = _pieces(command, dict.fromkeys(values, ""), language, stand_ins)
        return Resolved(unfilled, refused=str(refusal))
    missing = dict.fromkeys(piece.variable for piece in pieces if not piece.filled)
    return Resolved(pieces, tuple(missing))


def placeholders(
    command: str, known: frozenset[str] = frozenset(), stand_ins: Sequence[Placeholder] = ()
) -> tuple[str, ...]:
    """The canonical names `command` needs, each once, in order of appearance."""
    found = slots(command, _is_variable(command, known), known, stand_ins)
    return tuple(dict.fromkeys(slot.name for slot in found if not slot.has_default))


def _is_variable(command: str, known: frozenset[str]) -> Callable[[str], bool]:
    assigned = assigned_in(command)

    def answer(name: str) -> bool:
        if name in assigned:
            return False
        return canonical(name) in known or (name.isupper() and not is_given(name, command))

    return answer


def _pieces(
    command: str, values: Mapping[str, str], language: Language, stand_ins: Sequence[Placeholder]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    known = frozenset(values)
    for slot in slots(command, _is_variable(command, known), known, stand_ins):
        if slot.start > at:
            pieces.append(Piece(command[at : slot.start]))
        written = command[slot.start : slot.end]
        value = values.get(slot.name, "")
        if value and not (slot.stands_in and value == written and _PLAIN.fullmatch(value)):
            written = (
                _written(slot, command, value) if language is Language.SHELL else _plain(slot.name, value)
            )
        pieces.append(Piece(written, slot.name, bool(value) or slot.has_default))
        at = slot.end
    if at < len(command):
        pieces.append(Piece(command[at:]))
    return tuple(pieces)


def _plain(name: str, value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise Unplaceable(f"The value of {name} is more than a plain word; write the command by hand.")
    return value


def _written(slot: Slot, command: str, value: str) -> str:
    """`value` as it must be written at `slot`; raises `Unplaceable` where that cannot be built."""
    if "\0" in value:
        raise Unplaceable(f"The value of {slot.name} holds a NUL byte, which no command can carry.")
    if len(value.encode("utf-8", "surrogatepass")) > MAX_VALUE_BYTES:
        raise Unplaceable(f"The value of {slot.name} is longer than {MAX_VALUE_BYTES} bytes.")
    carrier = _carrier(slot)
    if value.startswith("-") and (slot.opens_word or (carrier and slot.follows_space)):
        raise Unplaceable(f"The value of {slot.name} begins with a hyphen and would become an option.")
    if slot.follows_dollar and (slot.place is not Place.SINGLE or carrier == "shell"):
        raise Unplaceable(f"The value of {slot.name} stands behind a $ and would be read as a variable.")
    if slot.place is Place.UNREAD:
        raise Unplaceable(f"{slot.name} stands where no value can be written; edit the command.")
    if slot.place is Place.COMMAND_NAME:
        raise Unplaceable(
            f"{slot.name} stands where the command's own name should; a value may not choose what runs."
        )
    if slot.place is Place.ARITHMETIC:
        return _only(_NUMBER, slot, value, "a number")
    if carrier == "pattern":
        return _only(
            _PATTERN_WORD, slot, value, "a plain word without a slash, since it stands within a pattern"
        )
    if carrier == "code" or "[" in slot.prefix:
        return _only(_CODE_WORD, slot, value, "a plain word, since it stands within code")
    if _PLAIN.fullmatch(value):
        return value
    if slot.place is Place.OBSCURE:
        return _only(_PLAIN, slot, value, "a plain word, since it stands within a substitution")
    if carrier == "shell":
        return _for_inner_shell(slot, command, value)
    return _quoted(slot, value)


def _only(pattern: re.Pattern[str], slot: Slot, value: str, wanted: str) -> str:
    if not pattern.fullmatch(value):
        raise Unplaceable(f"The value of {slot.name} must be {wanted}; edit the command, or do it by hand.")
    return value


def _quoted(slot: Slot, value: str) -> str:
    if slot.place is Place.BARE:
        return _single_quoted(value)
    if slot.place is Place.SINGLE:
        return value.replace("'", "'\\''")
    if slot.place is Place.DOUBLE:
        return _within_double(value)
    if "\n" in value or "\r" in value:
        raise Unplaceable(f"The value of {slot.name} has several lines and stands in a here-document.")
    if slot.place is Place.HEREDOC:
        return re.sub(r"([\\$`])", r"\\\1", value)
    return value


def _single_quoted(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def _within_double(value: str) -> str:
    return re.sub(r"([\\$`\"])", r"\\\1", value)


def _for_inner_shell(slot: Slot, command: str, value: str) -> str:
    """`value` written so that two shells, one after the other, leave it as it is."""
    if slot.place is Place.BARE:
        return _single_quoted(_single_quoted(value))
    start, end = slot.quote
    inner = command[start:end]
    opaque = slot.place not in (Place.SINGLE, Place.DOUBLE)
    if opaque or (slot.place is Place.DOUBLE and re.search(r"[\\$`]", inner)):
        return _only(_PLAIN, slot, value, "a plain word, since another shell reads it again")
    at = slot.start - start
    itself = Placeholder(at, at + slot.end - slot.start, slot.name, command[slot.start : slot.end])
    read = slots(inner, lambda _: True, stand_ins=(itself,) if slot.stands_in else ())
    found = next((one for one in read if one.start == at), None)
    if found is None:
        return _only(_PLAIN, slot, value, "a plain word, since another shell reads it again")
    written = _written(found, inner, value)
    return written.replace("'", "'\\''") if slot.place is Place.SINGLE else _within_double(written)


def _carrier(slot: Slot) -> str:
    """Who reads the word: another "shell", an evaluator of "code" or of a "pattern", or "": a program."""
    names = [word.rsplit("/", 1)[-1].strip("'\"\\") for word in slot.words]
    if slot.delimiter:
        return "code" if set(names) & (SHELLS | JOINERS | PATTERNED | EVALUATORS) else ""
    for index, name in enumerate(names):
        if name in SHELLS:
            return _inner_of_dash_c(slot, names[index + 1 :])
        if name == "ssh":
            return "shell" if _past_destination(list(slot.words[index + 1 :])) else "code"
        if name in JOINERS:
            return "shell" if name == "eval" else "code"
        if name in PATTERNED:
            return "pattern"
        if name in EVALUATORS and not (
            name == "printf" and len(names) - index > 1 and names[index + 1] != "-v"
        ):
            return "code"
    return ""


def _inner_of_dash_c(slot: Slot, after: list[str]) -> str:
    for index, word in enumerate(after):
        if re.fullmatch(r"-[A-Za-z]*c", word):
            return "shell" if index == len(after) - 1 else ""
    return "code"


def _past_destination(after: list[str]) -> bool:
    """Whether the destination of an ssh command already stands among `after`."""
    skip = False
    for word in after:
        if skip:
            skip = False
        elif word in SSH_WITH_ARGUMENT:
            skip = True
        elif not word.startswith("-"):
            return True
    return False
