"""PostgreSQL and Valkey under `manage.py up`: begun first, begun again when they end, stopped last.

2026-11-23: a database that the system killed, for its memory say, and that stayed away would be the end of
the service, while everybody else waits for it and goes on.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import IO, Final, Protocol, Self

from ddrun.lib.errors import Refusal
from ddrun.up.data import Data
from ddrun.up.supervisor import LONGEST_REST, STEADY, say

FIRST_REST: Final = 0.5


class Running(Protocol):
    """A server that was started here."""

    @property
    def process(self) -> Popen[bytes]:
        """The server itself."""

    def stop(self) -> None:
        """Ends it in good order."""

    def begun_again(self, log: IO[bytes]) -> Self:
        """The same server anew, at the same address; it need not answer yet."""


@dataclass
class Server:
    """One of the two, as it runs now."""

    name: str
    data: Data
    running: Running
    began: float
    rest: float = FIRST_REST
    due: float = 0.0

    def look_after(self) -> None:
        """Begins it again when it has ended, ever more slowly when it ends at once."""
        status = self.running.process.poll()
        if status is None:
            return
        at = time.monotonic()
        if not self.due:
            self.rest = FIRST_REST if at - self.began > STEADY else min(self.rest * 2, LONGEST_REST)
            self.due = at + self.rest
            say("up", f"{self.name} ended with status {status}; starting again in {self.rest:.0f} s")
        if at < self.due:
            return
        self.due, self.began = 0.0, at
        with log_of(self.data, self.name).open("ab") as log:
            self.running = self.running.begun_again(log)
        say("up", f"{self.name} was started again")

    def stop(self) -> None:
        """Ends it in good order."""
        self.running.stop()


@dataclass(frozen=True)
class Servers:
    """What was started here, and the settings that name the addresses."""

    kept: tuple[Server, ...]
    addresses: dict[str, str]

    def look_after(self) -> None:
        """Begins again what has ended."""
        for server in self.kept:
            server.look_after()


def start_servers(data: Data, stack: ExitStack) -> Servers:
    """The addresses of PostgreSQL and Valkey: those of the environment, or of our own, started here."""
    kept: list[Server] = []
    addresses: dict[str, str] = {}
    if not given("DATABASE_URL"):
        from ddrun.up.postgres import APPLICATION, OWNER, start_postgres

        postgres = begin(data, "PostgreSQL", lambda log: start_postgres(data.path / "postgres", log=log))
        kept.append(Server("PostgreSQL", data, postgres, time.monotonic()))
        stack.callback(kept[-1].stop)
        addresses |= {"DATABASE_URL": postgres.url(APPLICATION), "DATABASE_OWNER_URL": postgres.url(OWNER)}
    elif not given("DATABASE_OWNER_URL"):
        raise Refusal("DATABASE_URL is set but DATABASE_OWNER_URL is not: it names the role that migrates.")
    if not given("REDIS_URL"):
        from ddrun.up.valkey import start_valkey

        valkey = begin(data, "Valkey", lambda log: start_valkey(data.path / "valkey", log=log))
        kept.append(Server("Valkey", data, valkey, time.monotonic()))
        stack.callback(kept[-1].stop)
        addresses["REDIS_URL"] = valkey.url
    return Servers(tuple(kept), addresses)


def given(name: str) -> bool:
    """Whether the environment names it, itself or by a file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def begin[Started: Running](data: Data, name: str, start: Callable[[IO[bytes]], Started]) -> Started:
    """The server, running, with a log begun anew; when it refuses, the last lines of the log come first."""
    say("up", f"starting {name}")
    with log_of(data, name).open("w+b") as log:
        try:
            return start(log)
        except Refusal:
            log.seek(0)
            for line in log.read().decode(errors="replace").splitlines()[-6:]:
                print(f"    {line}", file=sys.stderr)
            raise


def log_of(data: Data, name: str) -> Path:
    """Where the server of that name writes."""
    return data.room("logs") / f"{name.lower()}.log"
