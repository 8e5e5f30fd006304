"""`python -m tests.proof.inside PLAN ANSWERS`: the first process of a closed world; runs the jobs of a plan.

It is started in namespaces of its own. It puts an overlay in the place of the root, answers on the ports of
the plan, runs each job under `strace` and writes one JSON line a job. The first violation ends it, so that no
later command runs in a world that has changed.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Thread, Timer
from typing import BinaryIO

from tests.proof.answering import Answers, answer_on, forward
from tests.proof.calls import UNSEEN
from tests.proof.mounting import Watched, build_root
from tests.proof.trace import NOWHERE, Allowed, programs_run, violations
from tests.proof.world import POSTGRES_PORT, POSTGRES_SOCKETS, Job, Outcome, plan_from


def main(plan_path: str, answers_path: str) -> None:
    """Runs the plan; each line of the answers is an `Outcome`."""
    plan = plan_from(Path(plan_path).read_text(encoding="utf-8"))
    with Path(answers_path).open("w", encoding="utf-8") as answers:
        watched = build_root(plan)
        asked = answer_on(plan.ports)
        with contextlib.suppress(OSError):
            port = socket.create_server(("0.0.0.0", POSTGRES_PORT))
            forward(port, f"{POSTGRES_SOCKETS}/.s.PGSQL.{POSTGRES_PORT}")
        for job in plan.jobs:
            outcome = _run(job, watched, asked)
            answers.write(json.dumps(asdict(outcome)) + "\n")
            answers.flush()
            if outcome.violations:
                return


def _run(job: Job, watched: Watched, asked: Answers) -> Outcome:
    before = watched.manifest()
    asked.forget()
    trace = os.memfd_create("trace", 0)
    try:
        status, said = _traced(job, trace)
        with os.fdopen(os.dup(trace), encoding="utf-8", errors="replace") as written:
            written.seek(0)
            lines = written.readlines()
    finally:
        os.close(trace)
    found = violations(lines, _allowed(job))
    own = re.compile(job.writes) if job.writes else None
    found += [
        f"left behind: {path}"
        for path in sorted(watched.manifest() ^ before)
        if not (own and own.fullmatch(path.split("\t")[0]))
    ]
    found += [f"sent {request}" for request in asked.changing()]
    return Outcome(job.command, status, programs_run(lines), found, said)


def _allowed(job: Job) -> Allowed:
    nothing = Allowed()
    return Allowed(
        programs=frozenset(job.programs),
        writes=re.compile(f"{NOWHERE.pattern}|{job.writes}") if job.writes else NOWHERE,
        sockets=re.compile(f"{nothing.sockets.pattern}|{job.sockets}") if job.sockets else nothing.sockets,
        asks_to_dump=job.asks_to_dump,
        addresses=frozenset(job.addresses),
    )


def _traced(job: Job, trace: int) -> tuple[int | None, str]:
    strace = ["strace", "-f", "-qq", "-y", "-s", "256", "-e", "signal=none", "--seccomp-bpf"]
    started = subprocess.Popen(
        [*strace, "-o", f"/proc/self/fd/{trace}", "-e", f"trace={UNSEEN}", *job.arguments],
        env=job.environment,
        cwd=job.directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(trace,),
        start_new_session=True,
    )
    late: list[bool] = []

    def end() -> None:
        late.append(True)
        _end_all(but=started.pid)

    timer = Timer(job.limit_seconds, end)
    timer.start()
    kept = bytearray()
    reader = Thread(target=_drain, args=(started.stdout, kept, job.kept), daemon=True)
    reader.start()
    status = started.wait()
    timer.cancel()
    _end_all(but=0)
    reader.join()
    return (None if late else status), kept.decode(errors="replace")


def _drain(stream: BinaryIO, kept: bytearray, room: int) -> None:
    with stream:
        while part := os.read(stream.fileno(), 65536):
            kept += part[: max(0, room - len(kept))]


def _end_all(*, but: int) -> None:
    """Ends every process of this world except this one and `but`; children are then forgotten."""
    for entry in (place.name for place in Path("/proc").iterdir()):
        if entry.isdigit() and int(entry) not in (os.getpid(), but):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(entry), signal.SIGKILL)
    if not but:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, 0)[0]:
                pass


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
