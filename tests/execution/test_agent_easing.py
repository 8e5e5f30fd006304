"""The agent's half of an exception: its own file says which exact red command may go as yellow."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from execution.agent import configuration
from execution.agent.easing import Easing, eases, features, today
from execution.protocol.digest import exception_digest
from execution.protocol.messages import Refused, Started
from tests.execution.agents import an_agent
from tests.execution.wire import Peer

DAY = date(2026, 11, 23)
SHELL = ["bash", "--noprofile", "--norc", "-c"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eased")


@pytest.fixture(scope="module")
def scratch(folder: Path) -> str:
    """The one command that the agent's file lists."""
    return f"rm -rf {folder}/scratch"


@pytest.fixture(scope="module")
def peer(folder: Path, scratch: str) -> Iterator[Peer]:
    late = {"command": f"rm -rf {folder}/late", "until": (today() - timedelta(days=1)).isoformat()}
    far = {"command": f"rm -rf {folder}/far", "until": (today() + timedelta(days=91)).isoformat()}
    fine = {"command": scratch, "until": (today() + timedelta(days=90)).isoformat(), "reason": "made anew"}
    with an_agent(folder, max_risk="yellow", exceptions=[late, far, fine]) as (agent, _):
        yield agent.start()


def test_the_agent_tells_of_what_it_lists_and_only_while_it_counts(peer: Peer, scratch: str) -> None:
    last = (today() + timedelta(days=90)).isoformat()
    assert peer.hello.features == [f"eases:{exception_digest(scratch, SHELL)}:{last}"]


def test_exactly_the_listed_command_goes_where_the_server_says_yellow_too(
    peer: Peer, folder: Path, scratch: str
) -> None:
    (folder / "scratch").mkdir()
    made = peer.dispatch(scratch, interpreter=SHELL, risk="yellow")
    assert peer.until(Started, made.attempt).judged == "red"


@pytest.mark.parametrize(
    ("change", "risk", "interpreter"),
    [
        ("", "red", SHELL),  # the server has not agreed
        ("/", "yellow", SHELL),  # another byte
        ("", "yellow", ["bash", "-c"]),  # another interpreter
        ("/../late", "yellow", SHELL),
    ],
)
def test_the_server_alone_lowers_nothing(
    peer: Peer, folder: Path, scratch: str, change: str, risk: str, interpreter: list[str]
) -> None:
    made = peer.dispatch(scratch + change, interpreter=interpreter, risk=risk)
    refused = peer.until(Refused, made.attempt)
    assert (refused.cause, refused.judged) == ("guard", "red")
    assert "the agent's limit is yellow" in refused.reason


@pytest.mark.parametrize("name", ["late", "far"])
def test_an_entry_counts_neither_after_its_last_day_nor_for_longer_than_ninety(
    peer: Peer, folder: Path, name: str
) -> None:
    made = peer.dispatch(f"rm -rf {folder}/{name}", interpreter=SHELL, risk="yellow")
    assert peer.until(Refused, made.attempt).judged == "red"


def test_an_entry_counts_from_ninety_days_before_its_last_day_to_its_last_day() -> None:
    entry = [Easing("rm -rf /x", tuple(SHELL), DAY)]
    counted = [days for days in range(-2, 95) if eases(entry, "rm -rf /x", SHELL, DAY - timedelta(days=days))]
    assert counted == list(range(91))
    assert features(entry, DAY + timedelta(days=1)) == []


def test_the_file_may_be_toml_with_a_date(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text(
        'max_risk = "yellow"\n[[exceptions]]\ncommand = "rm -rf /x"\nuntil = 2026-11-23\nreason = "r"\n'
    )
    assert configuration.load(tmp_path).exceptions == [Easing("rm -rf /x", tuple(SHELL), DAY)]


@pytest.mark.parametrize(
    "entry",
    [
        "rm -rf /x",
        {"command": "rm -rf /x"},
        {"until": "2026-11-23"},
        {"command": " ", "until": "2026-11-23"},
        {"command": "rm -rf /x", "until": "soon"},
        {"command": "rm -rf /x", "until": "2026-11-23", "risk": "green"},
        {"command": "rm -rf /x", "until": "2026-11-23", "interpreter": "bash"},
    ],
)
def test_an_entry_that_cannot_be_followed_is_refused_by_name(tmp_path: Path, entry: object) -> None:
    (tmp_path / "agent.json").write_text(json.dumps({"exceptions": [entry]}))
    with pytest.raises(configuration.BadConfiguration, match="an entry of exceptions"):
        configuration.load(tmp_path)
