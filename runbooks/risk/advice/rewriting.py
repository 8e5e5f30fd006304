"""A simple command written anew by a form of the table: its own words stay as they were typed."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from runbooks.risk.advice.finding import Found, span_of
from runbooks.risk.advice.table import Form, Section
from runbooks.risk.options import Line, Option, read_options
from runbooks.risk.words import OPAQUE, UNKNOWN_ARGUMENT, Word

_CODE: Final = re.compile(r"@(name|path|all|last|keep|whole|[kw]\d|\d-?|[?=]-[\w|-]+)")
_CLUSTER: Final = re.compile(rb"-[A-Za-z]{2,}")


class Edit(NamedTuple):
    """A stretch of a script, in bytes, and what stands there instead."""

    start: int
    end: int
    text: bytes


class Withheld(Exception):
    """The form does not fit this command."""


class Rewriter:
    """One simple command read with the options of its section."""

    def __init__(self, found: Found, section: Section) -> None:
        self.found, self.section, self.source = found, section, found.place.source
        self.call = found.call
        self.line: Line = read_options(self.call.arguments, section.known, single_dash=section.single_dash)
        self.path, self.taken = self._path()

    def _path(self) -> tuple[str, int]:
        names: list[str] = []
        for word in self.line.operands[: self.section.depth]:
            if not word.plain:
                break
            names.append(word.text)
        for count in range(len(names), 0, -1):
            for path in (" ".join(names[:count]), " ".join([*names[: count - 1], "*"])):
                if path in self.section.forms:
                    return path, count
        return ("." if "." in self.section.forms else ""), 0

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms for its sub-command."""
        return self.section.forms.get(self.path, ())

    @property
    def operands(self) -> tuple[Word, ...]:
        """Its operands after the sub-command."""
        return self.line.operands[self.taken :]

    @property
    def head(self) -> tuple[int, int]:
        """Where its name and sub-command stand."""
        words = self.line.operands[: self.taken]
        return self.call.words[0].start, max((w.end for w in words), default=self.call.words[0].end)

    @property
    def led(self) -> tuple[int, int]:
        """Where the words stand that say what it does: its sub-command, or else its name."""
        words = self.line.operands[: self.taken] or self.call.words[:1]
        return words[0].start, words[-1].end

    def holds(self, form: Form) -> bool:
        """True when the form is meant for this command."""
        return all(self._holds(need) for need in form.needs)

    def _holds(self, need: Sequence[str]) -> bool:
        kind, names = need[0], need[1:]
        if kind == "has":
            return self.line.has(*names) or any(self._says(word, names) for word in self.call.arguments)
        if kind == "no":
            return not self._holds(("has", *names))
        if kind == "words":
            low, _, high = names[0].partition("-")
            count = len(self.operands)
            return int(low) <= count and (count <= int(high or 99 if "-" in names[0] else low))
        if kind == "plain":  # every operand is one word, and the same word later
            return not any(word.many or (word.opaque and self._is_made(word)) for word in self.operands)
        if kind == "literal":  # no pattern, in quotes or not
            return not any(sign in word.text for word in self.operands for sign in "*?[")
        if kind == "filled":
            return all(word.text for word in self.operands)
        if kind == "renames":
            one, two = (self.raw(word) for word in self.operands[-2:])
            return two.startswith(one) and b"/" not in two[len(one) :]
        place, pattern = int(kind.removeprefix("is")), names[0]
        if len(self.operands) < place:
            return False
        return bool(re.fullmatch(pattern, self.operands[place - 1].text))

    def _is_made(self, word: Word) -> bool:
        raw = self.raw(word)
        return b"$(" in raw or b"`" in raw

    @staticmethod
    def _says(word: Word, names: Sequence[str]) -> bool:
        return word.text in names

    def raw(self, word: Word) -> bytes:
        """A word as it was typed."""
        if not word.end:
            raise Withheld
        return self.source[word.start : word.end]

    def value(self, option: Option) -> bytes:
        """The value of an option as it was typed."""
        if option.value is None:
            raise Withheld
        raw = self.raw(option.value)
        if option.value.start != option.word.start:
            return raw
        if raw.startswith(b"--") or self.section.single_dash:
            return raw.partition(b"=")[2]
        if not re.match(rb"-[A-Za-z]", raw):
            raise Withheld
        return raw[2:].removeprefix(b"=")

    def apply(self, form: Form) -> bytes:
        """The command written anew; raises `Withheld` where the form does not fit."""
        start, end = span_of(self.call)
        if form.steps[0][0] == "write":
            begin = self.call.words[0].start
            return self.source[start:begin] + self.template(" ".join(form.steps[0][1:]))
        edits: list[Edit] = []
        for step in form.steps:
            edits += self._edits(step[0], step[1:])
        return applied(self.source, start, end, edits)

    def _edits(self, verb: str, words: Sequence[str]) -> list[Edit]:
        name, head = self.call.words[0], self.head
        text = " ".join(words).encode()
        if self.line.strange and self.line.strange[0].start < head[1]:
            raise Withheld
        if verb == "add":
            return [Edit(head[1], head[1], b" " + text)]
        if verb == "pre":
            return [Edit(name.end, name.end, b" " + text)]
        if verb == "end":
            last = max(word.end for word in self.call.words)
            return [Edit(last, last, b" " + text)]
        if verb == "name":
            slash = self.raw(name).rfind(b"/") + 1
            return [Edit(name.start + slash, name.end, text)]
        if verb == "verb":
            return self._verb([word.encode() for word in words])
        if verb == "set":
            return self._set(words[0], b" ".join(word.encode() for word in words[1:]))
        if verb == "swap":
            return self._swap(words[0], words[1].encode())
        if verb == "drop":
            return self._drop(words)
        if verb == "cut":
            word = self.operands[int(words[0]) - 1]
            return [self._with_blank(Edit(word.start, word.end, b""))]
        raise ValueError(f"No form begins with {verb}.")

    def _verb(self, words: list[bytes]) -> list[Edit]:
        old = self.line.operands[: self.taken]
        if len(old) != len(words):
            if any(self.source[word.end : word.end + 2].strip()[:1] == b"-" for word in old[:-1]):
                raise Withheld
            return [Edit(old[0].start, old[-1].end, b" ".join(words))]
        return [Edit(w.start, w.end, new) for w, new in zip(old, words, strict=True) if self.raw(w) != new]

    def _set(self, name: str, text: bytes) -> list[Edit]:
        given = self.line.all(*name.split("|"))
        if len(given) != 1 or given[0].value is None:
            raise Withheld
        option, value = given[0], given[0].value
        if value.start != option.word.start:
            return [Edit(value.start, value.end, text)]
        return [Edit(value.end - len(self.value(option)), value.end, text)]

    def _swap(self, old: str, new: bytes) -> list[Edit]:
        given = [word for word in self.call.arguments if word.text == old and word.end]
        if len(given) != 1 or self.raw(given[0]) != old.encode():
            raise Withheld
        return [Edit(given[0].start, given[0].end, new)]

    def _drop(self, names: Sequence[str]) -> list[Edit]:
        edits: dict[int, Edit] = {}
        for option in self.line.all(*names):
            raw = self.raw(option.word)
            bare = option.value is None or not option.value.text
            if bare and _CLUSTER.fullmatch(raw) and not self.section.single_dash:
                kept = edits[option.word.start].text if option.word.start in edits else raw
                kept = kept.replace(option.name[1:].encode(), b"")
                edits[option.word.start] = Edit(option.word.start, option.word.end, kept)
                continue
            if not raw.startswith(option.name.encode()):
                raise Withheld
            end = option.word.end
            if option.value is not None and option.value.start != option.word.start:
                end = option.value.end
            edits[option.word.start] = Edit(option.word.start, end, b"")
        for word in self.call.arguments:
            if word.text in names and word.end and word.start not in edits:
                edits[word.start] = Edit(word.start, word.end, b"")
        return [self._with_blank(edit) if edit.text in (b"", b"-") else edit for edit in edits.values()]

    def _with_blank(self, edit: Edit) -> Edit:
        start = edit.start
        while self.source[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        return Edit(start, edit.end, b"")

    def template(self, text: str) -> bytes:
        """A text of the table with the words of the command in it."""
        if self.line.strange or UNKNOWN_ARGUMENT in self.call.words:
            raise Withheld
        words = []
        for token in text.split(" "):
            parts = _CODE.split(token)
            filled = [self._filled(part) if odd % 2 else part.encode() for odd, part in enumerate(parts)]
            word = b"".join(filled)
            if word:
                words.append(word)
        return b" ".join(words)

    def _filled(self, code: str) -> bytes:
        operands = self.operands
        if code == "name":
            return self.raw(self.call.words[0])
        if code == "whole":
            return self.source[slice(*span_of(self.call))]
        if code == "path":
            return b" ".join(map(self.raw, self.line.operands[: self.taken]))
        if code == "all":
            return self._listed(operands)
        if code == "last":
            return self._listed(operands[-1:])
        if code == "keep":
            return b" ".join(map(self._option, self.line.all(*self.section.keep)))
        if code[0] in "kw":
            word = self._listed(operands[int(code[1]) - 1 : int(code[1])])
            if code[0] == "w":
                return word
            name, sign, _ = word.partition(b"=")
            if not sign or not re.fullmatch(rb"[\w./-]+", name):
                raise Withheld
            return name
        if code[0] in "=?":
            option = self.line.last(*code[1:].split("|"))
            if option is None and code[0] == "?":
                return b""
            if option is None:
                raise Withheld
            return self._option(option) if code[0] == "?" else self.value(option)
        place = int(code[0]) - 1
        return self._listed(operands[place:] if code.endswith("-") else operands[place : place + 1])

    def _listed(self, words: Sequence[Word]) -> bytes:
        if not words or any(word.dash and not word.text.startswith(OPAQUE) for word in words):
            raise Withheld
        return b" ".join(map(self.raw, words))

    def _option(self, option: Option) -> bytes:
        raw = self.raw(option.word)
        if not raw.startswith(option.name.encode()):
            raise Withheld
        if option.value is not None and option.value.start != option.word.start:
            return raw + b" " + self.raw(option.value)
        return raw


def applied(source: bytes, start: int, end: int, edits: Sequence[Edit]) -> bytes:
    """The stretch of `source` with the edits made; raises `Withheld` where they overlap."""
    out, place = b"", start
    for edit in sorted(edits):
        if edit.start < place:
            raise Withheld
        out += source[place : edit.start] + edit.text
        place = edit.end
    return out + source[place:end]
