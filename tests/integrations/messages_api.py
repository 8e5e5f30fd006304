"""A local server that speaks Anthropic's Messages API, well or badly, as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Call"], None]


@dataclass
class Call:
    """One request as it arrived, and the way to answer it."""

    body: dict[str, Any]
    headers: dict[str, str]
    handler: BaseHTTPRequestHandler
    released: threading.Event

    def send(self, body: bytes, *, status: int = 200, kind: str = "application/json") -> None:
        """Sends a whole answer."""
        self.handler.send_response(status)
        self.handler.send_header("content-type", kind)
        self.handler.send_header("content-length", str(len(body)))
        self.handler.end_headers()
        self.handler.wfile.write(body)


def answering(text: str, *, stop_reason: str = "end_turn", read: int = 1000, written: int = 200) -> Reply:
    """A well-formed message with that text."""

    def reply(call: Call) -> None:
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": call.body["model"],
            "content": [{"type": "text", "text": text}],
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": {"input_tokens": read, "output_tokens": written},
        }
        call.send(json.dumps(message).encode())

    return reply


def failing(status: int) -> Reply:
    """An error of the API, in its own form."""
    error = {"type": "error", "error": {"type": "some_error", "message": "no"}}
    return lambda call: call.send(json.dumps(error).encode(), status=status)


def sending(body: bytes, kind: str = "application/json") -> Reply:
    """Any bytes at all, with status 200."""
    return lambda call: call.send(body, kind=kind)


def leaking_its_orders(call: Call) -> None:
    """What a page that gives orders may achieve: the model writes down what it was told to keep."""
    answering(json.dumps({"title": call.body["system"]}))(call)


def never(call: Call) -> None:
    """Takes the request and says nothing until the test is over."""
    call.released.wait(30)


def hanging_up(call: Call) -> None:
    """Promises a body and closes in the middle of it."""
    call.handler.send_response(200)
    call.handler.send_header("content-type", "application/json")
    call.handler.send_header("content-length", "1000")
    call.handler.end_headers()
    call.handler.wfile.write(b'{"id": "msg')
    call.handler.close_connection = True


@dataclass
class MessagesApi:
    """Where it listens, what it was asked, and how it answers next."""

    url: str
    reply: Reply
    calls: list[Call] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def messages_api() -> Iterator[MessagesApi]:
    """The server, listening on loopback for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    api = MessagesApi(f"http://127.0.0.1:{server.server_address[1]}", answering("{}"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(json.loads(self.rfile.read(length)), headers, self, api.released)
            api.calls.append(call)
            api.reply(call)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: the test says what matters."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
