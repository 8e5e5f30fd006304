"""The PostgreSQL and the Valkey of one test session: made on first use, gone with the session.

Importing this module names them in the environment, which must happen before Django's settings are read.
A migrated cluster is kept aside, under a digest of everything that shapes it, and copied by later sessions.
"""

import atexit
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from ddrun.up.environment import ROOT
from ddrun.up.postgres import (
    APPLICATION,
    OWNER,
    SUPERUSER,
    TEST_OPTIONS,
    Postgres,
    allow_tests,
    start_postgres,
)
from ddrun.up.valkey import Valkey, start_valkey

HOME: Final = Path(tempfile.mkdtemp(prefix="ddrun-test-"))
# The user who runs PostgreSQL walks through it; what lies inside is closed.
HOME.chmod(0o711)
SOCKETS: Final = HOME / "postgres" / "socket"
TEMPLATE: Final = "ddrun_test_template"
KEPT: Final = Path(tempfile.gettempdir()) / f"ddrun-test-clusters-{os.geteuid()}"
KEPT_CLUSTERS: Final = 3

os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "ddrun.settings",
        "DDRUN_ENV": "test",
        "DDRUN_DATA": str(HOME / "data"),
        "DATABASE_URL": f"postgresql://{APPLICATION}@/ddrun?host={SOCKETS}",
        "DATABASE_OWNER_URL": f"postgresql://{OWNER}@/ddrun?host={SOCKETS}",
        "REDIS_URL": f"unix://{HOME / 'valkey' / 'valkey.sock'}",
    }
)


@atexit.register
def clear_away() -> None:
    """Leaves nothing of this session on disk."""
    shutil.rmtree(HOME, ignore_errors=True)


@cache
def postgres() -> Postgres:
    """The session's cluster; it never waits for the disk, because it is thrown away."""
    aside = KEPT / BEGAN_WITH
    if aside.is_dir() and KEPT.stat().st_uid == os.geteuid():
        subprocess.run(["cp", "-a", "--reflink=auto", aside, HOME / "postgres"], check=True)
    with (HOME / "postgres.log").open("wb") as log:
        running = start_postgres(HOME / "postgres", log=log, options=TEST_OPTIONS)
    allow_tests(running)
    atexit.register(running.process.wait)
    atexit.register(running.process.send_signal, signal.SIGQUIT)
    return running


@cache
def valkey() -> Valkey:
    """The session's Valkey, which keeps nothing."""
    with (HOME / "valkey.log").open("wb") as log:
        running = start_valkey(HOME / "valkey", log=log, keep="no")
    atexit.register(running.stop)
    return running


def copy_template(database: str) -> bool:
    """Whether `database` was made, migrated, from the cluster's template."""
    with psycopg.connect(postgres().url(SUPERUSER, "postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone():
            return False
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(
                sql.Identifier(database), sql.Identifier(TEMPLATE), sql.Identifier(OWNER)
            )
        )
    return True


def make_template(database: str) -> None:
    """Copies `database`, freshly migrated and unused, into the cluster's template."""
    made.append(TEMPLATE)
    with psycopg.connect(postgres().url(SUPERUSER, "postgres"), autocommit=True) as connection:
        names = map(sql.Identifier, (TEMPLATE, database))
        connection.execute(sql.SQL("create database {} template {}").format(*names))


def keep_cluster() -> None:
    """Ends a cluster that was migrated here and keeps it for later, if the files are as they were."""
    aside = KEPT / BEGAN_WITH
    if not made or aside.exists() or digest() != BEGAN_WITH:
        return
    postgres().stop()
    KEPT.mkdir(mode=0o711, exist_ok=True)
    for old in sorted(KEPT.iterdir(), key=lambda one: one.stat().st_mtime)[: 1 - KEPT_CLUSTERS]:
        shutil.rmtree(old, ignore_errors=True)
    half = KEPT / HOME.name
    subprocess.run(["cp", "-a", "--reflink=auto", HOME / "postgres", half], check=True)
    with contextlib.suppress(OSError):
        # Another session was faster.
        half.rename(aside)
    shutil.rmtree(half, ignore_errors=True)


def digest() -> str:
    """A digest of what shapes a migrated cluster: migrations, the lock, settings and our own statements."""
    whole = hashlib.sha256()
    for path in shaping():
        whole.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:24]


def shaping() -> Iterator[Path]:
    """The files that shape a migrated cluster."""
    yield from (
        ROOT / "requirements.lock",
        ROOT / "ddrun" / "settings.py",
        ROOT / "ddrun" / "up" / "postgres.py",
    )
    yield from sorted((ROOT / "ddrun" / "lib" / "postgres").glob("*.py"))
    for room in ("ddrun", "compliance", "runbooks", "execution", "incidents", "integrations"):
        yield from sorted((ROOT / room).rglob("migrations/*.py"))


BEGAN_WITH: Final = digest()
made: Final[list[str]] = []
