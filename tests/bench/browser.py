"""A person's browser as the measures play it: its page by HTTP, and its live link beside it."""

import http.client
import json
import math
import re
import time
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final
from urllib.parse import urlencode

import websocket

PATIENCE: Final = 60.0


@dataclass
class Page:
    """A signed-in person: one kept connection, as a browser keeps it, and the cookies."""

    host: str
    port: int
    cookie: str
    door: http.client.HTTPConnection

    def post(self, path: str, **fields: str) -> str:
        """Presses a button of the page and follows where that leads, as htmx does: the page's parts."""
        token = re.search(r"csrftoken=([^;]+)", self.cookie)
        headers = self._headers() | {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token[1] if token else "",
            "Origin": f"http://{self.host}:{self.port}",
        }
        self._asked("POST", path, urlencode(fields), headers)
        return self.get(path.rsplit("/", 2)[0] + "/")

    def get(self, path: str) -> str:
        """Fetches a part of the page."""
        return self._asked("GET", path, None, self._headers())

    def listen(self, path: str) -> websocket.WebSocket:
        """The page's live link, joined."""
        origin = f"http://{self.host}:{self.port}"
        link = websocket.create_connection(
            f"ws://{self.host}:{self.port}{path}", cookie=self.cookie, origin=origin, timeout=PATIENCE
        )
        link.recv()
        return link

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "HX-Request": "true"}

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        self.door.request(method, path, body, headers)
        answer = self.door.getresponse()
        text = answer.read().decode()
        assert answer.status < 400, (path, answer.status, text[:500])
        return text


class Ear(Thread):
    """The page's live link from the press on, until it has told the first byte or rung for it once stored."""

    def __init__(self, link: websocket.WebSocket, step: str, printed: str) -> None:
        super().__init__(daemon=True)
        self.link, self.step, self.printed = link, step, printed
        self.rung, self.heard = Event(), Event()
        self.at = math.inf
        self.start()

    def run(self) -> None:
        """Hears until the output is there."""
        text = ""
        while True:
            news = json.loads(str(self.link.recv()))
            if news["kind"] == "printed" and news["step"] == self.step:
                text += news["text"]
                if self.printed in text:
                    self.at = time.perf_counter()
                    self.heard.set()
            if news["kind"] == "output" or self.heard.is_set():
                self.rung.set()
            if news["kind"] == "output":
                return
