"""The server's end of the wire for tests of the agent: a real socket, the real protocol, no Django.

`Server` enrols and listens; `Peer` is one accepted connection. Everything waits with a generous limit and
fails with what did arrive.
"""

import base64
import hashlib
import json
import socket
import struct
import time
import uuid
from dataclasses import replace
from typing import Any, Final, Self

from execution.protocol import codec, signing
from execution.protocol.digest import digest_of
from execution.protocol.messages import (
    START_BY_MS,
    Accepted,
    Ack,
    Ask,
    Dispatch,
    Ended,
    FromAgent,
    FromServer,
    Heartbeat,
    Hello,
    Output,
    Stop,
    TargetFacts,
    Welcome,
)

PATIENCE: Final = 20.0
MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
ORGANISATION: Final = "11111111-1111-4111-8111-111111111111"
TOKEN: Final = "acme.one-time-token"
AGENT: Final = "acme.agent-1"


class Server:
    """A server that knows one agent."""

    def __init__(self) -> None:
        self.seed = signing.new_seed()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(PATIENCE)
        self.port = self._listening.getsockname()[1]
        self.enrolment: dict[str, Any] = {}
        self._accepted: list[socket.socket] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listening, *self._accepted):
            each.close()

    def answer_enrolment(self) -> None:
        """Takes one enrolment and answers it."""
        connection, _ = self._listening.accept()
        with connection:
            head, body = _head(connection)
            length = int(_header(head, b"content-length"))
            while len(body) < length:
                body += connection.recv(65_536)
            self.enrolment = json.loads(body)
            answer = json.dumps(
                {
                    "agent": AGENT,
                    "organisation": ORGANISATION,
                    "name": self.enrolment["name"],
                    "server_key": base64.b64encode(signing.public_key(self.seed)).decode(),
                    "socket": f"ws://127.0.0.1:{self.port}/agents/socket",
                }
            ).encode()
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    def raw_peer(self, *, seed: bytes | None = None) -> "Peer":
        """The next connection, its websocket handshake done and nothing said yet."""
        connection, _ = self._listening.accept()
        connection.settimeout(PATIENCE)
        self._accepted.append(connection)
        head, rest = _head(connection)
        key = _header(head, b"sec-websocket-key")
        proof = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
        )
        return Peer(connection, rest, seed or self.seed)

    def peer(self) -> "Peer":
        """The next connection, greeted and accepted."""
        peer = self.raw_peer()
        peer.greet()
        return peer


class Peer:
    """One connection as the server sees it."""

    def __init__(self, connection: socket.socket, rest: bytes, seed: bytes) -> None:
        self._connection = connection
        self._buffer = rest
        self._seed = seed
        self._opened = time.monotonic()
        self.nonce = uuid.uuid4().hex
        self.hello: Hello
        self.seen: list[FromAgent] = []
        self._passed_over: list[FromAgent] = []

    def greet(self) -> None:
        """Welcome, hello, accepted."""
        self.send(Welcome(self.nonce, [1], 0))
        hello = self.next()
        assert isinstance(hello, Hello)
        self.hello = hello
        self.send(Accepted(self.nonce, hello.nonce, hello.agent, 1))

    def elapsed_ms(self) -> int:
        """Since this connection was accepted."""
        return int((time.monotonic() - self._opened) * 1000)

    def dispatch(self, command: str, **changes: Any) -> Dispatch:
        """Sends `command` to the agent; `changes` are made before it is digested and signed."""
        made = self.make(command, **changes)
        self.send(made)
        return made

    def make(self, command: str, **changes: Any) -> Dispatch:
        """A dispatch as the server would write it."""
        made = Dispatch(
            connection=self.nonce,
            organisation=ORGANISATION,
            run=str(uuid.uuid4()),
            step=str(uuid.uuid4()),
            attempt=str(uuid.uuid4()),
            version=str(uuid.uuid4()),
            interpreter=["bash", "--noprofile", "--norc", "-c"],
            command=command,
            agent=AGENT,
            user="",
            directory="",
            environment={},
            passes=[],
            target=TargetFacts(self.hello.target.name, self.hello.target.labels),
            digest="",
            risk="green",
            start_by_ms=self.elapsed_ms() + START_BY_MS,
        )
        made = replace(made, **changes)
        return made if "digest" in changes else replace(made, digest=digest_of(made))

    def send(self, message: FromServer) -> None:
        """Signs what is signed, and sends."""
        if message.SIGNED:
            message = signing.seal_with_seed(message, self._seed)
        self.send_text(codec.encode(message))

    def send_text(self, text: str) -> None:
        """Sends a frame as it is."""
        payload = text.encode()
        size = len(payload)
        head = struct.pack("!BBH", 0x81, 126, size) if size > 125 else struct.pack("!BB", 0x81, size)
        if size > 65_535:
            head = struct.pack("!BBQ", 0x81, 127, size)
        self._connection.sendall(head + payload)

    def stop(self, attempt: str, begin_with: str = "interrupt") -> None:
        self.send(Stop(self.nonce, attempt, begin_with))

    def ask(self, attempt: str, offset: int = 0, journal: str = "") -> None:
        self.send(Ask(self.nonce, attempt, journal or self.hello.journal, offset))

    def ack(self, attempt: str, offset: int, *, settled: bool = False) -> None:
        self.send(Ack(self.nonce, attempt, offset, settled))

    def next(self) -> FromAgent:
        """The next message that is not a heartbeat; it is remembered in `seen`."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = codec.from_agent(self._frame().decode())
            if not isinstance(message, Heartbeat):
                self.seen.append(message)
                return message
        raise AssertionError(f"only heartbeats came; so far: {self.seen[-5:]}")

    def until[Kind: FromAgent](self, kind: type[Kind], attempt: str) -> Kind:
        """The next message of `kind` about `attempt`; output on the way is acknowledged."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in self._passed_over:
                about = getattr(message, "attempt", "")
                if isinstance(message, kind) and about == attempt:
                    self._passed_over.remove(message)
                    return message
            message = self.next()
            self._passed_over.append(message)
            if isinstance(message, Output):
                self.ack(message.attempt, message.offset + len(message.data))
        raise AssertionError(f"no {kind.TYPE} of {attempt} came; so far: {self.seen[-5:]}")

    def output(self, attempt: str) -> bytes:
        """All output of `attempt` that arrived on this connection, in order of offset, without doubles."""
        text = b""
        for message in self.seen:
            if isinstance(message, Output) and message.attempt == attempt:
                assert message.offset - message.dropped <= len(text)
                text = text[: message.offset] + message.data
        return text

    def run(self, command: str, **changes: Any) -> tuple[Ended, bytes]:
        """Dispatches `command` and waits for the end of it."""
        made = self.dispatch(command, **changes)
        ended = self.until(Ended, made.attempt)
        assert signing.is_genuine(ended, self.agent_key)
        self.ack(made.attempt, ended.total, settled=True)
        return ended, self.output(made.attempt)

    agent_key: bytes = b""

    def drop(self) -> None:
        """Cuts the connection without a word."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def closed_by_agent(self) -> bool:
        """Waits until the agent has closed the connection."""
        try:
            while self._frame():
                pass
        except (ConnectionError, EOFError):
            return True
        return True

    def _frame(self) -> bytes:
        while True:
            opcode, payload = self._one_frame()
            if opcode == 0x1:
                return payload
            if opcode == 0x8:
                raise EOFError("the agent closed the connection")
            if opcode == 0x9:
                self._connection.sendall(struct.pack("!BB", 0x8A, len(payload)) + payload)

    def _one_frame(self) -> tuple[int, bytes]:
        first, second = self._exactly(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._exactly(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._exactly(8))[0]
        assert second & 0x80, "a client's frames are masked"
        mask = self._exactly(4)
        payload = self._exactly(size)
        key = (mask * (size // 4 + 1))[:size]
        whole = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
        return first & 0x0F, whole.to_bytes(size, "big")

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            try:
                part = self._connection.recv(262_144)
            except TimeoutError:
                raise AssertionError(f"nothing more came; so far: {self.seen[-5:]}") from None
            if not part:
                raise EOFError("the agent's connection ended")
            self._buffer += part
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65_536)
        assert part, "the request ended early"
        received += part
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest


def _header(head: bytes, name: bytes) -> bytes:
    found = [line.split(b":", 1)[1] for line in head.split(b"\r\n") if line.lower().startswith(name + b":")]
    return found[0].strip()
