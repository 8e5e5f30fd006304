"""What each copy of the launcher becomes: web server, worker, clock. Only one imports the web server."""

import logging
import os
import socket
import sys
import warnings
from collections.abc import Callable
from typing import Final

from ddrun.up.data import Data

WORKER_THREADS: Final = 6
# The web server's loop hears agents while its threads draw pages; it must not wait 5 ms for each word.
SWITCH_SECONDS: Final = 0.0005
QUIET: Final = ("celery.beat", "celery.worker.strategy", "celery.app.trace", "django_celery_beat.schedulers")


def web(listener: socket.socket, data: Data) -> Callable[[], None]:
    """The web server, on the listening socket."""

    def body() -> None:
        os.close(data.lock)
        sys.setswitchinterval(SWITCH_SECONDS)
        logging.getLogger("daphne.server").setLevel(logging.WARNING)
        from daphne.server import Server

        from ddrun.asgi import application

        endpoint = f"fd:fileno={listener.fileno()}"
        Server(
            application, endpoints=[endpoint], server_name="ddrun", ping_interval=20, ping_timeout=30
        ).run()

    return body


def worker(listener: socket.socket, data: Data) -> Callable[[], None]:
    """The Celery worker, with threads."""

    def body() -> None:
        leave_to_launcher(listener, data)
        from celery.exceptions import SecurityWarning

        from ddrun.celery import app

        # As root it warns of pickled messages; ours are JSON and nothing else is accepted.
        warnings.simplefilter("ignore", SecurityWarning)
        app.Worker(
            pool="threads",
            concurrency=WORKER_THREADS,
            without_gossip=True,
            without_mingle=True,
            loglevel="INFO",
            quiet=True,
        ).start()

    return body


def beat(listener: socket.socket, data: Data) -> Callable[[], None]:
    """Celery's clock."""

    def body() -> None:
        leave_to_launcher(listener, data)
        from ddrun.celery import app

        app.Beat(loglevel="INFO", quiet=True).run()

    return body


def leave_to_launcher(listener: socket.socket, data: Data) -> None:
    """Closes what only the launcher and the web server hold, and keeps every single sweep out of the log."""
    listener.close()
    os.close(data.lock)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
