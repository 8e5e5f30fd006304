"""The field: the product's server and an agent as real processes, to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from django.db import connection

from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.agents import invite_agent
from execution.models import Agent
from tests.patience import PATIENCE, wait_until


@dataclass
class Server:
    """The ASGI application on a port of its own, over the test database."""

    home: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens, on the same port as before if there was one."""
        if not self.port:
            with socket.socket() as door:
                door.bind(("127.0.0.1", 0))
                self.port = door.getsockname()[1]
        database = connection.settings_dict["NAME"]
        environment = os.environ | {
            "DATABASE_URL": os.environ["DATABASE_URL"].replace("/ddrun?", f"/{database}?"),
            "DDRUN_PUBLIC_URL": self.address,
        }
        command = [
            sys.executable,
            "-m",
            "daphne",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "ddrun.asgi:application",
        ]
        with (self.home / "web.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        wait_until(self._answers, "the server answers")

    def kill(self) -> None:
        """As a crash would."""
        _kill(self.process)

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError((self.home / "web.log").read_text()[-4000:])
        try:
            return httpx.get(f"{self.address}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False


@dataclass
class FieldAgent:
    """A real agent with a state folder of its own."""

    home: Path
    name: str = "field-1"
    process: "subprocess.Popen[bytes] | None" = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        """Its key, journal and spools."""
        return self.home / "agent"

    def enrol(self, address: str, token: str, configuration: str = 'max_risk = "red"\n') -> None:
        """Joins with a one-time token, which it reads from its input."""
        self.state.mkdir(mode=0o700, exist_ok=True)
        (self.state / "agent.toml").write_text(configuration)
        done = subprocess.run(
            [*self._command(), "enrol", "--server", address, "--name", self.name],
            input=token,
            text=True,
            capture_output=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Dials out."""
        with (self.home / "agent.log").open("ab") as log:
            self.process = subprocess.Popen([*self._command(), "run"], stdout=log, stderr=log)

    def kill(self) -> None:
        """As a crash would; keepers and what they run go on."""
        _kill(self.process)

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "execution.agent", "--state", str(self.state)]


def _kill(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None and process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait(10)


@dataclass
class Field:
    """A server, and an agent that is connected to it."""

    server: Server
    agent: FieldAgent
    by: Member

    def wait_connected(self) -> None:
        """Returns once the server counts the agent as connected over a new connection."""
        wait_until(self._connected, "the agent is connected")

    def wait_gone(self) -> None:
        """Returns once the server has noticed that the agent is not there."""
        wait_until(lambda: not self._connected(), "the server notices that the agent is gone")

    def _connected(self) -> bool:
        if self.agent.process is not None and self.agent.process.poll() not in (None, -signal.SIGKILL):
            raise AssertionError((self.agent.home / "agent.log").read_text()[-4000:])
        with tenant(self.by.organisation_id):
            return (
                Agent.objects.exclude(connection="").filter(organisation_id=self.by.organisation_id).exists()
            )


@contextmanager
def open_field(home: Path, by: Member) -> Iterator[Field]:
    """Server and agent, up; both gone afterwards. `by` administers the organisation."""
    place = Field(Server(home), FieldAgent(home), by)
    try:
        place.server.start()
        with tenant(by.organisation_id):
            token = invite_agent(by=by, name=place.agent.name).token
        place.agent.enrol(place.server.address, token)
        place.agent.start()
        place.wait_connected()
        yield place
    finally:
        place.agent.kill()
        place.server.kill()
