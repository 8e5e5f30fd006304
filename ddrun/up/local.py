"""What runs on this machine beside the product: the local agent, and the demo's service with its checker.

They are strangers to the product: they get none of its settings, so no secret of it is in their environment.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ddrun.lib import local_agent
from ddrun.lib.errors import Refusal
from ddrun.up import leash
from ddrun.up.data import Data, write_closed
from ddrun.up.environment import ROOT
from ddrun.up.supervisor import Supervisor, say

USUAL_PORT: Final = 8390
# What people type before a dangerous step of the demo.
AGENT_NAME: Final = "orders-host"
ENROL_PATIENCE: Final = 60.0
# What the agent and the service inherit of our environment; everything else stays here.
INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "USER")


def agent_state(data: Data) -> Path:
    """Where the local agent keeps its key and journal."""
    return data.path / "agent"


def orders_home(data: Data) -> Path:
    """Where the demo's service keeps its files."""
    return data.room("demo") / "orders"


def forget_demo(data: Data) -> None:
    """The agent and the service of the demo begin anew."""
    shutil.rmtree(agent_state(data), ignore_errors=True)
    shutil.rmtree(orders_home(data), ignore_errors=True)


def begin_agent(supervisor: Supervisor, data: Data, *, url: str) -> None:
    """The enrolled agent is running, and dials the product where it listens this time."""
    file = agent_state(data) / local_agent.IDENTITY
    identity = json.loads(file.read_text())
    here = urlsplit(identity["socket"])._replace(scheme="ws", netloc=urlsplit(url).netloc).geturl()
    if identity["socket"] != here:
        write_closed(file, json.dumps(identity | {"socket": here}, indent=2))
    supervisor.add("agent", program(["-m", "execution.agent", "--state", agent_state(data), "run"]))


def enrolled(data: Data) -> bool:
    """Whether the local agent belongs to an organisation."""
    return (agent_state(data) / local_agent.IDENTITY).exists()


def join_when_invited(supervisor: Supervisor, data: Data, *, url: str) -> None:
    """The local agent joins the organisation whose administrator has just let it."""
    invitation = local_agent.take_invitation(agent_state(data))
    if invitation is None:
        return
    name, token = invitation
    said = join(agent_state(data), name, token=token, url=url)
    if said:
        say("agent", f"could not join as {name}. {said}")
        return
    say("agent", f"joined as {name}")
    begin_agent(supervisor, data, url=url)


def join_demo(data: Data, *, token: str, url: str) -> None:
    """The local agent belongs to the demo, and may run every command of its runbooks. Raises Refusal."""
    state = agent_state(data)
    state.mkdir(mode=0o700, exist_ok=True)
    settings = {
        "labels": {"service": "orders"},
        "environment": "demo",
        "max_risk": "red",
        "directory": str(orders_home(data)),
        "path": f"{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }
    write_closed(state / "agent.json", json.dumps(settings, indent=2))
    name = AGENT_NAME
    said = join(state, name, token=token, url=url)
    if "already" in said:
        name = f"{AGENT_NAME}-{secrets.token_hex(2)}"
        said = join(state, name, token=token, url=url)
    if said:
        raise Refusal(f"The local agent could not join the demo. {said}")
    say("agent", f"joined the demo as {name}")


def join(state: Path, name: str, *, token: str, url: str) -> str:
    """Why the agent did not join; empty when it did."""
    command: list[str | Path] = [sys.executable, "-m", "execution.agent", "--state", state, "enrol"]
    command += ["--server", url, "--name", name]
    done = subprocess.run(
        command,
        input=f"{token}\n",
        env=surroundings(),
        cwd="/",
        text=True,
        check=False,
        capture_output=True,
        timeout=ENROL_PATIENCE,
    )
    return done.stderr.strip() if done.returncode != 0 else ""


def begin_service(supervisor: Supervisor, data: Data, *, service: str, url: str) -> None:
    """The demo's service and its health checker are running; the checker tells the product at `url`."""
    home = orders_home(data)
    port = service.rpartition(":")[2]
    supervisor.add("orders", program(["-m", "ddrun.up.demo.service", home, port]))
    supervisor.add("watch", program(["-m", "ddrun.up.demo.watch", home, service, url]))


def choose_port(data: Data) -> str:
    """The service's port: the same at every start, as long as nobody else has taken it."""
    note = data.room("demo") / "port"
    last = note.read_text().strip() if note.exists() else str(USUAL_PORT)
    chosen = last if is_free(int(last)) else free_port()
    note.write_text(chosen)
    return chosen


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> str:
    """A port that nobody uses now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])


def program(arguments: Sequence[str | Path]) -> Callable[[int], int]:
    """A way to begin a Python program of this tree that ends with the launcher."""
    kept: list[subprocess.Popen[bytes]] = []

    def begin(log: int) -> int:
        running = leash.start(
            [sys.executable, *arguments], log=log, death_signal=signal.SIGKILL, environment=surroundings()
        )
        # The supervisor waits for it by its number; the object must live as long.
        kept[:] = [running]
        return running.pid

    return begin


def surroundings() -> dict[str, str]:
    """The environment of a program that is a stranger to the product."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
