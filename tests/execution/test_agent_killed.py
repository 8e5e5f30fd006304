"""What a kill, a lost link or a lost journal leaves: the command goes on, its output and exit arrive."""

import hashlib
import os
import signal
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

from execution.protocol.messages import Buried, Ended, Output, Started, Status
from tests.execution.agents import AgentProcess, Setting, started, wait_for


def test_killing_the_agent_does_not_end_the_command(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    gate = tmp_path / "gate"
    made = peer.dispatch(
        f"echo once >> {tmp_path}/count; echo before;"
        f" until [ -e {gate} ]; do sleep 0.02; done; seq 1 9999; exit 5"
    )
    first = peer.until(Output, made.attempt)
    agent.kill()
    gate.touch()
    second = agent.start()
    second.ask(made.attempt, first.offset + len(first.data))

    ended = second.until(Ended, made.attempt)

    output = first.data + b"".join(each.data for each in second.seen if isinstance(each, Output))
    assert (ended.how, ended.exit) == ("exited", 5)
    assert output == b"before\n" + "".join(f"{each}\n" for each in range(1, 10_000)).encode()
    assert ended.output_digest == hashlib.sha256(output).hexdigest()
    assert (tmp_path / "count").read_text() == "once\n"


def test_a_command_that_ended_while_the_agent_was_away_is_reported(
    agent: AgentProcess, tmp_path: Path
) -> None:
    peer = agent.start()
    made = started(peer, f"sleep 0.2; echo late words; touch {tmp_path}/over")
    agent.kill()
    wait_for(agent.state / "spool" / made.attempt / "end.json")

    second = agent.start()

    assert second.until(Ended, made.attempt).exit == 0
    assert second.output(made.attempt) == b"late words\n"


def test_a_dispatch_repeated_after_the_kill_starts_nothing_new(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    made = peer.dispatch(f"echo once >> {tmp_path}/count")
    peer.until(Ended, made.attempt)
    agent.kill()
    second = agent.start()

    second.send(replace(made, connection=second.nonce))

    assert second.until(Ended, made.attempt).exit == 0
    assert (tmp_path / "count").read_text() == "once\n"


def test_a_killed_keeper_leaves_the_attempt_unknown(agent: AgentProcess) -> None:
    peer = agent.start()
    made = peer.dispatch("echo words; sleep 30")
    words = peer.until(Output, made.attempt)
    os.kill(_keeper_of(agent, made.attempt), signal.SIGKILL)

    status = peer.until(Status, made.attempt)

    assert (status.state, status.total) == ("unknown", len(words.data))
    assert "keeper" in status.reason


def test_a_lost_journal_makes_what_it_held_unknown(agent: AgentProcess) -> None:
    peer = agent.start()
    ended, _ = peer.run("true")

    peer.ask(ended.attempt, journal="another-journal")

    assert peer.until(Status, ended.attempt).state == "unknown"


def test_an_attempt_written_but_never_handed_over_is_buried_at_the_next_start(
    agent: AgentProcess, tmp_path: Path
) -> None:
    peer = agent.start()
    made = peer.make(f"touch {tmp_path}/ghost")
    agent.kill()
    _write_as_if_killed_between_journal_and_keeper(agent, made.attempt)

    second = agent.start()
    second.ask(made.attempt)

    second.until(Buried, made.attempt)
    assert not (tmp_path / "ghost").exists()


def test_output_lost_with_the_connection_is_sent_again_from_the_asked_offset(agent: AgentProcess) -> None:
    peer = agent.start()
    made = peer.dispatch("printf 0123456789")
    peer.until(Ended, made.attempt)
    peer.drop()

    second = agent.meet()
    second.ask(made.attempt, offset=4)

    ended = second.until(Ended, made.attempt)
    sent = [each for each in second.seen if isinstance(each, Output)]
    assert [(each.offset, each.data) for each in sent] == [(4, b"456789")]
    assert ended.total == 10


def test_what_was_not_acknowledged_is_repeated_without_being_asked(agent: AgentProcess) -> None:
    peer = agent.start()
    made = peer.dispatch("echo hi")
    peer.until(Ended, made.attempt)
    peer.drop()

    second = agent.meet()

    second.until(Started, made.attempt)
    ended = second.until(Ended, made.attempt)
    assert (ended.exit, ended.total) == (0, 3)


def test_what_was_settled_is_not_repeated(agent: AgentProcess) -> None:
    peer = agent.start()
    settled, _ = peer.run("echo settled")
    open_one = peer.dispatch("echo open")
    peer.until(Ended, open_one.attempt)
    agent.leave()

    second = agent.start()

    second.until(Ended, open_one.attempt)
    assert all(getattr(each, "attempt", "") != settled.attempt for each in second.seen)


def test_an_agent_that_leaves_leaves_its_commands_running(agent: AgentProcess, tmp_path: Path) -> None:
    peer = agent.start()
    gate = tmp_path / "gate"
    made = started(peer, f"until [ -e {gate} ]; do sleep 0.02; done; echo still here")

    assert agent.leave() == 0
    gate.touch()

    second = agent.start()
    second.until(Ended, made.attempt)
    assert second.output(made.attempt) == b"still here\n"


def test_only_one_agent_works_in_a_state_folder(setting: Setting) -> None:
    agent, _ = setting
    agent.start()

    second = subprocess.run([*agent._command(), "run"], capture_output=True, text=True, timeout=20)

    assert second.returncode == 1 and "another agent runs" in second.stderr


def _write_as_if_killed_between_journal_and_keeper(agent: AgentProcess, attempt: str) -> None:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    with sqlite3.connect(agent.state / "journal.sqlite") as journal:
        journal.execute(
            "insert into attempts (attempt, state, facts, boot, at_ms) values (?, 'written', ?, ?, 0)",
            (attempt, '{"digest": "", "start_by": 1e12}', boot),
        )
    journal.close()


def _keeper_of(agent: AgentProcess, attempt: str) -> int:
    """The process that holds the lock of the attempt's folder; keepers of other agents are not touched."""
    inode = (agent.state / "spool" / attempt / "claim").stat().st_ino
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return next(int(line[4]) for line in locks if line[5].endswith(f":{inode}"))


def test_the_agent_works_on_when_its_nursery_was_killed(agent: AgentProcess) -> None:
    peer = agent.start()
    peer.run("true")
    assert agent._process is not None
    nursery = Path(f"/proc/{agent._process.pid}/task/{agent._process.pid}/children").read_text().split()
    for process in nursery:
        os.kill(int(process), signal.SIGKILL)

    lost = peer.make("true", start_by_ms=peer.elapsed_ms() + 1500)
    peer.send(lost)
    ended, _ = peer.run("echo here")

    assert ended.exit == 0
    peer.until(Buried, lost.attempt)
