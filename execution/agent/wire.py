"""The websocket as the loop needs it: nothing here ever waits, except making the connection.

Frames to send lie in a buffer of our own, so a slow link neither stops the loop nor splits a frame, and
one thread does all reading and writing, which TLS needs.
"""

import contextlib
import importlib
import ssl
from collections import deque
from typing import Any, Final, Optional

CONNECT_SECONDS: Final = 10.0
CLOSE_CODE_BYTES: Final = 2


class Lost(Exception):
    """The connection is gone. `code` is what the server closed with; 0 when it said nothing."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code


class Wire:
    """One connection. Raises `Lost` from every method once it is gone."""

    def __init__(self, address: str, *, program: str) -> None:
        # Loaded here: `--version` and enrolment do without it.
        websocket: Any = importlib.import_module("websocket")

        self._lib = websocket
        self._socket: Any = websocket.WebSocket(skip_utf8_validation=False)
        try:
            self._socket.connect(
                address,
                timeout=CONNECT_SECONDS,
                suppress_origin=True,
                header=[f"User-Agent: ddrun-agent/{program}"],
                redirect_limit=0,
            )
        except (OSError, websocket.WebSocketException) as problem:
            status = getattr(problem, "status_code", None)
            raise Lost(f"the server refused the socket: {status or problem}") from problem
        self._socket.settimeout(0)
        self._raw: Any = self._socket.sock
        self._parts: list[bytes] = []
        self._out: deque[memoryview] = deque()
        self.waiting_bytes = 0

    def fileno(self) -> int:
        """For `select`."""
        return int(self._raw.fileno())

    def send(self, text: str) -> None:
        """Puts a text frame behind those that wait, and sends what goes at once."""
        self._queue(text.encode(), self._lib.ABNF.OPCODE_TEXT)

    def ping(self) -> None:
        """Asks the server's websocket for a sign of life."""
        self._queue(b"", self._lib.ABNF.OPCODE_PING)

    def flush(self) -> None:
        """Sends what the link takes now."""
        while self._out:
            try:
                sent = self._raw.send(self._out[0])
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            except OSError as problem:
                raise Lost(f"the connection broke: {problem}") from problem
            self.waiting_bytes -= sent
            if sent == len(self._out[0]):
                self._out.popleft()
            else:
                self._out[0] = self._out[0][sent:]

    def receive(self) -> tuple[bool, list[str]]:
        """Whether anything at all came, and the text frames that are complete now."""
        frames: list[str] = []
        heard = False
        while True:
            try:
                frame = self._socket.recv_frame()
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return heard, frames
            except self._lib.WebSocketTimeoutException:
                return heard, frames
            except (OSError, self._lib.WebSocketException) as problem:
                raise Lost(f"the connection broke: {problem}") from problem
            heard = True
            text = self._taken(frame)
            if text is not None:
                frames.append(text)

    def close(self) -> None:
        """Lets go of it, with a word to the server when there is room for one."""
        with contextlib.suppress(OSError, Lost):
            self._queue((1000).to_bytes(CLOSE_CODE_BYTES, "big"), self._lib.ABNF.OPCODE_CLOSE)
        with contextlib.suppress(OSError):
            self._raw.close()

    def _taken(self, frame: Any) -> Optional[str]:
        kinds = self._lib.ABNF
        if frame.opcode == kinds.OPCODE_CLOSE:
            code = int.from_bytes(frame.data[:CLOSE_CODE_BYTES], "big")
            reason = bytes(frame.data[CLOSE_CODE_BYTES:]).decode("utf-8", "replace")
            raise Lost(f"the server closed the connection: {code} {reason}".strip(), code)
        if frame.opcode == kinds.OPCODE_PING:
            self._queue(bytes(frame.data), kinds.OPCODE_PONG)
            return None
        if frame.opcode not in (kinds.OPCODE_TEXT, kinds.OPCODE_CONT):
            return None
        self._parts.append(bytes(frame.data))
        if not frame.fin:
            return None
        whole, self._parts = b"".join(self._parts), []
        try:
            return whole.decode()
        except UnicodeDecodeError as problem:
            raise Lost("the server sent text that is not UTF-8") from problem

    def _queue(self, payload: bytes, opcode: int) -> None:
        frame = self._lib.ABNF.create_frame(payload, opcode).format()
        self._out.append(memoryview(frame))
        self.waiting_bytes += len(frame)
        self.flush()
