"""The PostgreSQL and the Valkey of one test session: made on first use, gone with the session.

Importing this module names them in the environment, which must happen before Django's settings are read.
"""

import atexit
import os
import shutil
import signal
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from ddrun.up.postgres import (
    APPLICATION,
    OWNER,
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
    """The session's cluster; it forgets everything when it ends, so it never waits for the disk."""
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
