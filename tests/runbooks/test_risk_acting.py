"""Thousands of commands that act: by every tool's manual they change, write, hand out or open something.

Each stands in `acting.txt` with its choices; it is tried alone and in two of the places where commands stand
in real runbooks: behind sudo and ssh, in loops and substitutions, with its name in quotes. None may be green.
"""

import itertools
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from runbooks.risk.classify import classify_all
from runbooks.types import Language, Risk

LIST: Final = Path(__file__).resolve().parents[1] / "golden" / "risk" / "acting.txt"
CHOICE: Final = re.compile(r"\|(?! )|(?<! )\|")  # a bar between blanks is a pipe of the shell
PLACES: Final[tuple[Callable[[str], str], ...]] = (
    lambda c: f"sudo {c}",
    lambda c: f"sudo -u app -E {c}",
    lambda c: f"timeout 10 {c}",
    lambda c: f"nice -n 5 {c}",
    lambda c: f"bash -c {shlex.quote(c)}",
    lambda c: f"sh -c {shlex.quote(c)}",
    lambda c: f"ssh web1 {shlex.quote(c)}",
    lambda c: f"ssh -t ops@web1 -- {shlex.quote('sudo ' + c)}",
    lambda c: f"kubectl exec -n shop web-0 -c app -- sh -c {shlex.quote(c)}",
    lambda c: f"docker exec web sh -c {shlex.quote(c)}",
    lambda c: f"date; {c}",
    lambda c: f"uptime && {c}",
    lambda c: f"true || {c}",
    lambda c: f"df -h | head\n{c}",
    lambda c: f"if true; then {c}; fi",
    lambda c: f"for x in a b; do {c}; done",
    lambda c: f"while true; do {c}; done",
    lambda c: f"( {c} )",
    lambda c: f"{{ {c}; }}",
    lambda c: f"! {c}",
    lambda c: f"time {c}",
    lambda c: f"{c} 2>/dev/null",
    lambda c: f"{c} > /dev/null 2>&1",
    lambda c: f"{c} | tail -n 5",
    lambda c: f"{c}  # only looks",
    lambda c: f"# look first\nps aux\n{c}",
    lambda c: f"echo $({c})",
    lambda c: f'echo "now: $({c})"',
    lambda c: f"x=$({c}); date",
    lambda c: f"diff <({c}) <(date)",
    lambda c: f'[ -n "$({c})" ] && date',
    lambda c: f"case a in a) {c};; esac",
    lambda c: f"env LANG=C {c}",
    lambda c: f"LC_ALL=C {c}",
    lambda c: f"stdbuf -oL {c}",
    lambda c: f"watch -n 1 {shlex.quote(c)}",
    lambda c: f"su - app -c {shlex.quote(c)}",
    lambda c: f"find . -maxdepth 0 -exec sh -c {shlex.quote(c)} \\;",
    lambda c: f"bash <<'EOF'\n{c}\nEOF",
    lambda c: f"\\\n{c}",
    lambda c: f"'{c[:1]}'{c[1:]}",
    lambda c: f"\\{c}",
    lambda c: f'""{c}',
    lambda c: f"{c} --dry-run=none",
)


def choices(line: str) -> Iterator[str]:
    """Every command that a line of the list stands for."""
    parts = re.split("«([^»]*)»", line)
    for chosen in itertools.product(*(CHOICE.split(p) if at % 2 else [p] for at, p in enumerate(parts))):
        yield "".join(chosen).strip()


@pytest.fixture(scope="module")
def alone() -> list[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    wanted = (line for line in lines if line.strip() and not line.startswith("# "))
    return list(dict.fromkeys(command for line in wanted for command in choices(line)))


def green_ones(commands: list[str]) -> list[str]:
    verdicts = classify_all([(command, Language.SHELL) for command in commands])
    return [c for c, verdict in zip(commands, verdicts, strict=True) if verdict.risk is Risk.GREEN]


def test_no_command_that_acts_is_green(alone: list[str]) -> None:
    shapes = {tuple(re.sub(r"[\d'\"]+", "", word) for word in command.split()[:3]) for command in alone}
    print(f"\n{len(alone)} commands that act, of {len(shapes)} shapes; none may be green")

    assert green_ones(alone) == []
    assert len(alone) > 4300
    assert len(shapes) > 3000


def test_no_command_that_acts_is_green_where_runbooks_put_it(alone: list[str]) -> None:
    placed = [
        PLACES[(number * 2 + turn) % len(PLACES)](command)
        for number, command in enumerate(alone)
        for turn in (0, 1)
    ]
    print(f"\n{len(placed)} commands that act, in {len(PLACES)} kinds of places; upper bound 3/n")

    assert green_ones(placed) == []
    assert len(placed) > 8600
