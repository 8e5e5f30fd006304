"""Flows in a real browser: the ASGI application in a process of its own, on the test database.

Without chromium these tests are skipped and say so; `manage.py test` repeats it at its end.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from tests.flows.world import World
from tests.makers.execution import make_agent
from tests.people import client_of

# Playwright's own loop runs in this thread, which makes Django think it is asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
AXE: Final = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
DESKTOP: Final = (1440, 1000)
PHONE: Final = (390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser, and comes last, however the tests were named.

    Once Playwright's loop runs in this thread, bells that a test itself rings cannot be rung.
    """
    items.sort(key=lambda item: Path(__file__).parent in item.path.parents)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="NO BROWSER: chromium was not found"))


@dataclass(frozen=True)
class Site:
    """The running product."""

    address: str

    def sign_in(self, context: BrowserContext, member: Member) -> None:
        """Makes the browser the member's."""
        cookie = client_of(member).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])


@pytest.fixture(scope="session")
def listening(django_db_setup: None) -> Iterator[Site]:
    """The ASGI application behind a port of its own, for the whole session."""
    from django.db import connection

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        port = door.getsockname()[1]
        database = connection.settings_dict["NAME"]
        url = os.environ["DATABASE_URL"].replace("/ddrun?", f"/{database}?")
        command = [
            sys.executable,
            "-m",
            "daphne",
            "-e",
            f"fd:fileno={door.fileno()}",
            "ddrun.asgi:application",
        ]
        # Its own address is what it calls public, so that its cookies and links are right.
        environment = os.environ | {"DATABASE_URL": url, "DDRUN_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        log = Path(os.environ["DDRUN_DATA"]).parent / "web.log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                command, env=environment, pass_fds=[door.fileno()], stdout=out, stderr=subprocess.STDOUT
            )
        try:
            yield _ready(Site(f"http://127.0.0.1:{port}"), server, log)
        finally:
            server.terminate()
            server.wait(10)


def _ready(site: Site, server: "subprocess.Popen[bytes]", log: Path) -> Site:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{site.address}/healthz", timeout=5).status_code == 200:
                return site
        except httpx.TransportError:
            continue
    pytest.fail(f"the server did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; each person gets a context of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db: Any, listening: Site) -> Site:
    """The product, with rows that other processes see."""
    return listening


Opens = Callable[..., Page]


@pytest.fixture
def browse(site: Site, chromium: Browser) -> Iterator[Opens]:
    """Opens a page as somebody: `browse(alice, "/incidents/", size=PHONE, theme="dark")`.

    A script error, or anything the content policy forbids, fails the test.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        member: Member | None,
        path: str,
        *,
        size: tuple[int, int] = DESKTOP,
        theme: Any = "light",
        script: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=script,
            base_url=site.address,
        )
        contexts.append(context)
        if member is not None:
            site.sign_in(context, member)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def world(site: Site, acme: OrganisationCard) -> World:
    """Acme, with an agent that is connected."""
    world = World(acme)
    world.do(lambda: make_agent(acme, "queue-1", labels={"service": "checkout-queue"}))
    return world


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong by WCAG 2.2 AA and its best practice, one sentence each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
        .map(v => `${v.id}: ${v.help}: ` + v.nodes.map(
            n => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join(" | "))"""
    )
    return list(found)


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
