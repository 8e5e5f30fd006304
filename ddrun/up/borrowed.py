"""Servers for one command that needs a database of its own and leaves nothing behind."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def throw_away_servers() -> Iterator[None]:
    """A migrated database and a broker, named in the environment; gone afterwards.

    Django is set up against them, so this process must not have read its settings before.
    """
    from ddrun.up.launcher import leave_no_threads, prepare_database
    from ddrun.up.postgres import APPLICATION, OWNER, TEST_OPTIONS, start_postgres
    from ddrun.up.valkey import start_valkey

    with tempfile.TemporaryDirectory(prefix="ddrun-") as folder:
        home = Path(folder)
        # Whoever runs PostgreSQL for root walks through it.
        home.chmod(0o711)
        with (home / "log").open("wb") as log:
            postgres = start_postgres(home / "postgres", log=log, options=TEST_OPTIONS)
            valkey = start_valkey(home / "valkey", log=log, keep="no")
        os.environ.update(
            DATABASE_URL=postgres.url(APPLICATION),
            DATABASE_OWNER_URL=postgres.url(OWNER),
            REDIS_URL=valkey.url,
            DDRUN_DATA=str(home / "data"),
        )
        try:
            prepare_database()
            yield
        finally:
            leave_no_threads()
            valkey.stop()
            postgres.process.send_signal(signal.SIGQUIT)
            postgres.process.wait()
