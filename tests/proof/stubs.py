"""Scripts full of the shell's signs, those called green executed beside stubs, and what they left behind.

Every program on the path is a stub: harmless names do nothing, the others leave a mark. So a mark or a file
means that both parsers were fooled about what the shell makes of the text.
"""

import random
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from runbooks.risk.classify import classify_all
from runbooks.types import Language, Risk

SEED: Final = 20_26
SCRIPTS: Final = 30_000
HARMLESS: Final = ("ls", "cat", "grep", "wc", "head", "sort", "cut", "tr", "date", "sleep")
ACTS: Final = ("evil", "rm", "touch", "x", "a", "b", "sh")
PIECES: Final = (
    "ls",
    "cat f",
    "grep a f",
    "wc -l",
    "head -1",
    "evil",
    "rm f",
    "touch y",
    "echo",
    "echo a",
    "$(evil)",
    "`evil`",
    "$(ls)",
    "<(evil)",
    ">(evil)",
    "<<E",
    "<<'E'",
    "<<-E",
    "\nE\n",
    "<<<",
    "E",
    "$((1+1))",
    "$((a[$(evil)]))",
    "$[evil]",
    "${v:-a}",
    "${v:-$(evil)}",
    "${v:-`evil`}",
    "${v@P}",
    "${!v}",
    "$v",
    '"$v"',
    "$'\\x65vil'",
    "$'\\''",
    '$"evil"',
    "a=b",
    "v=evil",
    "PATH=.",
    "a[$(evil)]=1",
    "if ",
    "; then ",
    "; fi",
    "for i in a b; do ",
    "; done",
    "case a in ",
    "a) ",
    ";; ",
    "esac",
    "while ",
    "; do ",
    "{ ",
    "; }",
    "( ",
    " )",
    "f() ",
    "function g ",
    "[[ ",
    " ]]",
    "[ ",
    " ]",
    "-v ",
    "-eq 1",
    "! ",
    "time ",
    "coproc ",
    "eval ",
    "exec ",
    "trap evil EXIT",
    "alias ls=evil",
    "shopt -s expand_aliases",
    "set -- evil",
    '"$@"',
    "printf -v v ",
    "read v",
    "read 'a[$(evil)]'",
    "> y",
    ">> y",
    "2>/dev/null",
    ">/dev/null",
    "2>&1",
    "&> y",
    "< f",
    "{y}> y",
    ">| y",
    "#",
    "# evil",
    "\\",
    "\\\n",
    "'",
    '"',
    "`",
    "$(",
    "${",
    "((",
    "))",
    " ",
    "\n",
    ";",
    "&",
    "&&",
    "||",
    "|",
    "|&",
    "(",
    ")",
    "{",
    "}",
    "*",
    "?",
    "[",
    "]",
    "~",
    "!",
    "=",
    "-",
    "{a,b}",
    "{evil,a}",
    "$",
    "\t",
    "%",
    "^",
    "é",
    "E\n",
)

CALM: Final = (
    "ls",
    "cat f",
    "grep a f",
    "wc -l",
    "echo a",
    "| ",
    "; ",
    "&& ",
    "'a'",
    '"a"',
    "$(ls)",
    "2>/dev/null",
    "$v",
    "\n",
    " ",
)
CALMNESS: Final = 0.6  # of the pieces


def figure() -> dict[str, Any]:
    """How many scripts were green, executed, and how many of those left something behind."""
    chance = random.Random(SEED)
    scripts = list({_script(chance) for _ in range(SCRIPTS)})
    green = [
        text
        for start in range(0, len(scripts), 2000)
        for text, verdict in zip(
            scripts[start : start + 2000],
            classify_all([(text, Language.SHELL) for text in scripts[start : start + 2000]]),
            strict=True,
        )
        if verdict.risk is Risk.GREEN
    ]
    with tempfile.TemporaryDirectory() as place:
        left = [text for text in green if _leaves_something(text, Path(place))]
    return {
        "bench": "green",
        "metric": "green scripts that left something behind",
        "ours": len(left),
        "anchor": "none",
        "theirs": 0,
        "ratio": len(left) / max(len(green), 1),
        "n": len(green),
        "of": len(scripts),
        "first": left[:5],
    }


def _script(chance: random.Random) -> str:
    """Mostly what is likely to be green, with a few signs of the shell between."""
    pieces = [
        chance.choice(CALM if chance.random() < CALMNESS else PIECES) for _ in range(chance.randint(2, 9))
    ]
    return "".join(piece + chance.choice(("", " ", " ")) for piece in pieces)


def _leaves_something(text: str, place: Path) -> bool:
    tools, work = place / "tools", place / "work"
    mark = place / "mark"
    if not tools.exists():
        tools.mkdir()
        for name in (*HARMLESS, *ACTS):
            stub = tools / name
            act = "exit 0" if name in HARMLESS else f": > '{mark}'"
            stub.write_text(f"#!/bin/bash\n{act}\n")
            stub.chmod(0o755)
    work.mkdir(exist_ok=True)
    (work / "f").write_text("a\n")
    before = sorted(work.iterdir()), (work / "f").read_text()
    try:
        subprocess.run(
            ["/bin/bash", "--noprofile", "--norc", "-c", text],
            cwd=work,
            env={"PATH": str(tools), "HOME": str(work)},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=3,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    changed = mark.exists() or (sorted(work.iterdir()), (work / "f").read_text()) != before
    mark.unlink(missing_ok=True)
    for left in work.iterdir():
        if left.name != "f":
            left.unlink()
    return changed
