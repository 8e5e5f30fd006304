"""`manage.py test`: everything that must hold before a commit, and a summary that hides nothing."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ddrun.up.environment import HOME, LOCK, NO_NETWORK, ROOT, find_uv

BIN: Final = HOME / "bin"
BROWSERS: Final = ("chromium", "chromium-browser")
ROOMS: Final = (
    "manage.py",
    "ddrun",
    "compliance",
    "runbooks",
    "execution",
    "incidents",
    "integrations",
    "tests",
)
COMPILE: Final = (
    *("pip", "compile", "pyproject.toml", "--all-extras", "--universal", "--generate-hashes", "--no-header"),
    *("--output-file", "requirements.lock"),
)
# A production that could be: every value is there and none is real.
PRODUCTION: Final = {
    "DDRUN_ENV": "production",
    "DDRUN_SECRET_KEY": "checked-but-never-used-" * 3,
    "DDRUN_SIGNING_KEY": "ab" * 32,
    "DDRUN_SEALING_KEYS": "cd" * 32,
    "DDRUN_ALLOWED_HOSTS": "run.example.com",
    "DDRUN_PUBLIC_URL": "https://run.example.com",
    "DATABASE_URL": "postgresql://ddrun_app@db.example.com/ddrun",
    "DATABASE_OWNER_URL": "postgresql://ddrun_owner@db.example.com/ddrun",
    "REDIS_URL": "redis://valkey.example.com:6379/0",
}


@dataclass(frozen=True)
class Verdict:
    """What one check found: a word for the summary, and whether it stands in the way."""

    words: str
    failed: bool


def main(arguments: list[str]) -> int:
    """0 when every check holds; `arguments` go to pytest."""
    checks: list[tuple[str, Callable[[], Verdict]]] = [
        ("style", lambda: tool([BIN / "ruff", "check", "."])),
        ("types", lambda: tool([BIN / "mypy", *(room for room in ROOMS if (ROOT / room).exists())])),
        ("imports", lambda: tool([BIN / "lint-imports"])),
        ("migrations", lambda: django(["makemigrations", "--check", "--dry-run"], {"DDRUN_ENV": "test"})),
        ("lock", lock_is_current),
        ("deploy", lambda: django(["check", "--deploy", "--fail-level", "WARNING"], PRODUCTION)),
        ("tests", lambda: tests(arguments)),
    ]
    verdicts = {}
    for name, check in checks:
        print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)
        began = time.monotonic()
        verdict = verdicts[name] = check()
        print(f"   {verdict.words} ({time.monotonic() - began:.1f} s)", flush=True)
    print("\n── summary " + "─" * 63)
    for name, verdict in verdicts.items():
        print(f"   {'FAILED' if verdict.failed else 'ok':8}{name:12}{verdict.words}")
    if browser() is None:
        print("\n   NO BROWSER: chromium was not found, so the browser tests DID NOT RUN. Install chromium.")
    print(verdicts["tests"].words)
    return int(any(verdict.failed for verdict in verdicts.values()))


def tool(command: Sequence[str | Path]) -> Verdict:
    """Runs a tool that says itself what is wrong."""
    status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    return Verdict("clean" if status == 0 else f"ended with status {status}", status != 0)


def django(arguments: Sequence[str], settings: dict[str, str]) -> Verdict:
    """Runs one of Django's own commands with these settings and no others of ours."""
    ours = ("DDRUN_", "DATABASE_", "REDIS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # No database is meant to be there; Django warns that it could not ask one for the history.
    environment |= {
        "DJANGO_SETTINGS_MODULE": "ddrun.settings",
        "PYTHONWARNINGS": "ignore::RuntimeWarning",
        **settings,
    }
    command = [sys.executable, "-m", "django", *arguments]
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return Verdict("clean" if status == 0 else f"ended with status {status}", status != 0)


def lock_is_current() -> Verdict:
    """Whether the lock is what the dependencies in pyproject.toml come to today, keeping its pins."""
    uv = find_uv()
    if uv is None:
        return Verdict("NOT CHECKED: uv is not installed", failed=False)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(shutil.copy(LOCK, folder))
        command = [uv, *COMPILE[:-1], str(fresh), "--quiet"]
        made = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if made.returncode != 0:
            if any(sign in made.stderr.lower() for sign in NO_NETWORK):
                return Verdict("NOT CHECKED: the package index cannot be reached", failed=False)
            print(made.stderr)
            return Verdict("the dependencies cannot be locked", failed=True)
        if fresh.read_text() == LOCK.read_text():
            return Verdict("up to date", failed=False)
    return Verdict(f"requirements.lock is not what pyproject.toml says: uv {' '.join(COMPILE)}", failed=True)


def tests(arguments: Sequence[str]) -> Verdict:
    """Runs every test, or those the arguments name; the words are pytest's own last line."""
    command = [sys.executable, "-m", "pytest", *arguments]
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            if re.search(r"\b\d+ (passed|failed|error|skipped|deselected)|no tests ran", line):
                last = line.strip().strip("= ")
    return Verdict(last or f"pytest ended with status {run.returncode}", run.returncode != 0)


def browser() -> str | None:
    """Where Chromium is, if it is here."""
    return next((found for found in map(shutil.which, BROWSERS) if found), None)
