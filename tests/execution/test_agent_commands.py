"""What a command finds, writes and leaves when the agent runs it: real agent, real processes."""

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from execution.protocol.messages import Ended, Output, Refused
from tests.execution.agents import AgentProcess, an_agent, started, wait_for
from tests.execution.wire import Peer, Server


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AgentProcess, Server]]:
    folder = tmp_path_factory.mktemp("commands")
    (folder / "password").write_text("correct horse battery\n")
    passes = {
        "APP_PASSWORD": {"file": str(folder / "password")},
        "API_SECRET": {"variable": "TEST_API_SECRET"},
        "REGION": "eu-north",
    }
    with an_agent(folder, passes=passes) as made:
        yield made


@pytest.fixture(scope="module")
def peer(agent: tuple[AgentProcess, Server]) -> Peer:
    return agent[0].start(TEST_API_SECRET="s3cr3t/value+long", LEAKED="must not be seen")


def test_output_and_exit_status_arrive_as_they_were(peer: Peer) -> None:
    ended, output = peer.run("echo out; echo err >&2; exit 7")

    assert (ended.how, ended.exit, ended.signal, ended.confirmed) == ("exited", 7, None, True)
    assert sorted(output.splitlines()) == [b"err", b"out"]
    assert ended.total == len(output) == 8
    assert ended.output_digest == hashlib.sha256(output).hexdigest()


def test_binary_output_is_kept_byte_for_byte(peer: Peer) -> None:
    ended, output = peer.run(r"printf '\000\377\r\n\033[31m\303'")

    assert output == b"\x00\xff\r\n\x1b[31m\xc3"
    assert ended.dropped == 0


def test_an_unfinished_line_is_shown_before_the_command_ends(peer: Peer) -> None:
    made = peer.dispatch("printf 'continue? '; sleep 600")

    assert peer.until(Output, made.attempt).data == b"continue? "
    peer.stop(made.attempt, "kill")
    peer.until(Ended, made.attempt)


def test_a_command_finds_only_the_listed_environment(peer: Peer, agent: tuple[AgentProcess, Server]) -> None:
    _, output = peer.run("env; pwd; ls -A ~", environment={"NAMESPACE": "shop"}, passes=["REGION"])

    seen = output.decode()
    assert "LEAKED" not in seen and "API_SECRET" not in seen
    assert "REGION=eu-north" in seen and "NAMESPACE=shop" in seen and "PAGER=cat" in seen
    assert f"HOME={agent[0].state}/home" in seen
    assert "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" in seen


def test_listed_secrets_are_masked_in_every_encoding(peer: Peer) -> None:
    command = (
        'echo "$APP_PASSWORD"; printf %s "$APP_PASSWORD" | base64; echo $API_SECRET | tr -d \'\\n\';'
        " echo ' s3cr3t%2Fvalue%2Blong'; printf 's3cr3t/va'; sleep 0.2; echo 'lue+long'"
    )
    _, output = peer.run(command, passes=["APP_PASSWORD", "API_SECRET"])

    assert b"horse" not in output and b"Y29ycmVjdCBob3Jz" not in output
    assert b"value" not in output and b"s3cr3t" not in output
    assert output.count(b"[masked]") == 5


def test_a_secret_is_masked_even_where_the_command_was_not_given_it(peer: Peer) -> None:
    _, output = peer.run("echo correct horse battery")

    assert output == b"[masked]\n"


def test_likely_secrets_are_masked_by_their_shape(peer: Peer) -> None:
    _, output = peer.run(
        "echo 'password=hunter22 user=bob'; echo AKIA1234567890ABCDEF; echo pg://u:pw123@db/x"
    )

    assert output == b"password=[masked] user=bob\n[masked]\npg://u:[masked]@db/x\n"


def test_bash_reads_no_startup_file(peer: Peer, agent: tuple[AgentProcess, Server]) -> None:
    home = agent[0].state / "home"
    (home / ".bashrc").write_text("echo from bashrc\n")
    (home / ".profile").write_text("echo from profile\n")

    _, output = peer.run("echo only this")

    assert output == b"only this\n"


@pytest.mark.parametrize(
    "name", ["PATH", "LD_PRELOAD", "BASH_ENV", "GIT_SSH_COMMAND", "HOME", "BASH_FUNC_ls%%"]
)
def test_a_dispatch_cannot_set_what_turns_into_code(peer: Peer, name: str) -> None:
    made = peer.dispatch("echo no", environment={name: "x"})

    refused = peer.until(Refused, made.attempt)
    assert refused.cause == "environment" and name in refused.reason


def test_a_value_the_administrator_did_not_list_is_not_passed(peer: Peer) -> None:
    made = peer.dispatch("echo no", passes=["AWS_PROFILE"])

    assert "AWS_PROFILE" in peer.until(Refused, made.attempt).reason


def test_a_command_that_is_not_there_says_so_with_its_exit_status(peer: Peer) -> None:
    ended, output = peer.run("no-such-command-here")

    assert ended.exit == 127 and b"no-such-command-here" in output


def test_a_missing_interpreter_is_refused_by_name(tmp_path: Path) -> None:
    with an_agent(tmp_path, interpreters=["bash", "fish-of-elsewhere"]) as (agent, _):
        peer = agent.start()
        made = peer.dispatch("echo", interpreter=["fish-of-elsewhere", "-c"])
        other = peer.dispatch("print(1)", interpreter=["python3", "-c"])

        assert peer.until(Refused, made.attempt).cause == "tool missing"
        assert peer.until(Refused, other.attempt).cause == "guard"


def test_a_command_ends_at_its_limit_and_says_so(peer: Peer) -> None:
    ended, output = peer.run("echo begun; sleep 600", limit_seconds=1)

    assert (ended.how, ended.confirmed, output) == ("timed out", True, b"begun\n")


def test_stop_reaches_children_that_ignore_it_and_children_that_ran_away(peer: Peer) -> None:
    command = (
        "trap '' INT TERM; (setsid sh -c 'trap \"\" INT TERM; sleep 601' &) ; echo up; sleep 602; sleep 603"
    )
    made = peer.dispatch(command)
    peer.until(Output, made.attempt)

    peer.stop(made.attempt, "kill")

    ended = peer.until(Ended, made.attempt)
    assert (ended.how, ended.signal, ended.confirmed, ended.left) == ("stopped", signal.SIGKILL, True, [])
    assert not _alive("sleep 601") and not _alive("sleep 602")


def test_stop_climbs_from_interrupt_when_interrupt_is_not_enough(peer: Peer) -> None:
    made = peer.dispatch("trap 'echo asked' INT; echo up; while :; do sleep 0.05; done")
    peer.until(Output, made.attempt)

    peer.stop(made.attempt)
    peer.until(Output, made.attempt)
    peer.stop(made.attempt, "terminate")

    assert peer.until(Ended, made.attempt).signal == signal.SIGTERM


def test_stopping_a_remote_command_could_not_be_confirmed(peer: Peer, tmp_path: Path) -> None:
    made = started(peer, "ssh() { sleep 600; }; ssh web-9 restart")

    peer.stop(made.attempt, "kill")

    ended = peer.until(Ended, made.attempt)
    assert not ended.confirmed and "ssh" in ended.left[0]


def test_what_a_command_leaves_running_is_named(peer: Peer) -> None:
    # The command ends when its child has become what it will be called.
    ended, output = peer.run(
        "sleep 604 >/dev/null 2>&1 & until grep -q sleep /proc/$!/comm; do :; done; echo $!"
    )

    assert ended.exit == 0 and not ended.confirmed
    assert ended.left == [f"process {int(output)} (sleep)"]
    os.kill(int(output), signal.SIGKILL)


def test_output_past_the_limit_keeps_both_ends_and_counts_the_middle(peer: Peer) -> None:
    ended, _ = peer.run("seq 1 20000", output_bytes=4000)

    whole = "".join(f"{number}\n" for number in range(1, 20001)).encode()
    assert ended.total == len(whole)
    assert ended.dropped == len(whole) - 4000
    kept = b"".join(
        piece.data for piece in peer.seen if isinstance(piece, Output) and piece.attempt == ended.attempt
    )
    assert kept == whole[:2000] + whole[-2000:]
    assert ended.output_digest == hashlib.sha256(kept).hexdigest()


def test_a_command_goes_on_while_nobody_acknowledges_its_output(peer: Peer, tmp_path: Path) -> None:
    mark = tmp_path / "done"
    made = started(peer, f"head -c 8000000 /dev/zero | tr '\\0' x; touch {mark}")

    wait_for(mark)

    ended = peer.until(Ended, made.attempt)
    assert ended.total == 8_000_000


def _alive(words: str) -> bool:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                )
            except OSError:
                continue
            if line == words:
                return True
    return False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_command_runs_as_another_user_only_where_the_administrator_lets_it(tmp_path: Path) -> None:
    with an_agent(tmp_path, users=["nobody"], directory="/") as (agent, _):
        peer = agent.start()
        other = peer.dispatch("id -un", user="daemon")
        ended, output = peer.run("id -un; id -G | wc -w", user="nobody")

        assert peer.until(Refused, other.attempt).cause == "permission"
        assert (ended.exit, output.split()[0]) == (0, b"nobody")


def test_a_directory_that_cannot_be_entered_says_so(peer: Peer) -> None:
    made = peer.dispatch("pwd", directory="/nowhere-at-all")

    refused = peer.until(Refused, made.attempt)
    assert refused.cause == "environment" and "/nowhere-at-all" in refused.reason


def test_many_commands_run_side_by_side_and_each_tells_its_own(peer: Peer) -> None:
    made = [peer.dispatch(f"echo {number}; exit {number}") for number in range(20)]

    for number, each in enumerate(made):
        assert peer.until(Ended, each.attempt).exit == number
        assert peer.output(each.attempt) == f"{number}\n".encode()
