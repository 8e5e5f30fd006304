"""The second parser: shfmt must see the same words, redirects and substitutions as tree-sitter.

It is asked once for all scripts, as one document of which each script is a part.
"""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from runbooks.risk.desk import Script

TIMEOUT: Final = 20  # seconds; a page of a thousand commands takes well under one
RETRIES: Final = 3  # how many scripts that do not parse are set aside before all others are given up
PARTS: Final = {
    "CmdSubst": "c",
    "ProcSubst": "p",
    "ParamExp": "x",
    "ArithmExp": "m",
    "SglQuoted": "q",
    "DblQuoted": "q",
}
Marks = set[tuple[str, int, int]]


def confirmed(scripts: Sequence[Script]) -> list[bool]:
    """For each script, whether shfmt sees what tree-sitter saw."""
    answers: dict[Script, bool] = {script: False for script in scripts if not _plausible(script)}
    waiting = [script for script in dict.fromkeys(scripts) if script not in answers]
    for _ in range(RETRIES):
        if not waiting:
            break
        starts, document = _joined(waiting)
        tree, bad_line = _parse(document)
        if tree is not None:
            answers |= _compare(waiting, starts, tree)
            waiting = []
        elif bad_line:
            place = sum(map(len, document.splitlines(keepends=True)[: bad_line - 1]))
            index = max(i for i, start in enumerate(starts) if start <= place)
            answers[waiting.pop(index)] = False
        else:
            break
    return [answers.get(script, False) for script in scripts]


def _plausible(script: Script) -> bool:
    return (
        b"\r" not in script.source
        and b"\0" not in script.source
        and not script.source.rstrip(b" ").endswith(b"\\")
    )


def _joined(scripts: Sequence[Script]) -> tuple[list[int], bytes]:
    starts: list[int] = []
    document = bytearray()
    for script in scripts:
        starts.append(len(document))
        document += script.source + b"\n"
    return starts, bytes(document)


@cache
def shfmt() -> str | None:
    """Where the second parser is, or None."""
    beside = Path(sysconfig.get_path("scripts")) / "shfmt"
    return str(beside) if beside.exists() else shutil.which("shfmt")


def _parse(document: bytes) -> tuple[dict[str, Any] | None, int]:
    """The tree, or None with the line of the first error (0 when it is not known)."""
    program = shfmt()
    if program is None:
        return None, 0
    try:
        done = subprocess.run(
            [program, "-ln=bash", "--to-json"],
            input=document,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, 0
    if done.returncode == 0:
        tree: dict[str, Any] = json.loads(done.stdout)
        return tree, 0
    line = done.stderr.decode("utf-8", "replace").split(":", 2)
    digits = next((part for part in line if part.isdigit()), "0")
    return None, int(digits)


def _compare(scripts: Sequence[Script], starts: list[int], tree: dict[str, Any]) -> dict[Script, bool]:
    marks: Marks = set()
    for mark in _marks(tree):
        marks.add(mark)
    bounds = [*starts[1:], sum(len(script.source) + 1 for script in scripts)]
    ordered = sorted(marks, key=lambda mark: mark[1])
    answers: dict[Script, bool] = {}
    place = 0
    for script, start, end in zip(scripts, starts, bounds, strict=True):
        mine: Marks = set()
        while place < len(ordered) and ordered[place][1] < end:
            kind, begin, finish = ordered[place]
            mine.add((kind, begin - start, finish - start))
            place += 1
        answers[script] = mine == set(script.marks)
    return answers


def _marks(node: Any) -> Iterator[tuple[str, int, int]]:
    stack = [node]
    while stack:
        node = stack.pop()
        kind = node.get("Type")
        if kind in PARTS:
            yield (PARTS[kind], *_range(node))
        if kind == "CallExpr":
            for word in node.get("Args", ()):
                yield ("w", *_range(word))
            for assigned in node.get("Assigns", ()):
                yield ("a", *_range(assigned))
        elif kind == "DeclClause":
            for argument in node.get("Args", ()):
                yield ("w" if argument.get("Naked") else "a", *_range(argument))
        elif kind in ("UnaryTest", "BinaryTest"):
            for side in ("X", "Y"):
                if node.get(side, {}).get("Type") == "Word":
                    yield ("w", *_range(node[side]))
        elif kind in ("WordIter",):
            for word in node.get("Items", ()):
                yield ("w", *_range(word))
        elif kind == "CaseClause":
            yield ("w", *_range(node["Word"]))
        if "Patterns" in node:
            for word in node["Patterns"]:
                yield ("w", *_range(word))
        for redirect in node.get("Redirs", ()):
            yield ("r", redirect["OpPos"]["Offset"], redirect["Word"]["End"]["Offset"])
        for value in node.values():
            if isinstance(value, list):
                stack += [part for part in value if isinstance(part, dict)]
            elif isinstance(value, dict) and "Offset" not in value:  # no position, which most of the tree is
                stack.append(value)


def _range(node: dict[str, Any]) -> tuple[int, int]:
    return node["Pos"]["Offset"], node["End"]["Offset"]
