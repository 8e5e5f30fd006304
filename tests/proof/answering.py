"""The services of a closed world: a web server that answers everything and remembers what it was asked."""

import contextlib
import json
import re
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

from tests.proof import cluster

READING: Final = ("GET", "HEAD", "OPTIONS")
# May someone do this? Who am I? What would become of that? A way through, please. Run this there: what it
# runs was judged with the command.
ASKING: Final = re.compile(
    r"POST /apis/authorization\.k8s\.io/v1/self\w+reviews |POST /\S*[?&]dryRun=All"
    r"|POST /apis/authentication\.k8s\.io/v1/selfsubjectreviews |POST /api/v1/\S+/exec\?|CONNECT "
)
ANSWER: Final = json.dumps({"status": "ok", "kind": "List", "apiVersion": "v1", "items": []}).encode()


class Answers:
    """The requests since they were last forgotten."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def forget(self) -> None:
        """Begins anew."""
        self.requests.clear()

    def changing(self) -> list[str]:
        """Requests by a method that may change something."""
        return [each for each in self.requests if each.split()[0] not in READING and not ASKING.match(each)]


def forward(server: socket.socket, socket_path: str) -> None:
    """Hands every connection to `server` on to a socket of the machine, until either ends."""
    Thread(target=_forward_all, args=(server, socket_path), daemon=True).start()


def _forward_all(server: socket.socket, socket_path: str) -> None:
    while True:
        try:
            near, _ = server.accept()
        except OSError:
            return
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(socket_path)
        except OSError:
            near.close()
            continue
        for source, target in ((near, far), (far, near)):
            Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def answer_on(ports: tuple[int, ...]) -> Answers:
    """Answers HTTP on every address and these ports until the process ends; a taken port is left alone."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 2

        def parse_request(self) -> bool:
            fine = super().parse_request()
            if fine:
                answers.requests.append(self.requestline)
                said = cluster.answer(self.path) or ANSWER
                self.close_connection = True
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.send_header("Connection", "close")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said)
            return False

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    for port in ports:
        with contextlib.suppress(OSError):
            server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
            Thread(target=server.serve_forever, daemon=True).start()
    return answers
