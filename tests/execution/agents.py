"""A real agent process for tests, enrolled with the test's own server."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from execution.protocol.messages import Dispatch, Started
from tests.execution.wire import PATIENCE, TOKEN, Peer, Server


class AgentProcess:
    """The real agent as a process, with its state folder."""

    def __init__(self, state: Path, server: Server) -> None:
        self.state = state
        self._server = server
        self._process: subprocess.Popen[bytes] | None = None
        self.log = state.parent / f"{state.name}.log"

    def enrol(self) -> None:
        """Enrols through the real command."""
        server = f"http://127.0.0.1:{self._server.port}"
        process = subprocess.Popen(
            [*self._command(), "enrol", "--server", server, "--name", "web-1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdin is not None
        process.stdin.write(TOKEN.encode() + b"\n")
        process.stdin.close()
        self._server.answer_enrolment()
        assert process.stdout is not None
        said = process.stdout.read()
        process.stdout.close()
        assert process.wait(PATIENCE) == 0, said

    def configure(self, **entries: Any) -> None:
        """Writes the administrator's file."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.state / "agent.json").write_text(json.dumps(entries))

    def start(self, **variables: str) -> Peer:
        """Starts it; gives its connection."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command(), "run"], stderr=log, stdout=log, env={**os.environ, **variables}
            )
        return self.meet()

    def meet(self) -> Peer:
        """Its next connection."""
        peer = self._server.peer()
        peer.agent_key = base64.b64decode(self._server.enrolment["public_key"])
        return peer

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def leave(self) -> int:
        """Asks it to go; gives its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        status = self._process.wait(PATIENCE)
        self._process = None
        return status

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "execution.agent", "--state", str(self.state)]


Setting = tuple[AgentProcess, Server]


@contextmanager
def an_agent(folder: Path, **configuration: Any) -> Iterator[Setting]:
    """An enrolled agent, not started yet, whose limit is red unless `configuration` says otherwise."""
    with Server() as server:
        agent = AgentProcess(folder / "agent", server)
        agent.configure(**{"max_risk": "red", "labels": {"env": "test"}, **configuration})
        agent.enrol()
        try:
            yield agent, server
        finally:
            agent.kill()


def wait_for(path: Path) -> None:
    """Until `path` is there."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.01)


def started(peer: Peer, command: str, **changes: Any) -> Dispatch:
    """Dispatches `command` and waits until it has started."""
    made = peer.dispatch(command, **changes)
    peer.until(Started, made.attempt)
    return made
