"""From an alert's POST to the incident with its runbook on a page that was open before.

A whole `manage.py up` in a directory of its own; a browser's part is played by its two doors: the live socket
rings, the list is fetched again, until the runbook's title stands in it. The anchor is Alertmanager's own way
from POST to webhook with `group_wait: 0s`, in turns with ours; without its program there is no ratio.
"""

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any, Final
from urllib.parse import urlsplit

import websocket

from tests.launched import launched

ROUNDS: Final = 40
WARM: Final = 5
PATIENCE: Final = 15.0
TITLE: Final = "Checkout worker is stuck"
RUNBOOK: Final = (
    f"# {TITLE}\n\n1. Look at the worker:\n\n   ```sh\n   systemctl status checkout-worker\n   ```\n"
)


@dataclass(frozen=True)
class _Ours:
    """The running product: where it is, a hook's key, and a signed-in session."""

    host: str
    port: int
    key: str
    cookie: str


def run() -> Iterator[dict[str, Any]]:
    """Median and 95th percentile in milliseconds, beside the anchor's where it is installed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder) / "data"
        up = stack.enter_context(launched(data, "--no-demo"))
        ours = _seeded(data, up.url)
        anchor = stack.enter_context(_alertmanager(Path(folder)))
        mine, theirs = [], []
        for number in range(WARM + ROUNDS):
            mine.append(_page(ours, number))
            if anchor is not None:
                theirs.append(_webhook(anchor, number))
    for metric, share in (("p50", 50), ("p95", 95)):
        yield _line(metric, _percentile(mine[WARM:], share), _percentile(theirs[WARM:], share))


def _line(metric: str, ours: float, theirs: float | None) -> dict[str, Any]:
    return {
        "bench": "page",
        "metric": f"alert POST to incident with runbook on the page, {metric}",
        "unit": "ms",
        "ours": round(ours, 1),
        "anchor": "Alertmanager POST to webhook"
        if theirs
        else "missing: prometheus-alertmanager is not installed",
        "theirs": round(theirs, 1) if theirs else None,
        "ratio": round(ours / theirs, 2) if theirs else None,
        "n": ROUNDS,
    }


def _percentile(values: list[float], share: int) -> Any:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] if values else None


def _seeded(data: Path, url: str) -> _Ours:
    """An organisation with a person, a published runbook and a hook, made by the product's own actions."""
    os.environ["DDRUN_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ddrun.settings")
    from ddrun.up.data import adopt_running

    assert adopt_running()
    import django

    django.setup()
    from django.test import Client

    from ddrun.accounts.actions.organisations import add_member, create_organisation
    from ddrun.accounts.models import User
    from ddrun.lib.access import Role
    from ddrun.lib.tenancy import tenant
    from integrations.keys import connect
    from runbooks.actions.importing import save_text
    from runbooks.actions.publishing import publish

    card = create_organisation("Bench")
    user = User.objects.create_user("bench@example.com", name="Bench")
    member = add_member(card.id, user, roles=frozenset(Role))
    with tenant(card.id):
        publish(save_text(RUNBOOK, by=member).version_id, by=member)
        key = connect("alertmanager", "bench", by=member).key
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    client.get("/incidents/")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    where = urlsplit(url)
    return _Ours(where.hostname or "127.0.0.1", where.port or 80, key, cookie)


def _page(ours: _Ours, number: int) -> float:
    """Milliseconds until the new incident stands on the page with its runbook."""
    mark = f"round-{number}"
    link = websocket.create_connection(
        f"ws://{ours.host}:{ours.port}/live/org/", cookie=ours.cookie, timeout=PATIENCE,
        origin=f"http://{ours.host}:{ours.port}",
    )  # fmt: skip
    try:
        link.recv()
        body = _group(mark, f"checkout-{number}")
        began = time.perf_counter()
        status, _ = _http(ours, "POST", f"/hooks/alertmanager/{ours.key}", body)
        assert status == 202, status
        while time.perf_counter() - began < PATIENCE:
            _, page = _http(ours, "GET", f"/incidents/?words={mark}", None)
            if mark in page and TITLE in page:
                return (time.perf_counter() - began) * 1000
            link.recv()
    finally:
        link.close()
    raise AssertionError(f"incident {mark} did not appear with its runbook within {PATIENCE} s")


def _group(mark: str, service: str) -> str:
    alert = {
        "status": "firing",
        "labels": {"alertname": "CheckoutWorkerStuck", "severity": "critical", "service": service},
        "annotations": {"summary": f"Checkout worker is stuck, {mark}"},
    }
    return json.dumps({"version": "4", "status": "firing", "alerts": [alert]})


def _http(ours: _Ours, method: str, path: str, body: str | None) -> tuple[int, str]:
    door = http.client.HTTPConnection(ours.host, ours.port, timeout=PATIENCE)
    headers = (
        {"Cookie": ours.cookie, "HX-Request": "true"}
        if body is None
        else {"Content-Type": "application/json"}
    )
    door.request(method, path, body, headers)
    answer = door.getresponse()
    text = answer.read().decode()
    door.close()
    return answer.status, text


@dataclass(frozen=True)
class _Anchor:
    port: int
    heard: "Queue[tuple[float, str]]"


@contextmanager
def _alertmanager(folder: Path) -> Iterator[_Anchor | None]:
    """Alertmanager that hands each alert to a listener of ours at once; None where it is not installed."""
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if program is None:
        yield None
        return
    heard: Queue[tuple[float, str]] = Queue()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.put((time.perf_counter(), text))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Says nothing."""

    listener = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    config, port = folder / "alertmanager.yml", _free_port()
    config.write_text(
        "route: {receiver: us, group_by: ['...'], group_wait: 0s, group_interval: 1s}\n"
        f"receivers: [{{name: us, webhook_configs: [{{url: 'http://127.0.0.1:{listener.server_port}/'}}]}}]\n"
    )
    command = [program, f"--config.file={config}", f"--storage.path={folder / 'alertmanager'}"]
    command += [f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(port)
        yield _Anchor(port, heard)
    finally:
        process.terminate()
        process.wait(10)
        listener.shutdown()
        listener.server_close()


def _webhook(anchor: _Anchor, number: int) -> float:
    """Milliseconds from a POST to Alertmanager until its webhook arrives."""
    mark = f"round-{number}"
    body = json.dumps([{"labels": {"alertname": "CheckoutWorkerStuck", "mark": mark}}])
    began = time.perf_counter()
    door = http.client.HTTPConnection("127.0.0.1", anchor.port, timeout=PATIENCE)
    door.request("POST", "/api/v2/alerts", body, {"Content-Type": "application/json"})
    assert door.getresponse().status == 200
    door.close()
    while True:
        at, text = anchor.heard.get(timeout=PATIENCE)
        if f'"{mark}"' in text:
            return (at - began) * 1000


def _answers(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Alertmanager did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
