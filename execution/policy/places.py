"""Where placeholders stand in a shell command: the place decides how a value may be written there.

How they are spelled is the library's to say (`runbooks.types.placeholders`). `$POD` and `${POD}` count when
the run has such a variable, or when nothing in the command or the shell itself could give them a value;
`POD_NAME` and `[cluster]` only when the run has it.
Grammar: POSIX.1-2024, Shell Command Language, 2.2 and 2.7.4. Written to refuse what it does not
understand: such a place is `OBSCURE`, and only a plain word may stand in it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from execution.policy.slot import Place, Slot
from runbooks.types.placeholders import (
    DOLLAR,
    MARKED,
    Placeholder,
    canonical,
    is_templated,
    marked,
    words_to_fill,
)

_KEYWORDS: Final = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "time"})
_HEREDOC: Final = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([A-Za-z0-9_.!-]+))")


def slots(
    command: str,
    is_variable: Callable[[str], bool],
    known: frozenset[str] = frozenset(),
    stand_ins: Sequence[Placeholder] = (),
) -> tuple[Slot, ...]:
    """Every placeholder of `command`, in order; `is_variable` says which `$NAME` count as one.

    `known` are the run's own variables, by canonical name; `stand_ins` words of `command` that stand for a
    value though their spelling does not show it. Each of those is in a slot, or in a comment.
    """
    return tuple(_Reader(command, is_variable, known, stand_ins).read())


class _Reader:
    """One pass over the command, remembering only what the place of a placeholder depends on."""

    def __init__(
        self,
        text: str,
        is_variable: Callable[[str], bool],
        known: frozenset[str],
        stand_ins: Sequence[Placeholder],
    ) -> None:
        self.text = text
        self.stand_ins = {one.start: one for one in stand_ins}
        self.comments: list[Slot] = []
        self.is_variable = is_variable
        self.templated = is_templated(text)
        self.words_to_fill = {one.start: one for one in words_to_fill(text) if one.name in known}
        self.at = 0
        self.found: list[Slot] = []
        self.words: list[str] = []
        self.word: list[str] | None = None
        self.heredocs: list[tuple[str, bool, bool]] = []  # delimiter, quoted, tabs stripped
        self.opening: tuple[str, ...] = ()  # every word of the line that opened the here-document
        self.lost = False  # quotes within a substitution: from there on every place is obscure

    def read(self) -> list[Slot]:
        while self.at < len(self.text):
            self._one()
        return self._with_unread() if self.stand_ins else self.found

    def _with_unread(self) -> list[Slot]:
        """What was found, and the words to fill in that were stepped over, whose place nobody knows."""
        read = {one.start for one in self.found}
        left = [
            Slot(one.start, one.end, one.name, Place.UNREAD, stands_in=True)
            for one in self.stand_ins.values()
            if one.start not in read
        ]
        kept: list[Slot] = []
        at = 0
        for slot in sorted([*self.found, *self.comments, *left], key=lambda one: (one.start, -one.end)):
            if slot.end <= at:
                continue
            kept.append(slot if slot.start >= at else replace(slot, start=at, stands_in=False))
            at = slot.end
        return [slot for slot in kept if slot.name]

    def _one(self) -> None:
        char = self.text[self.at]
        if self._placeholder(Place.BARE):
            return
        if char == "\\":
            self._add(self.text[self.at : self.at + 2])
        elif char == "'":
            self._single()
        elif char == '"':
            self._double()
        elif char == "`":
            self._obscure_until("`")
        elif self.text.startswith("$((", self.at) or self.text.startswith("((", self.at):
            self._nested(Place.ARITHMETIC)
        elif self.text.startswith(("$(", "<(", ">(", "${"), self.at):
            self._nested(Place.OBSCURE)
        elif char == "#" and self.word is None and self.text[self.at - 1 : self.at] not in ("{", "}"):
            self._comment()
        elif self.text.startswith("<<", self.at) and not self.text.startswith("<<<", self.at):
            self._heredoc_opens()
        elif char == "\n":
            self._end_command()
            self.at += 1
            self._heredoc_bodies()
        elif char in " \t":
            self._end_word()
            self.at += 1
        elif char in ";&|(){}" and not (char in "{}" and self.word is not None):
            self._end_command()
            self.at += 1
        elif char in "<>":
            self._end_word()
            self.at += 1
        else:
            self._add(char)

    # words

    def _add(self, text: str) -> None:
        self.word = [*(self.word or []), text]
        self.at += len(text)

    def _end_word(self) -> None:
        if self.word is not None:
            self.words.append("".join(self.word))
            self.word = None

    def _end_command(self) -> None:
        self._end_word()
        self.words = []

    def _names_the_command(self) -> bool:
        return self.word is None and all(
            word in _KEYWORDS or re.match(r"[A-Za-z_]\w*=", word) for word in self.words
        )

    # placeholders

    def _match(self) -> tuple[str, int, bool] | None:
        """The placeholder that begins here: its name, where it ends, whether it has a value anyway."""
        found = MARKED.match(self.text, self.at)
        if found and (name := marked(found, templated=self.templated)):
            return name, found.end(), False
        found = DOLLAR.match(self.text, self.at)
        if found and self.is_variable(name := found[1] or found[3]):
            given = found[2] is not None and not any(at in self.stand_ins for at in range(*found.span(2)))
            return name, found.end(), given
        if word := self.stand_ins.get(self.at) or self.words_to_fill.get(self.at):
            return word.name, word.end, False
        return None

    def _placeholder(self, place: Place, *, quote: tuple[int, int] = (0, 0), delimiter: str = "") -> bool:
        match = self._match()
        if match is None:
            return False
        name, end, given = match
        if self.lost:
            place = Place.OBSCURE
        elif place is Place.BARE and self._names_the_command():
            place = Place.COMMAND_NAME
        prefix = "" if delimiter else "".join(self.word or [])
        words = self.opening if delimiter else tuple(self.words)
        stands_in = self.at in self.stand_ins
        self.found.append(
            Slot(self.at, end, canonical(name), place, words, prefix, quote, delimiter, given, stands_in)
        )
        self._add(self.text[self.at : end])
        return True

    # quotes, substitutions, here-documents

    def _single(self) -> None:
        end = self.text.find("'", self.at + 1)
        end = len(self.text) if end < 0 else end
        quote = (self.at + 1, end)
        if self.word and self.word[-1] == "$":  # $'…' has escapes of its own
            place = Place.OBSCURE
        else:
            place = Place.COMMAND_NAME if self._names_the_command() else Place.SINGLE
        self._add("'")
        while self.at < end:
            if not self._placeholder(place, quote=quote):
                self._add(self.text[self.at])
        self._add("'")
        self.at = min(self.at, len(self.text))

    def _double(self) -> None:
        place = Place.COMMAND_NAME if self._names_the_command() else Place.DOUBLE
        start, end = self.at + 1, self._double_ends()
        self._add('"')
        while self.at < end:
            if self._placeholder(place, quote=(start, end)):
                continue
            if self.text[self.at] == "\\":
                self._add(self.text[self.at : self.at + 2])
            elif self.text.startswith("$((", self.at):
                self._nested(Place.ARITHMETIC)
            elif self.text.startswith(("$(", "${"), self.at):
                self._nested(Place.OBSCURE)
            elif self.text[self.at] == "`":
                self._obscure_until("`")
            else:
                self._add(self.text[self.at])
        self._add('"')

    def _double_ends(self) -> int:
        at = self.at + 1
        while at < len(self.text) and self.text[at] != '"':
            if self.text.startswith("$(", at):
                at = self._closing(at + 1, "(", ")")
                continue
            at += 2 if self.text[at] == "\\" else 1
        return min(at, len(self.text))

    def _closing(self, at: int, opening: str, closing: str) -> int:
        """Index after the bracket that closes the one at `at`; a quote on the way and we are lost."""
        depth = 0
        while at < len(self.text):
            if self.text[at] in "'\"`#":
                self.lost = True
            if self.text[at] == "\\":
                at += 1
            elif self.text[at] == opening:
                depth += 1
            elif self.text[at] == closing:
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        return len(self.text)

    def _nested(self, place: Place) -> None:
        bracket = self.text.find("{" if self.text.startswith("${", self.at) else "(", self.at)
        end = self._closing(bracket, self.text[bracket], "}" if self.text[bracket] == "{" else ")")
        self._take_until(end, place)

    def _obscure_until(self, mark: str) -> None:
        end = self.text.find(mark, self.at + 1)
        self._add(mark)
        self._take_until(len(self.text) if end < 0 else end + 1, Place.OBSCURE)

    def _take_until(self, end: int, place: Place) -> None:
        while self.at < end:
            if not self._placeholder(place):
                self._add(self.text[self.at])

    def _comment(self) -> None:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        if not self.lost:
            self.comments.append(Slot(self.at, end, "", Place.UNREAD))
        self.at = end

    def _heredoc_opens(self) -> None:
        found = _HEREDOC.match(self.text, self.at)
        if found is None:
            self._take_until(len(self.text), Place.OBSCURE)
            return
        delimiter = found[2] or found[3] or found[4]
        quoted = found[4] is None or found[0].find("\\") >= 0
        self.heredocs.append((delimiter, quoted, bool(found[1])))
        self._end_word()
        self.at = found.end()

    def _heredoc_bodies(self) -> None:
        line = self.text[: self.at - 1].rsplit("\n", 1)[-1]
        self.opening = tuple(re.split(r"[\s;&|(){}<>'\"]+", line))
        for delimiter, quoted, tabs in self.heredocs:
            place = Place.RAW_HEREDOC if quoted else Place.HEREDOC
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    self.at = end
                    break
                self._heredoc_line(end, place, delimiter)
                self.at = min(end + 1, len(self.text))
        self.heredocs = []
        self.word, self.words = None, []

    def _heredoc_line(self, end: int, place: Place, delimiter: str) -> None:
        while self.at < end:
            if self._placeholder(place, delimiter=delimiter):
                continue
            if place is Place.HEREDOC and self.text.startswith(("$(", "${", "`", "\\"), self.at):
                self._take_until(end, Place.OBSCURE)
            else:
                self._add(self.text[self.at])
