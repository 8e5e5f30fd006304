"""The data directory of `manage.py up`: databases, keys, the agent's state; held by one launcher."""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ddrun.lib.errors import Refusal
from ddrun.up.environment import ROOT

DEFAULT: Final = ROOT / ".ddrun"
MARK: Final = "ddrun-data"
FORMAT: Final = "dd0c/run data, format 1\n"
RUNNING: Final = "running.json"
# Each secret is made once, by the number of its random bytes, and written as hexadecimal digits.
SECRETS: Final = {"DDRUN_SECRET_KEY": 40, "DDRUN_SIGNING_KEY": 32, "DDRUN_SEALING_KEYS": 32}


class DataRefused(Refusal):
    """The data directory cannot be used; the message says why."""


@dataclass(frozen=True)
class Data:
    """A data directory that this process holds until it ends."""

    path: Path
    lock: int

    def room(self, name: str) -> Path:
        """A closed directory inside."""
        room = self.path / name
        room.mkdir(mode=0o700, exist_ok=True)
        return room

    def keys(self) -> dict[str, str]:
        """The installation's secrets, as settings; made on first use and readable by nobody else."""
        return {name: self._key(name, size) for name, size in SECRETS.items()}

    def announce(self, environment: dict[str, str]) -> None:
        """Lets other commands of this tree find the running servers."""
        write_closed(self.path / RUNNING, json.dumps({"process": os.getpid(), "environment": environment}))

    def withdraw(self) -> None:
        """Takes the announcement back."""
        (self.path / RUNNING).unlink(missing_ok=True)

    def _key(self, name: str, size: int) -> str:
        file = self.room("keys") / name.removeprefix("DDRUN_").lower().replace("_", "-")
        if not file.exists():
            write_closed(file, secrets.token_hex(size))
        return file.read_text().strip()


def open_data(path: Path) -> Data:
    """The data directory at `path`, made when missing and locked for us.

    Raises DataRefused when it holds something else, or is held by another launcher, or cannot be written.
    """
    try:
        new = not path.exists() or not any(path.iterdir())
        path.mkdir(parents=True, exist_ok=True)
        mark = path / MARK
        if not new and (not mark.exists() or mark.read_text() != FORMAT):
            raise DataRefused(f"{path} is not a data directory of dd0c/run: name another one with --data.")
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        mark.write_text(FORMAT)
    except OSError as error:
        raise DataRefused(f"The data directory {path} cannot be used: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise DataRefused(
            f"Another `manage.py up` is using {path}: stop it, or name another with --data."
        ) from error
    return Data(path.resolve(), lock)


def write_closed(file: Path, words: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    half = file.with_name(f"{file.name}.half")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(words)
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)


def adopt_running() -> bool:
    """Points this process at the servers of a running `up`, unless it is told others; whether it has any now.

    DDRUN_DATA names the data directory; without it the one in this tree is meant.
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return True
    file = Path(os.environ.get("DDRUN_DATA", DEFAULT)) / RUNNING
    try:
        running = json.loads(file.read_text())
        os.kill(running["process"], 0)
    except (OSError, ValueError):
        return False
    for name, value in running["environment"].items():
        os.environ.setdefault(name, value)
    return True
