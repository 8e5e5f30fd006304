"""The language of awk, read token by token: whether a program prints only."""

import re
from typing import Final

from runbooks.risk.desk import Desk
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk

TOKEN: Final = re.compile(
    r"(?P<space>[ \t]+|\\\n)|(?P<comment>#[^\n]*)|(?P<string>\"(?:\\.|[^\"\\\n])*\")|(?P<name>[A-Za-z_]\w*)|"
    r"(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|"
    r"(?P<sign>\|&|\|\||&&|>>|>=|<=|==|!=|!~|\+\+|--|\*\*|[-+*%^/]=|[-+*%^!<>=~?:,;(){}\[\]$|&\n/@])",
    re.S,
)
REGEX: Final = re.compile(r"/(?:\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\\\n/\"])*\]|[^/\\\[\n])+/")
BEFORE_REGEX: Final = frozenset(["print", "printf", "return", "in", "case", "do", "else"])
FORBIDDEN: Final = listed("system getline ENVIRON PROCINFO SYMTAB FUNCTAB ARGV ARGC extension")


def tokens(program: str) -> list[tuple[str, str]] | None:
    """The program's tokens as kind and text; None where it is not certain how awk reads it."""
    out: list[tuple[str, str]] = []
    place = 0
    while place < len(program):
        found = TOKEN.match(program, place)
        if found is None:
            return None
        kind, text = found.lastgroup or "", found[0]
        if text in ("/", "/=") and kind == "sign":
            wanted = _regex_here(out)
            if wanted is None:
                return None
            if wanted:
                regex = REGEX.match(program, place)
                if regex is None or ('"' in regex[0] and "[" in regex[0]):
                    return None
                kind, text = "regex", regex[0]
        if kind not in ("space", "comment"):
            out.append((kind, text))
        place += len(text)
    return out


def _regex_here(out: list[tuple[str, str]]) -> bool | None:
    if not out:
        return True
    kind, text = out[-1]
    if kind == "name":
        return text in BEFORE_REGEX
    if kind in ("number", "string", "regex") or text == "]":
        return False
    if text in ("++", "--", "$"):
        return None
    if text == ")":
        return (
            None
            if any(token in (("name", "if"), ("name", "while"), ("name", "for")) for token in out)
            else False
        )
    return True


def awk_verdict(program: str, word: Word, call: Call, desk: Desk) -> Ruling:
    """The ruling on an awk program."""
    commands = re.findall(r'system\s*\(\s*"((?:\\.|[^"\\])*)"', program)
    inner = [desk.script(text.replace('\\"', '"'), call.depth + 1) for text in commands]
    if any(ruling.risk is Risk.RED for ruling in inner):
        return red("It runs a command that destroys.", word)
    read = tokens(program)
    if read is None:
        return yellow("Its program was not understood.", word)
    for kind, text in read:
        if (kind == "name" and text in FORBIDDEN) or text in ("|", "|&", "@"):
            return yellow("It may run a command, open a connection or read the environment.", word)
    if _writes(read):
        return yellow("It writes a file.", word)
    return green("`awk` only prints.")


def _writes(read: list[tuple[str, str]]) -> bool:
    printing, depth = False, 0
    for index, (kind, text) in enumerate(read):
        if kind == "name" and text in ("print", "printf"):
            printing, depth = True, 0
        elif kind == "sign" and text in (";", "\n", "{", "}"):
            printing = False
        elif kind == "sign" and text in "([":
            depth += 1
        elif kind == "sign" and text in ")]":
            depth -= 1
        elif kind == "sign" and text in (">", ">>"):
            target = read[index + 1 : index + 3]
            ends = len(target) < 2 or target[1][1] in (";", "}", "\n")
            nowhere = ends and target and target[0][1] in ('"/dev/stderr"', '"/dev/stdout"', '"/dev/null"')
            if text == ">>" or (printing and depth <= 0 and not nowhere):
                return True
    return False
