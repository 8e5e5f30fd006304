"""A small warm process from which keepers are forked: a fresh interpreter a command would be too slow.

It has one thread and no connection, so a fork of it is cheap and safe. It ends with the agent; the keepers
do not.
"""

import gc
import json
import os
import select
import signal
import socket
import struct
import traceback
from dataclasses import asdict
from typing import Final, Optional

from execution.agent import processes
from execution.agent.job import Job
from execution.agent.keeper import Keeper

LENGTH: Final = struct.Struct("!I")
HIGHEST_FILE: Final = 4096
IDLE_SECONDS: Final = 0.02  # a spare made at once would take its time from the command just started


class Nursery:
    """The agent's end. Make it before any thread, connection or journal exists."""

    def __init__(self) -> None:
        self._open()

    def start(self, job: Job) -> None:
        """Hands `job` to a keeper. Raises OSError when the nursery was gone; the next job finds a new one."""
        body = json.dumps(asdict(job)).encode()
        try:
            self._socket.sendall(LENGTH.pack(len(body)) + body)
        except OSError:
            self.close()
            self._open()
            raise

    def close(self) -> None:
        """Ends the nursery; keepers go on."""
        self._socket.close()
        os.waitpid(self._process, 0)

    def _open(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = os.fork()
        if not self._process:
            ours.close()
            _serve(theirs)
        theirs.close()
        self._socket = ours


def _serve(theirs: socket.socket) -> None:
    """In the nursery: a keeper for each job, until the agent is gone. Never returns."""
    try:
        os.setsid()
        processes.call_myself("ddrun-nursery")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the ended keepers away
        for ignored in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ignored, signal.SIG_IGN)
        # Made again later, it would inherit the agent's connection and journal, and keep them open.
        kept = theirs.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, HIGHEST_FILE)
        nothing = os.open("/dev/null", os.O_RDWR)
        for number in range(3):  # not the agent's own output: who reads that must see it end with the agent
            os.dup2(nothing, number)
        gc.disable()
        gc.freeze()
        _spares(theirs)
    finally:
        os._exit(0)


def _spares(theirs: socket.socket) -> None:
    """Hands each job to a keeper that waits already; makes the next one when nothing else is to do."""
    spare: Optional[socket.socket] = None
    while True:
        if spare is None and not select.select([theirs], [], [], IDLE_SECONDS)[0]:
            spare = _spare(theirs)
        header = _exactly(theirs, LENGTH.size)
        body = header and _exactly(theirs, LENGTH.unpack(header)[0])
        if not header or not body:
            return
        spare = spare or _spare(theirs)
        with spare:
            spare.sendall(header + body)
        spare = None


def _spare(theirs: socket.socket) -> socket.socket:
    """The nursery's end to a new keeper, which waits for one job and ends without it."""
    ours, keepers = socket.socketpair()
    if not os.fork():
        theirs.close()
        ours.close()
        _keep(keepers)
    keepers.close()
    return ours


def _keep(job_comes: socket.socket) -> None:
    """In a keeper: one command, then gone. Never returns."""
    job: Optional[Job] = None
    try:
        os.setsid()
        processes.call_myself("ddrun-keeper")
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir("/")
        os.umask(0o022)
        header = _exactly(job_comes, LENGTH.size)
        body = header and _exactly(job_comes, LENGTH.unpack(header)[0])
        if body:
            job = Job(**json.loads(body))
            Keeper(job).run()
    except Exception:  # noqa: BLE001 - it goes to the keeper's own log; there is nobody else to tell
        if job is not None:
            with open(f"{job.folder}/log", "a") as log:  # noqa: PTH123
                traceback.print_exc(file=log)
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
