"""The demo's live service: takes orders over HTTP, and keeps a worker that works through them.

`python -m ddrun.up.demo.service HOME PORT`, standard library only. It is meant to break: `POST /admin/break`
kills the worker in the middle of a batch, which leaves its lock behind; the next worker waits for ever and
fills the log volume with its waiting. Requests that a browser page sends from elsewhere are refused.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from ddrun.up.demo.orders import LOG_QUOTA, Place, is_running
from ddrun.up.environment import ROOT
from ddrun.up.leash import start

ORDERS_EVERY: Final = 0.4
# Six rounds of the worker.
STALLED_AFTER: Final = 3.0
# The log counts as full a little before nothing fits any more.
LOG_FULL: Final = 0.98
BREAK_PATIENCE: Final = 10.0
Answer = tuple[HTTPStatus, dict[str, Any]]


@dataclass
class Service:
    """The service's one worker and its traffic."""

    place: Place
    began: float = field(default_factory=time.time)
    worker: subprocess.Popen[bytes] | None = None
    number: int = 0
    refused: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def keep_working(self) -> None:
        """Starts the worker, and starts it again whenever it ends."""
        # The last worker ended with the launcher, perhaps in a batch: only a break leaves a lock for good.
        if (holder := self.place.holder()) is not None and not is_running(holder):
            self.place.set_lock_aside()
        while True:
            self.begin_worker()
            time.sleep(0.2)

    def begin_worker(self) -> None:
        """A worker is running. For the main thread alone: the worker ends with the thread that starts it."""
        with self.guard:
            if self.worker is None or self.worker.poll() is not None:
                program: list[str | Path] = [sys.executable, "-m", "ddrun.up.demo.worker", self.place.home]
                surroundings = os.environ | {"PYTHONPATH": str(ROOT)}
                self.worker = start(
                    program, log=subprocess.DEVNULL, death_signal=signal.SIGKILL, environment=surroundings
                )

    def take_orders(self) -> None:
        """The service's own customers: an order every moment."""
        while True:
            self.order()
            time.sleep(ORDERS_EVERY)

    def order(self) -> Answer:
        """One order into the queue, or the refusal that a customer sees."""
        self.number += 1
        order = {"order": f"{int(self.began)}-{self.number}", "items": 1 + self.number % 4}
        try:
            self.place.append(order)
        except OSError as error:
            self.refused += 1
            return HTTPStatus.INSUFFICIENT_STORAGE, {"refused": error.strerror}
        return HTTPStatus.ACCEPTED, order

    def health(self) -> Answer:
        """How the service is; 503 when orders are not worked through or not taken."""
        scratch, holder, used = self.place.read_scratch(), self.place.holder(), self.place.log_used()
        moment = max(scratch.moment, self.began)
        stalled = time.time() - moment > STALLED_AFTER
        full = used >= LOG_QUOTA * LOG_FULL
        facts = {
            "status": "failing" if stalled or full else "ok",
            "worker": "stalled" if stalled else "working",
            "lock_held_by": holder,
            "lock_holder_running": holder is not None and is_running(holder),
            "queue": self.place.waiting(),
            "finished": scratch.finished,
            "refused": self.refused,
            "log_used_percent": round(100 * used / LOG_QUOTA),
            "seconds_since_last_batch": round(time.time() - moment, 1),
        }
        return HTTPStatus.SERVICE_UNAVAILABLE if stalled or full else HTTPStatus.OK, facts

    def release_lock(self) -> Answer:
        """Frees the lock of a process that is gone; never that of one that runs."""
        holder = self.place.holder()
        if holder is None:
            return HTTPStatus.OK, {"lock": "nobody holds it"}
        if is_running(holder) and self.worker is not None and holder == self.worker.pid:
            return HTTPStatus.CONFLICT, {"lock": f"held by process {holder}, which is running"}
        return HTTPStatus.OK, {"lock": "released", "kept_as": str(self.place.set_lock_aside())}

    def compress_log(self) -> Answer:
        """Makes room on the log volume without losing a line."""
        before, after = self.place.compress_log()
        return HTTPStatus.OK, {"log_bytes_before": before, "log_bytes_after": after}

    def restart(self) -> Answer:
        """Ends the worker; the next one finds a free lock and whatever notes are left."""
        self.kill_worker()
        self.place.let_go()
        return HTTPStatus.OK, {"worker": "starting again", "scratch_file": self.place.scratch.exists()}

    def break_down(self) -> Answer:
        """Kills the worker in the middle of a batch, so that its lock stays behind."""
        deadline = time.monotonic() + BREAK_PATIENCE
        while time.monotonic() < deadline:
            worker = self.worker
            if worker is not None and self.place.holder() == worker.pid:
                self.kill_worker()
                if self.place.holder() == worker.pid:
                    return HTTPStatus.OK, {"worker": f"process {worker.pid} was killed and its lock was left"}
            if (holder := self.place.holder()) is not None and not is_running(holder):
                return HTTPStatus.OK, {"worker": "it is broken already"}
            time.sleep(0.01)
        return HTTPStatus.CONFLICT, {"worker": "it took no lock to leave behind"}

    def kill_worker(self) -> None:
        """The worker is gone, at once."""
        with self.guard:
            if self.worker is not None:
                self.worker.kill()
                self.worker.wait()


class Handler(BaseHTTPRequestHandler):
    """The service's few addresses."""

    service: Service
    server_version = "orders"

    def do_GET(self) -> None:
        """Health."""
        self.answer({"/healthz": self.service.health})

    def do_POST(self) -> None:
        """Orders, and what an operator can do."""
        if self.headers.get("Origin"):
            self.send_error(HTTPStatus.FORBIDDEN, "not from a page in a browser")
            return
        self.answer(
            {
                "/orders": self.service.order,
                "/admin/release-lock": self.service.release_lock,
                "/admin/compress-log": self.service.compress_log,
                "/admin/restart": self.service.restart,
                "/admin/break": self.service.break_down,
            }
        )

    def answer(self, addresses: dict[str, Callable[[], Answer]]) -> None:
        """Calls what the address names and sends its answer as JSON."""
        act = addresses.get(self.path)
        if act is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        status, facts = act()
        words = json.dumps(facts, indent=1).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, format: str, *args: Any) -> None:
        """Only what changes something is worth a line."""
        if self.command == "POST":
            print(format % args, flush=True)


def main(arguments: list[str]) -> None:
    """Serves until it is killed."""
    service = Service(Place(Path(arguments[0])))
    service.place.make()
    Handler.service = service
    server = ThreadingHTTPServer(("127.0.0.1", int(arguments[1])), Handler)
    threading.Thread(target=service.take_orders, daemon=True).start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"orders on 127.0.0.1:{server.server_port}, process {os.getpid()}", flush=True)
    service.keep_working()


if __name__ == "__main__":
    main(sys.argv[1:])
