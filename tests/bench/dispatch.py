"""From a click to the first byte on the page, and from one step to the next, beside a warm `ssh`.

A whole `manage.py up`, a real agent, a person's browser played by its two doors at once, as a browser has
them: a press is posted as the page posts it and the page is fetched anew, while the live socket tells what is
printed and rings for what is stored. Ours and the anchor's take turns.
"""

import http.client
import os
import re
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import websocket

from tests.bench.browser import PATIENCE, Ear, Page
from tests.bench.ssh import Ssh, warm_ssh
from tests.launched import launched
from tests.patience import wait_until

ROUNDS: Final = 40
WARM: Final = 5
STEPS: Final = 5  # of a run whose steps are clicked one by one
CHAIN: Final = 10  # of a run whose steps go by themselves
CHAINS: Final = 6
COMMAND: Final = "echo hi"


def run() -> Iterator[dict[str, Any]]:
    """`first byte` and `next step`, median and 95th percentile, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.chmod(folder, 0o711)  # noqa: PTH101
        up = stack.enter_context(launched(Path(folder) / "data", "--no-demo"))
        bench = stack.enter_context(_Bench(Path(folder), up.url))
        ssh, why_not = stack.enter_context(warm_ssh())
        mine, theirs = _clicks(bench, ssh)
        yield from _lines("first byte", mine, theirs, ssh, why_not)
        mine, theirs = _chains(bench, ssh)
        yield from _lines("next step", mine, theirs, ssh, why_not)


def _lines(
    metric: str, mine: list[float], theirs: list[float], ssh: Ssh | None, why_not: str
) -> Iterator[dict[str, Any]]:
    for name, share in ((metric, 50), (f"{metric}, p95", 95)):
        ours, anchor = _percentile(mine, share), _percentile(theirs, share)
        yield {
            "bench": "dispatch",
            "metric": name,
            "unit": "ms",
            "ours": round(ours, 1),
            "anchor": ssh.name if ssh else why_not,
            "theirs": round(anchor, 1) if anchor else None,
            "ratio": round(ours / anchor, 2) if anchor else None,
            "n": len(mine),
        }


def _percentile(values: list[float], share: int) -> Any:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] if values else None


def _clicks(bench: "_Bench", ssh: Ssh | None) -> tuple[list[float], list[float]]:
    """A click on each step of unpublished runs, which never go by themselves."""
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range((WARM + ROUNDS) // STEPS):
        run_id = bench.start(STEPS, published=False)
        link = bench.page.listen(f"/live/run/{run_id}/")
        for place in range(1, STEPS + 1):
            mine.append(_click(bench, run_id, link, f"mark-{place}x"))
            if ssh:
                theirs.append(ssh.first_byte(COMMAND)[0])
            bench.settle(run_id)
        link.close()
    return mine[WARM:], theirs[WARM:]


def _click(bench: "_Bench", run_id: UUID, link: websocket.WebSocket, printed: str) -> float:
    """Milliseconds from the press to the page part that shows the first byte."""
    step, revision = bench.current(run_id)
    page = bench.page.get(f"/runs/{run_id}/")
    # What is printed is told for a step, and stands in its card.
    assert f'id="card-{step.hex}"' in page
    ear = Ear(link, step.hex, printed)
    began = time.perf_counter()
    shown = bench.page.post(
        f"/runs/{run_id}/step/", step=str(step), key=secrets.token_urlsafe(16), revision=str(revision)
    )
    seen = time.perf_counter()
    while printed not in shown and not ear.heard.is_set():
        if not ear.rung.wait(PATIENCE):
            raise AssertionError(f"no output within {PATIENCE} s; the run stands at {bench.standing(run_id)}")
        ear.rung.clear()
        log = re.search(r'id="now".*?id="(log-\w+)"', shown, re.DOTALL)
        shown = bench.page.get(f"/runs/{run_id}/?output={log[1] if log else ''}")
        seen = time.perf_counter()
    ear.join(PATIENCE)
    return (min(seen if printed in shown else ear.at, ear.at) - began) * 1000


def _chains(bench: "_Bench", ssh: Ssh | None) -> tuple[list[float], list[float]]:
    """Per step: a published run of safe steps that goes by itself; the anchor runs as many commands."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(CHAINS + 1):
        took = bench.chain(CHAIN)
        other = [ssh.first_byte(COMMAND)[1] for _ in range(CHAIN)] if ssh else []
        if number:  # the first is to warm up
            mine += took
            theirs += other
    return mine, theirs


class _Bench:
    """An organisation with one person and one agent, made by the product's own actions."""

    def __init__(self, folder: Path, url: str) -> None:
        os.environ["DDRUN_DATA"] = str(folder / "data")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ddrun.settings")
        from ddrun.up.data import adopt_running

        assert adopt_running()
        import django

        django.setup()
        from django.test import Client

        from ddrun.accounts.actions.organisations import add_member, create_organisation
        from ddrun.accounts.models import User
        from ddrun.lib.access import Role
        from tests.field import FieldAgent

        self.folder, self.url = folder, url
        card = create_organisation("Bench")
        user = User.objects.create_user("bench@example.com", name="Bench")
        self.by = add_member(card.id, user, roles=frozenset(Role))
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        client.get("/incidents/")
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        cookies.setdefault("csrftoken", secrets.token_hex(16))
        where = urlsplit(url)
        host, port = where.hostname or "127.0.0.1", where.port or 80
        door = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.page = Page(host, port, cookie, door)
        self.agent = FieldAgent(folder)

    def __enter__(self) -> "_Bench":
        from ddrun.lib.tenancy import tenant
        from execution.actions.agents import invite_agent

        with tenant(self.by.organisation_id):
            token = invite_agent(by=self.by, name="bench").token
        self.agent.enrol(self.url, token)
        self.agent.start()
        wait_until(self._connected, "the agent is connected")
        return self

    def __exit__(self, *_: object) -> None:
        self.agent.kill()
        self.page.door.close()

    def _connected(self) -> bool:
        from ddrun.lib.tenancy import tenant
        from execution.queries import agents

        with tenant(self.by.organisation_id):
            return any(one.connected for one in agents(self.by.organisation_id))

    def start(self, steps: int, *, published: bool) -> UUID:
        """A run of as many steps."""
        from ddrun.lib.tenancy import tenant
        from execution.actions.start import start_run
        from tests.makers.execution import step, version

        # What a step prints stands nowhere on the page before it is printed.
        commands = (f"echo mark-''{place}x" for place in range(1, steps + 1))
        frozen = version(*(step(command) for command in commands), published=published)
        with tenant(self.by.organisation_id):
            return start_run(frozen, by=self.by, idempotency_key=secrets.token_hex(8)).run_id

    def current(self, run_id: UUID) -> tuple[UUID, int]:
        """The current step and the run's revision."""
        from ddrun.lib.tenancy import tenant
        from execution.models import Run, StepRun

        with tenant(self.by.organisation_id):
            waiting = StepRun.objects.filter(run_id=run_id, status="ready").order_by("order")
            return waiting[0].id, Run.objects.get(id=run_id).revision

    def standing(self, run_id: UUID) -> list[str]:
        """Where the steps stand."""
        from ddrun.lib.tenancy import tenant
        from execution.models import StepRun

        with tenant(self.by.organisation_id):
            return list(
                StepRun.objects.filter(run_id=run_id).order_by("order").values_list("status", flat=True)
            )

    def settle(self, run_id: UUID) -> None:
        """Returns once nothing of the run is under way."""
        from ddrun.lib.tenancy import tenant
        from execution.models import StepRun

        def idle() -> bool:
            with tenant(self.by.organisation_id):
                return not StepRun.objects.filter(run_id=run_id, status__in=["sent", "running"]).exists()

        wait_until(idle, "the step ended")

    def chain(self, steps: int) -> list[float]:
        """Milliseconds from each step's dispatch to the next one's, by the server's clock."""
        from ddrun.lib.tenancy import tenant
        from execution.models import Attempt

        run_id = self.start(steps, published=True)

        def through() -> bool:
            with tenant(self.by.organisation_id):
                return Attempt.objects.filter(run_id=run_id, status="done").count() == steps

        # Asks seldom, for asking takes its time from what is measured.
        wait_until(through, "the run went through", pause=0.2)
        with tenant(self.by.organisation_id):
            rows = Attempt.objects.filter(run_id=run_id).order_by("sent_at")
            times = [(row.sent_at, row.ended_at or row.sent_at) for row in rows]
        marks = [sent for sent, _ in times] + [times[-1][1]]
        return [(after - before).total_seconds() * 1000 for before, after in pairwise(marks)]
