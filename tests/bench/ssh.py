"""A warm `ssh` on loopback to stand beside: this machine's sshd, ControlMaster, a user with dash."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SSHD: Final = "/usr/sbin/sshd"
USER: Final = "ddrun-bench"
PATIENCE: Final = 15.0


@dataclass(frozen=True)
class Ssh:
    """A master connection that is open."""

    command: tuple[str, ...]
    shell: str

    @property
    def name(self) -> str:
        """How the figures call it."""
        return "ssh ControlMaster" if self.shell.endswith("dash") else f"ssh ControlMaster, {self.shell}"

    def first_byte(self, command: str) -> tuple[float, float]:
        """Milliseconds from the start of `ssh` to its first byte, and to its end."""
        began = time.perf_counter()
        with subprocess.Popen([*self.command, command], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.read(1)
            seen = time.perf_counter()
            process.stdout.read()
        return (seen - began) * 1000, (time.perf_counter() - began) * 1000


def run() -> Iterator[dict[str, object]]:
    """The anchor alone, to see whether it can be had here."""
    with warm_ssh() as (ssh, why_not):
        first = sorted(ssh.first_byte("echo hi")[0] for _ in range(30))[15] if ssh else None
        yield {"bench": "ssh", "metric": "first byte", "ours": None, "anchor": why_not or "", "theirs": first}


@contextmanager
def warm_ssh() -> Iterator[tuple[Ssh | None, str]]:
    """The anchor, or None and what is missing."""
    missing = [name for name in ("ssh", "ssh-keygen") if shutil.which(name) is None]
    missing += [] if Path(SSHD).exists() else ["sshd"]
    if missing:
        yield None, f"missing: {', '.join(missing)} (Debian: openssh-server)"
        return
    with _user() as (name, shell), _folder(name) as folder, _sshd(folder) as port:
        control = ("-o", f"ControlPath={folder / 'master'}", "-o", "LogLevel=ERROR")
        trust = ("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder / 'known'}")
        to = ("-i", str(folder / "key"), "-p", str(port), *trust, *control, f"{name}@127.0.0.1")
        subprocess.run(
            ["ssh", "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", *to, "true"], check=True
        )
        try:
            yield Ssh(("ssh", *to), shell), ""
        finally:
            subprocess.run(["ssh", "-O", "exit", *to], stderr=subprocess.DEVNULL, check=False)


@contextmanager
def _user() -> Iterator[tuple[str, str]]:
    """A user with dash as shell where we may make one, else ourselves."""
    if os.geteuid() != 0 or shutil.which("useradd") is None or not Path("/bin/dash").exists():
        yield os.environ.get("USER", "root"), os.environ.get("SHELL", "sh")
        return
    subprocess.run(["useradd", "--no-create-home", "-d", "/", "-s", "/bin/dash", "-p", "*", USER], check=True)
    try:
        yield USER, "/bin/dash"
    finally:
        subprocess.run(["userdel", USER], check=False, stderr=subprocess.DEVNULL)


@contextmanager
def _folder(user: str) -> Iterator[Path]:
    folder = Path("/run") / f"ddrun-bench-{os.getpid()}"
    folder = folder if os.geteuid() == 0 else Path.home() / folder.name
    folder.mkdir(mode=0o755)
    for name in ("key", "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "key.pub", folder / "allowed")
    (folder / "allowed").chmod(0o644)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _sshd(folder: Path) -> Iterator[int]:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {folder / 'allowed'}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
    )
    command = [SSHD, "-D", "-e", "-f", str(folder / "sshd_config")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("sshd did not start")
