"""One command as its keeper gets it, and the start of it as a process of its own session."""

import os
import signal
from dataclasses import dataclass
from typing import Final, Optional

# What this process or Python itself ignores, and a command must not.
ORDINARY: Final = (
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGCHLD,
    signal.SIGPIPE,
    signal.SIGXFSZ,
)


@dataclass(frozen=True)
class Job:
    """All that a keeper needs to know."""

    attempt: str
    folder: str
    bell: str
    arguments: list[str]
    directory: str
    environment: dict[str, str]
    user: Optional[int]
    groups: list[int]
    secrets: list[str]
    limit_seconds: Optional[int]
    output_bytes: int
    start_by: float
    remote: str


def start(job: Job, outputs: list[int]) -> int:
    """The command as a process of its own session. Raises OSError when it cannot be executed."""
    os.chdir(job.directory)
    try:
        if job.user is not None:
            return _start_as(job, outputs)
        # Without copying this process first, as a fork would.
        return os.posix_spawn(
            job.arguments[0],
            job.arguments,
            job.environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                *((os.POSIX_SPAWN_DUP2, file, number) for number, file in enumerate(outputs, start=1)),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=ORDINARY,
        )
    finally:
        os.chdir("/")


def _start_as(job: Job, outputs: list[int]) -> int:
    """The same under another user, which only a fork can become."""
    told, tell = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if not child:
        _become(job, outputs, tell)
    os.close(tell)
    problem = os.read(told, 16)
    os.close(told)
    if problem:
        os.waitpid(child, 0)
        raise OSError(int(problem), os.strerror(int(problem)), job.arguments[0])
    return child


def _become(job: Job, outputs: list[int], tell: int) -> None:
    """In the child: turns into the command as `job.user`, or gives the error's number. Never returns."""
    try:
        os.setsid()
        nothing = os.open("/dev/null", os.O_RDONLY)
        for number, file in enumerate((nothing, *outputs)):
            os.dup2(file, number)
        os.setgroups(job.groups)
        os.setgid(job.groups[0])
        os.setuid(job.user or 0)
        for number in ORDINARY:
            signal.signal(number, signal.SIG_DFL)
        os.execve(job.arguments[0], job.arguments, job.environment)  # noqa: S606 - no shell but the judged one
    except OSError as problem:
        os.write(tell, str(problem.errno).encode())
    finally:
        os._exit(127)  # never on as a second keeper, whatever went wrong
