"""`manage.py up`, as somebody who has just cloned the repository meets it."""

import os
import signal
import socket
import stat
from pathlib import Path

import httpx
import pytest

from ddrun.up.environment import reason
from ddrun.up.postgres import APPLICATION, OWNER
from tests import services
from tests.launched import Launched, all_gone, launched, processes, refused
from tests.patience import wait_until
from tests.plain_browser import PlainBrowser


def test_one_command_shows_the_product_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    with launched(tmp_path / "data", "--no-demo") as up:
        assert httpx.get(f"{up.url}/healthz").text == "ok\n"
        assert httpx.get(f"{up.url}/readyz").json() == {"ready": True, "broken": {}}
        family = up.family()
        assert len(family) > 4
        assert up.end(signal.SIGINT) == 0
        assert all_gone(family)


def test_a_second_start_finds_the_organisation_that_the_first_link_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with launched(data, "--no-demo") as up:
        first_visit(up).close()
        assert up.end(signal.SIGTERM) == 0
    with launched(data, "--no-demo") as again:
        assert again.end(signal.SIGINT) == 0
        assert not any("make your organisation" in line for line in again.lines)


def test_the_agent_of_this_machine_joins_when_its_administrator_lets_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with launched(data, "--no-demo") as up:
        ada = first_visit(up)
        ada.press(ada.get("/agents/"), "/here")
        up.read_until(r"connected as ")
        page = ada.get("/agents/")
        assert "here now" in page.text
        assert "Safe only" in page.text
        assert page.form("/here") is None, "it joins once"
        ada.close()
        assert up.end(signal.SIGINT) == 0
    with launched(data, "--no-demo") as again:
        again.read_until(r"connected as ")


def first_visit(up: Launched) -> PlainBrowser:
    """The browser of the person who has just made the organisation."""
    link = up.read_until(r"make your organisation: ").partition(": ")[2]
    browser = PlainBrowser(up.url)
    made = browser.press(
        browser.get(link),
        "",
        organisation="Northwind",
        name="Ada Palmer",
        email="ada@northwind.example",
        password="a long enough sentence",
    )
    assert made.status == 200, made.text
    return browser


def test_killing_the_launcher_leaves_no_process_behind(tmp_path: Path) -> None:
    with launched(tmp_path / "data", "--no-demo") as up:
        family = up.family()
        up.process.kill()
        assert all_gone(family)
        up.process.wait()


@pytest.mark.parametrize(("program", "name"), [("postgres", "PostgreSQL"), ("valkey-server", "Valkey")])
def test_a_server_that_was_killed_is_begun_again_and_everybody_goes_on(
    tmp_path: Path, program: str, name: str
) -> None:
    with launched(tmp_path / "data", "--no-demo") as up:
        browser = first_visit(up)
        os.kill(server_of(up, program), signal.SIGKILL)
        up.read_until(f"{name} was started again")
        wait_until(lambda: httpx.get(f"{up.url}/readyz", timeout=60).status_code == 200, "it is ready again")
        assert "Northwind" in browser.get("/agents/").text
        browser.close()
        family = up.family()
        assert up.end(signal.SIGINT) == 0
        assert all_gone(family)


def server_of(up: Launched, program: str) -> int:
    """The one that the launcher itself started: a PostgreSQL has children of its name."""
    return next(
        pid
        for pid, parent in processes()
        if parent == up.process.pid and Path(f"/proc/{pid}/comm").read_text().strip() == program
    )


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    with launched(tmp_path / "data", "--no-demo") as up:
        up.end(signal.SIGINT)
    keys = list((tmp_path / "data" / "keys").iterdir())
    assert len(keys) == 3
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_servers_of_ones_own_replace_the_embedded_ones(tmp_path: Path) -> None:
    data = tmp_path / "data"
    own = {
        "DATABASE_URL": services.postgres().url(APPLICATION),
        "DATABASE_OWNER_URL": services.postgres().url(OWNER),
        "REDIS_URL": services.valkey().url,
    }
    with launched(data, "--no-demo", environment=own) as up:
        assert httpx.get(f"{up.url}/readyz").json() == {"ready": True, "broken": {}}
        up.end(signal.SIGINT)
    assert not (data / "postgres").exists()
    assert not (data / "valkey").exists()


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused("--data", tmp_path / "data", "--port", str(port))
    assert said == f"Cannot listen on 127.0.0.1:{port} (Address already in use): choose another with --port."


def test_a_directory_of_something_else_is_not_taken_for_data(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    said = refused("--data", tmp_path, "--port", "0")
    assert said == f"{tmp_path} is not a data directory of dd0c/run: name another one with --data."


def test_two_launchers_do_not_share_a_data_directory(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with launched(data, "--no-demo"):
        said = refused("--data", data, "--port", "0")
    assert said == f"Another `manage.py up` is using {data}: stop it, or name another with --data."


def test_plain_http_stays_on_this_machine(tmp_path: Path) -> None:
    said = refused("--data", tmp_path / "data", "--port", "0", "--host", "0.0.0.0")
    assert said.startswith("Plain HTTP stays on this machine: to listen on 0.0.0.0")
    assert "\n" not in said
    public = {"DDRUN_PUBLIC_URL": "http://run.example.com"}
    assert "https://" in refused("--data", tmp_path / "data", "--port", "0", "--no-demo", **public)


def test_the_demo_is_not_shown_to_the_world(tmp_path: Path) -> None:
    public = {"DDRUN_PUBLIC_URL": "https://run.example.com"}
    said = refused("--data", tmp_path / "data", "--port", "0", **public)
    assert said.startswith("The demo speaks plain HTTP and stays on this machine")


def test_a_database_without_its_owner_is_refused(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://ddrun_app@db.example.com/ddrun"}
    said = refused("--data", tmp_path / "data", "--port", "0", **given)
    assert said == "DATABASE_URL is set but DATABASE_OWNER_URL is not: it names the role that migrates."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("error: failed to write: No space left on device (os error 28)", "is full"),
        ("error: Failed to fetch: dns error: failed to lookup address information", "needs the network"),
        ("error: Permission denied (os error 13)", "cannot be written to by this user"),
    ],
)
def test_an_installation_that_fails_says_why_in_a_persons_words(words: str, sentence: str) -> None:
    assert sentence in reason(words)
