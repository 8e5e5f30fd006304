"""What the agent's administrator decides, in `agent.toml` or `agent.json` of the state folder.

The server sees a summary of it and can change none of it.
"""

import json
import os
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Optional

from execution.agent import easing

RISKS: Final = ("green", "yellow", "red")
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class BadConfiguration(Exception):
    """The file cannot be followed; the sentence names the entry."""


@dataclass(frozen=True)
class Pass:
    """A variable that commands may receive by name: a plain value, a file's content, or the agent's own."""

    value: Optional[str] = None
    file: Optional[str] = None
    variable: Optional[str] = None
    secret: bool = True


@dataclass(frozen=True)
class Configuration:
    """Everything an administrator may set; AGENT.md describes each entry."""

    labels: dict[str, str] = field(default_factory=dict)
    environment: str = ""
    max_risk: str = "green"
    allow: list["re.Pattern[str]"] = field(default_factory=list)
    deny: list["re.Pattern[str]"] = field(default_factory=list)
    interpreters: list[str] = field(default_factory=lambda: ["bash", "sh"])
    users: list[str] = field(default_factory=list)
    directories: list[str] = field(default_factory=list)
    directory: str = ""
    passes: dict[str, Pass] = field(default_factory=dict)
    path: str = PATH
    kill_switch: str = ""
    exceptions: list[easing.Easing] = field(default_factory=list)


_TEXTS: Final = ("environment", "max_risk", "directory", "path", "kill_switch")
_LISTS: Final = ("interpreters", "users", "directories")


def load(state: Path) -> Configuration:
    """The configuration in the folder `state`; the defaults when there is no file."""
    found = _read(state)
    unknown = set(found) - set(Configuration.__dataclass_fields__)
    if unknown:
        raise BadConfiguration(f"the agent's configuration has unknown entries: {', '.join(sorted(unknown))}")
    made: dict[str, Any] = {}
    for name in _TEXTS:
        if name in found:
            made[name] = _text(name, found[name])
    for name in _LISTS:
        if name in found:
            made[name] = [_text(name, each) for each in _list(name, found[name])]
    for name in ("allow", "deny"):
        if name in found:
            made[name] = [_pattern(name, each) for each in _list(name, found[name])]
    made["labels"] = {key: _text("labels", each) for key, each in _table("labels", found).items()}
    made["passes"] = {key: _pass(key, each) for key, each in _table("passes", found).items()}
    if "exceptions" in found:
        made["exceptions"] = _exceptions(_list("exceptions", found["exceptions"]))
    if made.get("max_risk", "green") not in RISKS:
        raise BadConfiguration(f"max_risk of the agent's configuration is one of {', '.join(RISKS)}")
    made.setdefault("kill_switch", str(state / "kill"))
    return Configuration(**made)


def secrets_and_values(passes: dict[str, Pass], names: list[str]) -> tuple[dict[str, str], list[str]]:
    """The variables called `names`, resolved now, and those of all listed values that are secret.

    Raises OSError or KeyError when one of `names` cannot be had; of the others only what is there is masked.
    """
    values = {name: _resolved(passes[name]) for name in names}
    secrets: list[str] = []
    for entry in passes.values():
        if entry.secret:
            try:
                secrets.append(_resolved(entry))
            except (OSError, KeyError):
                continue
    return values, secrets


def host_facts() -> dict[str, str]:
    """The host for people: name, system, machine, Python."""
    system = os.uname()
    return {
        "hostname": socket.gethostname(),
        "system": f"{system.sysname} {system.release}",
        "machine": system.machine,
        "user": str(os.geteuid()),
    }


def _resolved(entry: Pass) -> str:
    if entry.file is not None:
        return Path(entry.file).read_text(encoding="utf-8", errors="surrogateescape").rstrip("\n")
    if entry.variable is not None:
        return os.environ[entry.variable]
    return entry.value or ""


def _read(state: Path) -> dict[str, Any]:
    toml, plain = state / "agent.toml", state / "agent.json"
    try:
        if toml.exists():
            try:
                import tomllib
            except ImportError:
                raise BadConfiguration(
                    "agent.toml needs Python 3.11 or later; write agent.json instead"
                ) from None
            found: Any = tomllib.loads(toml.read_text())
        elif plain.exists():
            found = json.loads(plain.read_text())
        else:
            return {}
        if (toml if toml.exists() else plain).stat().st_mode & 0o002:
            raise BadConfiguration(
                "everybody on the host may write the agent's configuration; close it first"
            )
    except ValueError as problem:
        raise BadConfiguration(f"the agent's configuration cannot be read: {problem}") from problem
    if not isinstance(found, dict):
        raise BadConfiguration("the agent's configuration is not a table of entries")
    return found


def _pass(name: str, entry: Any) -> Pass:
    if not NAME.match(name):
        raise BadConfiguration(f"{name!r} in passes cannot be the name of a variable")
    if isinstance(entry, str):
        return Pass(value=entry, secret=False)
    fields = {"value", "file", "variable", "secret"}
    sources = set(entry) - {"secret"} if isinstance(entry, dict) else set()
    if len(sources) != 1 or set(entry) - fields:
        raise BadConfiguration(f"{name} in passes is a text, or has one of value, file, variable, and secret")
    return Pass(**entry)


def _exceptions(entries: list[Any]) -> list[easing.Easing]:
    if len(entries) > easing.MOST:
        raise BadConfiguration(f"the agent's configuration has more than {easing.MOST} exceptions")
    try:
        return [easing.easing_of(entry) for entry in entries]
    except easing.BadEntry as problem:
        raise BadConfiguration(f"an entry of exceptions {problem}") from problem


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadConfiguration(f"{name} in the agent's configuration is text")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadConfiguration(f"{name} in the agent's configuration is a list")
    return value


def _table(name: str, found: dict[str, Any]) -> dict[str, Any]:
    value = found.get(name, {})
    if not isinstance(value, dict):
        raise BadConfiguration(f"{name} in the agent's configuration is a table")
    return value


def _pattern(name: str, value: Any) -> "re.Pattern[str]":
    try:
        return re.compile(_text(name, value))
    except re.error as problem:
        raise BadConfiguration(f"{value!r} in {name} is not a pattern: {problem}") from problem
