"""A PostgreSQL that commands of a closed world may reach, with the roles, databases and tables they name."""

import re
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from ddrun.up.postgres import SUPERUSER, TEST_OPTIONS, Postgres, start_postgres
from tests.proof.answering import forward
from tests.proof.world import POSTGRES_PORT

ROLES: Final = re.compile(r"(?:-U ?|--username[= ]|user=|PGUSER=|//)(\w[\w-]*)(?=[\s@:]|$)")
DATABASES: Final = re.compile(r"(?:-d ?|--dbname[= ]|dbname=|PGDATABASE=|@[\w.:-]+/|psql )([a-z]\w*)")
TABLES: Final = re.compile(r"(?i)\b(?:from|join)\s+([a-z_]\w*)\b(?![.(])")
# Every role may write, so that only the command itself is in the way of a change; the server makes none.
OPTIONS: Final = {**TEST_OPTIONS, "autovacuum": "off"}
CHANGES: Final = "select coalesce(sum(tup_inserted + tup_updated + tup_deleted), 0) from pg_stat_database"
STANDING: Final = (
    "select md5(string_agg(line, ',' order by line)) from ("
    "select rolname || rolsuper || coalesce(rolvaliduntil::text, '') from pg_roles"
    " union all select datname from pg_database"
    " union all select name || coalesce(setting, '') from pg_settings where source <> 'client'"
    " and name not in ('application_name', 'transaction_isolation')) as lines (line)"
)


@dataclass(frozen=True)
class Database:
    """A running server: where its socket lies, and what tells whether anything in it was changed."""

    server: Postgres

    # The server lets nobody but its own kind into the directory of its socket, and nobody is in a world;
    # so the commands find one that hands on to it.
    sockets: Path

    def state(self) -> tuple[object, ...]:
        """Rows written since it was started, and its roles, databases and settings."""
        with psycopg.connect(self.server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute("select pg_stat_force_next_flush()")
            return tuple(connection.execute(query).fetchone() for query in (CHANGES, STANDING))


@contextmanager
def database_for(commands: Iterable[str]) -> Iterator[Database]:
    """A server with everything that these commands name; gone afterwards."""
    text = "\n".join(each for each in commands if "psql" in each or "pg_" in each)
    with tempfile.TemporaryDirectory(prefix="ddrun-proof-") as place:
        home = Path(place)
        home.chmod(0o711)
        with (home / "log").open("wb") as log:
            server = start_postgres(home / "postgres", log=log, options=OPTIONS)
        try:
            _fill(server, text)
            with _handed_on(server, home / "open") as sockets:
                yield Database(server, sockets)
        finally:
            server.stop()


@contextmanager
def _handed_on(server: Postgres, sockets: Path) -> Iterator[Path]:
    name = f".s.PGSQL.{POSTGRES_PORT}"
    sockets.mkdir(mode=0o755)
    with socket.create_server(str(sockets / name), family=socket.AF_UNIX) as door:
        (sockets / name).chmod(0o666)
        forward(door, str(server.sockets / name))
        yield sockets


def _fill(server: Postgres, text: str) -> None:
    roles = {"root", "postgres", *ROLES.findall(text)} - {SUPERUSER}
    tables = sorted(set(TABLES.findall(text)))
    names = sorted({"postgres", *roles, *DATABASES.findall(text)})
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in sorted(roles):
            connection.execute(sql.SQL("create role {} superuser login").format(sql.Identifier(role)))
        there = {name for (name,) in connection.execute("select datname from pg_database")}
        for name in set(names) - there:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    for name in names:
        with psycopg.connect(server.url(SUPERUSER, name), autocommit=True) as connection:
            for table in tables:
                connection.execute(
                    sql.SQL(
                        "create table if not exists {} (id int, name text, status text, created_at date)"
                    ).format(sql.Identifier("public", table))
                )
