"""A disk that takes no more: nothing is started that cannot be recorded, and what is missing is counted."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from execution.protocol.messages import Ended, Output, Refused
from tests.execution.agents import AgentProcess, an_agent

TAKES = 2000  # bytes of a file; a write beyond fails as it does on a full disk


@contextmanager
def full_disk(process: int) -> Iterator[None]:
    before = resource.prlimit(process, resource.RLIMIT_FSIZE, (TAKES, resource.RLIM_INFINITY))
    yield
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def pid(agent: AgentProcess) -> int:
    assert agent._process is not None
    return agent._process.pid


def test_what_cannot_be_recorded_is_not_started(tmp_path: Path) -> None:
    with an_agent(tmp_path) as (agent, _):
        peer = agent.start()
        peer.run("true")
        with full_disk(pid(agent)):
            made = peer.dispatch(f"touch {tmp_path}/ghost")
            refused = peer.until(Refused, made.attempt)

        assert refused.cause == "agent" and "cannot record" in refused.reason
        assert not (tmp_path / "ghost").exists()
        ended, _ = peer.run("echo again")
        assert ended.exit == 0


def test_output_that_the_disk_did_not_take_is_counted(tmp_path: Path) -> None:
    with an_agent(tmp_path) as (agent, _):
        peer = agent.start()
        children = Path(f"/proc/{pid(agent)}/task/{pid(agent)}/children").read_text().split()
        nursery = int(children[0])
        spare = Path(f"/proc/{nursery}/task/{nursery}/children").read_text().split()
        for process in [nursery, *map(int, spare)]:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (TAKES, resource.RLIM_INFINITY))

        made = peer.dispatch("seq 1 1000; exit 3")
        ended = peer.until(Ended, made.attempt)

        whole = "".join(f"{number}\n" for number in range(1, 1001)).encode()
        kept = sum(len(each.data) for each in peer.seen if isinstance(each, Output))
        assert (ended.exit, ended.total) == (3, len(whole))
        assert ended.dropped == len(whole) - kept > 0
        assert "disk" in ended.reason
