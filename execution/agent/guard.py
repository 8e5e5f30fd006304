"""The agent's own judgement of a command: a second wall that shares nothing with the server's.

Small and strict. Green is only what is proven, word by word, to change nothing and to disclose no secret;
red is what is known to destroy or cut off; everything else is yellow. It can only raise a verdict.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from execution.agent import guard_red
from execution.agent.guard_programs import prove_input, proven
from execution.agent.guard_words import NotProven, Simple, read
from execution.agent.surroundings import FIXED, NARROWING

SHELLS: Final = ("bash", "sh", "dash")
SHELL_OPTIONS: Final = ("--noprofile", "--norc", "-c", "-e", "-u", "-ec", "-euc", "-uc")
HARMLESS_PINS: Final = re.compile(r"(?:LANG|LC_[A-Z]+|TZ|COLUMNS|LINES|DDRUN_[A-Z_]+)\Z")
REMOTE: Final = re.compile(
    r"(?:^|[;&|(\s])(ssh|kubectl[^;|&\n]* exec|docker[^;|&\n]* exec|podman[^;|&\n]* exec"
    r"|ansible(?:-playbook)?"
    r"|psql|mysql|aws|gcloud|az|salt|nomad|terraform|helm)\s"
)


@dataclass(frozen=True)
class Verdict:
    """What the agent makes of a command, and why in words."""

    risk: str
    reason: str


def judge(command: str, interpreter: list[str], environment: Mapping[str, str]) -> Verdict:
    """The verdict on `command` under `interpreter` with the variables a dispatch pins."""
    destroys = guard_red.reason(command)
    if destroys:
        return Verdict("red", destroys)
    try:
        _prove_setting(interpreter, environment)
        before: Simple | None = None
        for simple in read(command):
            proven(simple)
            prove_input(simple, before)
            before = simple
    except NotProven as doubt:
        return Verdict("yellow", str(doubt))
    except RecursionError:
        return Verdict("yellow", "the command nests too deep to be proven")
    return Verdict("green", "every word is known to read only")


def remote_end(command: str) -> str:
    """The tool through which a command acts on another host, as far as can be seen; empty for none."""
    found = REMOTE.search(command)
    return " ".join(found.group(1).split()) if found else ""


def _prove_setting(interpreter: list[str], environment: Mapping[str, str]) -> None:
    known = (
        interpreter and interpreter[0] in SHELLS and all(each in SHELL_OPTIONS for each in interpreter[1:])
    )
    if not known or not interpreter[-1].endswith("c"):
        raise NotProven(f"{' '.join(interpreter)} is not one of the shells that can be proven")
    for name, value in environment.items():
        pinned = FIXED.get(name) == value or (name, value) in NARROWING
        if not pinned and not HARMLESS_PINS.match(name):
            raise NotProven(f"the variable {name} may change what the command does")
