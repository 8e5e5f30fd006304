"""A small warm process from which keepers are forked: a fresh interpreter a command would be too slow.

It has one thread and no connection, so a fork of it is cheap and safe. It ends with the agent; the keepers
do not.
"""

import json
import os
import signal
import socket
import struct
import traceback
from dataclasses import asdict
from typing import Final, Optional

from execution.agent import processes
from execution.agent.keeper import Job, Keeper

LENGTH: Final = struct.Struct("!I")
HIGHEST_FILE: Final = 4096


class Nursery:
    """The agent's end. Make it before any thread, connection or journal exists."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = os.fork()
        if not self._process:
            ours.close()
            _serve(theirs)
        theirs.close()
        self._socket = ours

    def start(self, job: Job) -> None:
        """Hands `job` to a new keeper. Raises OSError when the nursery is gone."""
        body = json.dumps(asdict(job)).encode()
        self._socket.sendall(LENGTH.pack(len(body)) + body)

    def close(self) -> None:
        """Ends the nursery; keepers go on."""
        self._socket.close()
        os.waitpid(self._process, 0)


def _serve(theirs: socket.socket) -> None:
    """In the nursery: a keeper for each job, until the agent is gone. Never returns."""
    try:
        os.setsid()
        processes.call_myself("ddrun-nursery")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the ended keepers away
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        # Made again later, it would inherit the agent's connection and journal, and keep them open.
        kept = theirs.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, HIGHEST_FILE)
        nothing = os.open("/dev/null", os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        while (header := _exactly(theirs, LENGTH.size)) is not None:
            body = _exactly(theirs, LENGTH.unpack(header)[0])
            if body is None:
                break
            if not os.fork():
                theirs.close()
                _keep(Job(**json.loads(body)))
    finally:
        os._exit(0)


def _keep(job: Job) -> None:
    """In a keeper: one command, then gone. Never returns."""
    try:
        os.setsid()
        processes.call_myself("ddrun-keeper")
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir("/")
        # Not the agent's own error output: whoever reads that must see it end with the agent.
        log = os.open(f"{job.folder}/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        os.dup2(log, 2)
        Keeper(job).run()
    except Exception:  # noqa: BLE001 - it goes to the keeper's own log; there is nobody else to tell
        traceback.print_exc()
    finally:
        os._exit(0)


def _exactly(connection: socket.socket, size: int) -> Optional[bytes]:
    parts = b""
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return parts
