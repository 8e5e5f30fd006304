"""Where one shell command ends: quotes, substitutions, heredocs, continuations and compound statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from re import compile
from typing import Final

from runbooks.parsing.words import words

LOOK_AHEAD: Final = 200  # lines; a quote still open after these was no quote
_TOKEN: Final = compile(
    r"\\.|\\$|'|\"|`|\$\(|\(|\)|<<<|<<-?\s*\\?(['\"]?)([A-Za-z_][\w.-]*)\1|#|&&|\|\||[;|&{}]|\s+"
    r"|[^\s'\"\\()<;|&{}$`#]+|."
)
_NOTED: Final = compile(r"\\\s+(?:<\d{1,2}>|# .*)\s*$")  # what stands after a backslash that joins two lines
_OPENERS: Final = words("if for while until case select")
_CLOSERS: Final = words("fi done esac")
_STAY: Final = words("then do else elif ! time")
_BREAKS: Final = words("; | & && || ( $( { `")


@dataclass
class _Scan:
    """What stands open after the lines fed so far."""

    open: list[str] = field(default_factory=list)
    heredocs: list[str] = field(default_factory=list)
    depth: int = 0
    joined: bool = False

    @property
    def whole(self) -> bool:
        return not (self.open or self.heredocs or self.joined or self.depth > 0)

    def feed(self, line: str) -> None:
        if "\\ " in line:
            line = _NOTED.sub(r"\\", line)
        if self.heredocs and not self.open:
            if line.strip() == self.heredocs[0]:
                self.heredocs.pop(0)
            return
        fresh = True  # at a place where a command word may stand
        spaced = True
        last = ""
        for match in _TOKEN.finditer(line):
            part = match[0]
            if not self.open and part == "#" and spaced:
                break
            if match[2] and self.inside != "'" and self.inside != '"':
                self.heredocs.append(match[2])
            if part in ("{", "}"):
                self._brace(part, last, fresh, spaced and line[match.end() : match.end() + 1].strip() == "")
            else:
                fresh = self._token(part, fresh)
            spaced = part.isspace()
            last = last if spaced and last != "$" else part
        self.joined = last == "\\" or (not self.open and last in ("|", "&&", "||"))

    @property
    def inside(self) -> str:
        return self.open[-1] if self.open else ""

    def _token(self, part: str, fresh: bool) -> bool:
        inside = self.inside
        if inside == "'":
            if part == "'" or (part.endswith("'") and part.startswith("\\")):
                self.open.pop()
            return False
        if part in ("'", '"', "`", "$(", "(", ")"):
            self._bracket(part, inside)
        elif inside != '"':
            self.depth += self._nesting(part, fresh)
        if part.isspace():
            return fresh
        return part in _BREAKS or (fresh and part in _STAY)

    def _brace(self, part: str, last: str, fresh: bool, lone: bool) -> None:
        """`${name}` nests like a bracket, `{ …; }` and the body of a function like a compound statement."""
        if self.inside == "'":
            return
        if part == "{" and last == "$":
            self.open.append("${")
        elif part == "}" and self.inside == "${":
            self.open.pop()
        elif not self.open and part == "{" and lone:
            self.depth += 1
        elif not self.open and part == "}" and fresh:
            self.depth -= 1

    def _bracket(self, part: str, inside: str) -> None:
        if part == inside or (part == ")" and inside in ("(", "$(")):
            self.open.pop()
        elif part == ")" or (part == "'" and inside == '"') or (part == "(" and inside == '"'):
            return
        else:
            self.open.append(part)

    @staticmethod
    def _nesting(part: str, fresh: bool) -> int:
        if fresh and part in _OPENERS:
            return 1
        if fresh and part in _CLOSERS:
            return -1
        return 0


def length_of_command(lines: Sequence[str], first: int) -> int:
    """How many lines the command beginning at line `first` takes; 1 when what it opens is never closed."""
    scan = _Scan()
    for number in range(first, min(len(lines), first + LOOK_AHEAD)):
        scan.feed(lines[number])
        if scan.whole:
            return number - first + 1
        if scan.depth < 0:
            break
    return _continued(lines, first)


def _continued(lines: Sequence[str], first: int) -> int:
    """The length by trailing backslashes alone, for a text whose quotes make no sense."""
    number = first
    while number + 1 < len(lines) and lines[number].rstrip().endswith("\\") and number - first < LOOK_AHEAD:
        number += 1
    return number - first + 1
