"""A command is started at most once, whatever arrives twice, late or forged."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from execution.protocol import codec, signing
from execution.protocol.messages import Buried, Ended, Refused, TargetFacts
from tests.execution.agents import AgentProcess, Setting


def test_a_dispatch_that_comes_twice_starts_one_command(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    made = peer.make(f"echo once >> {tmp_path}/count")

    for _ in range(3):
        peer.send(made)
    peer.until(Ended, made.attempt)
    peer.send(made)

    assert peer.until(Ended, made.attempt).exit == 0
    assert (tmp_path / "count").read_text() == "once\n"


def test_a_dispatch_past_its_start_by_time_is_buried_for_ever(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    late = peer.make(f"touch {tmp_path}/late", start_by_ms=0)
    peer.send(late)

    assert "start-by" in peer.until(Buried, late.attempt).reason

    again = peer.make(f"touch {tmp_path}/late", attempt=late.attempt)
    peer.send(again)
    peer.until(Buried, late.attempt)
    assert not (tmp_path / "late").exists()


def test_a_dispatch_of_another_connection_is_buried(agent: AgentProcess, tmp_path: Path) -> None:
    first = agent.start()
    stale = first.make(f"touch {tmp_path}/stale")
    first.drop()
    second = agent.meet()

    second.send(stale)

    assert "another connection" in second.until(Buried, stale.attempt).reason
    assert not (tmp_path / "stale").exists()


def test_a_forged_dispatch_starts_nothing_and_buries_nothing(setting: Setting, tmp_path: Path) -> None:
    agent, _ = setting
    peer = agent.start()
    made = peer.make(f"touch {tmp_path}/forged")
    peer.send_text(codec.encode(signing.seal_with_seed(made, signing.new_seed())))

    assert peer.closed_by_agent()
    again = agent.meet()
    ended, _ = again.run(f"touch {tmp_path}/real", attempt=made.attempt)
    assert ended.exit == 0
    assert not (tmp_path / "forged").exists()


@pytest.mark.parametrize("change", [{"command": "touch other"}, {"risk": "red"}, {"start_by_ms": 900_000}])
def test_a_dispatch_changed_on_the_way_is_forged(agent: AgentProcess, change: dict[str, Any]) -> None:
    peer = agent.start()
    genuine = signing.seal_with_seed(peer.make("true"), peer._seed)
    peer.send_text(codec.encode(replace(genuine, **change)))

    assert peer.closed_by_agent()


def test_what_was_approved_is_what_runs(agent: AgentProcess) -> None:
    peer = agent.start()
    approved = peer.make("echo approved")
    swapped = peer.make("echo swapped", attempt=approved.attempt, digest=approved.digest)
    peer.send(swapped)

    assert peer.until(Refused, approved.attempt).cause == "digest"


def test_a_command_meant_for_another_target_is_refused(agent: AgentProcess) -> None:
    peer = agent.start()
    renamed = peer.dispatch("true", target=TargetFacts("web-2", {"env": "test"}))
    relabelled = peer.dispatch("true", target=TargetFacts("web-1", {"env": "production"}))

    assert peer.until(Refused, renamed.attempt).cause == "target"
    assert peer.until(Refused, relabelled.attempt).cause == "target"


def test_a_server_that_is_not_the_pinned_one_is_left(setting: Setting) -> None:
    agent, server = setting
    genuine, server.seed = server.seed, signing.new_seed()
    peer = agent.start()
    assert peer.closed_by_agent()

    server.seed = genuine
    ended, _ = agent.meet().run("true")
    assert ended.exit == 0


def test_an_attempt_asked_about_before_it_came_never_starts(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    made = peer.make(f"touch {tmp_path}/ghost")
    peer.ask(made.attempt)
    peer.until(Buried, made.attempt)

    peer.send(made)

    peer.until(Buried, made.attempt)
    assert not (tmp_path / "ghost").exists()


def test_a_stop_right_behind_its_dispatch_is_heard(agent: AgentProcess) -> None:
    peer = agent.start()
    made = peer.make("sleep 600")
    peer.send(made)
    peer.stop(made.attempt, "kill")

    while True:
        message = peer.next()
        if isinstance(message, (Ended, Buried)) and message.attempt == made.attempt:
            break

    assert isinstance(message, Buried) or message.how == "stopped"


def test_a_stop_that_overtakes_its_dispatch_buries_it(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    made = peer.make(f"touch {tmp_path}/ghost")
    peer.stop(made.attempt)
    peer.send(made)

    peer.until(Buried, made.attempt)
    assert not (tmp_path / "ghost").exists()
