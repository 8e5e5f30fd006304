"""Starts a program that ends when its parent ends; also run as a script, with the standard library only.

`python leash.py SIGNAL PARENT USER GROUP PROGRAM ARGUMENT…` becomes PROGRAM. The kernel forgets the wish
when the user changes, so the user is changed first. 0 as USER keeps the present one.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

PR_SET_PDEATHSIG: Final = 1  # prctl(2)


@dataclass(frozen=True)
class Account:
    """A system user a program can run as."""

    user: int
    group: int


OURSELVES: Final = Account(0, 0)
STOP_PATIENCE: Final = 20.0


def hold(death_signal: int, *, parent: int) -> None:
    """Makes the kernel send `death_signal` to this process when the thread that made it ends.

    Exits at once when `parent` is already gone.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def start(
    program: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    account: Account = OURSELVES,
    death_signal: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """The running program, in a session of its own, writing to `log`; ended with us by `death_signal`."""
    leash = [
        sys.executable,
        "-I",
        "-S",
        __file__,
        death_signal.value,
        os.getpid(),
        account.user,
        account.group,
    ]
    return subprocess.Popen(
        [str(part) for part in (*leash, *program)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=dict(environment) if environment is not None else None,
        start_new_session=True,
    )


def start_again(ended: "subprocess.Popen[bytes]", *, log: IO[bytes]) -> "subprocess.Popen[bytes]":
    """The program of `ended`, which `start` began without an environment of its own, once more."""
    return subprocess.Popen(
        ended.args,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], polite: signal.Signals) -> None:
    """Ends `process`, politely first; killed when it does not listen."""
    if process.poll() is not None:
        return
    process.send_signal(polite)
    try:
        process.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(arguments: Sequence[str]) -> None:
    """Becomes the program named by `arguments`."""
    death_signal, parent, user, group = map(int, arguments[:4])
    if user:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    hold(death_signal, parent=parent)
    os.execv(arguments[4], list(arguments[4:]))  # noqa: S606  (a process of our own is meant, and no shell)


if __name__ == "__main__":
    main(sys.argv[1:])
