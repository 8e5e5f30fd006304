"""The second parser: shfmt must see the same words, redirects and substitutions as tree-sitter.

It is asked once for all scripts, as one document of which each script is a part; a second time where it does
not parse, without what seems to be to blame. What it agreed to is remembered.
"""

import json
import re
import shutil
import subprocess
import sysconfig
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from runbooks.risk.desk import Script

TIMEOUT: Final = 20  # seconds; a page of a thousand commands takes well under one
RUNS: Final = 2  # of shfmt, at most; then what was not answered stays without agreement
NESTING: Final = 100  # signs of pipes and brackets; more in one script may be deeper than JSON is read
REMEMBERED: Final = 8192  # scripts that were agreed to
SHORT: Final = 500  # bytes of a script that is remembered
PARTS: Final = {
    "CmdSubst": "c",
    "ProcSubst": "p",
    "ParamExp": "x",
    "ArithmExp": "m",
    "SglQuoted": "q",
    "DblQuoted": "q",
}
_NESTS: Final = re.compile(rb"[|&({]")
Marks = set[tuple[str, int, int]]


_AGREED: Final[set[Script]] = set()


def agreements(scripts: Iterable[Script]) -> dict[Script, bool]:
    """For each script, whether shfmt sees what tree-sitter saw; nothing is agreed where there is no shfmt."""
    answers = {script: script in _AGREED for script in scripts}
    program = shfmt()
    if program is None:
        return dict.fromkeys(answers, False)
    waiting = [script for script, agreed in answers.items() if not agreed and _plausible(script)]
    for _ in range(RUNS):
        if not waiting:
            break
        starts, document = _joined(waiting)
        try:
            tree = _parse(program, document)
        except _Unread as why:
            waiting = _without(waiting, starts, document, why.line)
            continue
        if tree is not None:
            compared = _compare(waiting, starts, tree)
            _remember(compared)
            answers |= compared
        break
    return answers


def forget_agreements() -> None:
    """Every script is put to shfmt again: for a benchmark, and for a test of the one run."""
    _AGREED.clear()


def _remember(answers: dict[Script, bool]) -> None:
    """Keeps who agreed. A disagreement may be a neighbour's fault, so it is asked about again."""
    agreed = [script for script, fine in answers.items() if fine and len(script.source) <= SHORT]
    if len(_AGREED) + len(agreed) > REMEMBERED:
        _AGREED.clear()
    _AGREED.update(agreed[:REMEMBERED])


def _plausible(script: Script) -> bool:
    return (
        b"\r" not in script.source
        and b"\0" not in script.source
        and not script.source.rstrip(b" ").endswith(b"\\")
    )


def _without(scripts: list[Script], starts: list[int], document: bytes, line: int) -> list[Script]:
    """The scripts less the one at that line, or less the nested ones where the tree was too deep.

    What the first parser could not read either is not asked about again.
    """
    if not line:
        return [script for script in scripts if len(_NESTS.findall(script.source)) <= NESTING]
    place = sum(map(len, document.splitlines(keepends=True)[: line - 1]))
    blamed = bisect_right(starts, place) - 1
    return [script for n, script in enumerate(scripts) if n != blamed and not script.broken]


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


class _Unread(Exception):
    """The document cannot be read: `line` is where it breaks off, 0 where its tree is too deep."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _parse(program: str, document: bytes) -> dict[str, Any] | None:
    """The tree, None where shfmt gives no answer; raises `_Unread`."""
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
        return None
    if done.returncode == 0:
        try:
            tree: dict[str, Any] = json.loads(done.stdout)
        except RecursionError:
            raise _Unread(0) from None
        return tree
    told = done.stderr.decode("utf-8", "replace").split(":", 2)
    line = int(next((part for part in told if part.isdigit()), "0"))
    if line:
        raise _Unread(line)
    return None


def _compare(scripts: Sequence[Script], starts: list[int], tree: dict[str, Any]) -> dict[Script, bool]:
    marks = set(_marks(tree))
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
        answers[script] = mine == script.marks
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
