"""What every test stands on: real PostgreSQL and Valkey of this session, and Django set up against them."""

import os
from collections.abc import Iterator
from typing import Final

import django
import psycopg
import pytest
from psycopg import sql

from tests import services

django.setup()

from django.test import TransactionTestCase  # noqa: E402  (Django must be set up before its test cases load)

# Made by migrations, not by tests.
KEPT: Final = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The session's servers run before the test database is made."""
    services.postgres()
    services.valkey()


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_the_owner() -> Iterator[None]:
    """After a test with real transactions its rows go, those of the ledger too, which only the owner can do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_database())
        yield


@pytest.fixture
def _allow_async_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a browser test ask the database from the thread in which Playwright's loop runs."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def empty_database() -> None:
    """Deletes the rows of every table that holds some, past triggers and foreign keys."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(services.postgres().url(services.OWNER, name), autocommit=True) as owner:
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
