"""What every test stands on: real PostgreSQL and Valkey of this session, and Django set up against them."""

import os
from collections.abc import Iterator
from typing import Any, Final

import django
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as hypothesis
from psycopg import sql

from ddrun.up.postgres import OWNER
from tests import services

pytest_plugins = ["tests.people"]

django.setup()

# How long an example takes is the machine's affair; no test claims it.
# The same examples for the same test, so that a run can be repeated; HYPOTHESIS_SEARCH=yes looks for others.
hypothesis.register_profile(
    "ddrun", deadline=None, derandomize=os.environ.get("HYPOTHESIS_SEARCH") != "yes", database=None
)
hypothesis.load_profile("ddrun")

# Made by migrations, not by tests.
KEPT: Final = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The session's servers run before the test database is made."""
    services.postgres()
    services.valkey()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether the test database is there already, copied from a migrated one."""
    return services.copy_template(database_name())


@pytest.fixture(scope="session")
def django_db_setup(django_db_keepdb: bool, django_db_setup: None) -> Iterator[None]:
    """A migrated test database; a new one is kept for later sessions."""
    if not django_db_keepdb:
        connections.close_all()
        services.make_template(database_name())
    yield


def pytest_configure(config: pytest.Config) -> None:
    """Workers of pytest-xdist read their settings against servers of their own, not against ours."""
    if getattr(config.option, "numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What this session migrated is kept, where it did."""
    services.keep_cluster()


def database_name() -> str:
    """The test database of this session, or of this worker of it."""
    databases: dict[str, Any] = settings.DATABASES
    return str(databases["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_the_owner() -> Iterator[None]:
    """After a test with real transactions its rows go; those of the ledger only the owner can delete."""
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_database())
        yield


def empty_database() -> None:
    """Deletes the rows of every table that holds some, past triggers and foreign keys."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(services.postgres().url(OWNER, name), autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute("set lock_timeout = '10s'")
        query = "select tablename from pg_tables where schemaname = 'public' and not tablename = any(%s)"
        tables = [sql.Identifier(row[0]) for row in owner.execute(query, [list(KEPT)]).fetchall()]
        held = sql.SQL(" union all ").join(
            sql.SQL("select {} where exists (select from {})").format(sql.Literal(number), table)
            for number, table in enumerate(tables)
        )
        for (number,) in owner.execute(held).fetchall() if tables else ():
            owner.execute(sql.SQL("delete from {}").format(tables[number]))
