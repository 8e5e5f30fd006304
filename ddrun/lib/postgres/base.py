"""Django's PostgreSQL backend, plus two things.

It can swap to the owning role (`as_owner`, in `roles.py`), and it tells the database which organisation
and which person a transaction acts for, so that row-level security can refuse every other row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base, creation
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.utils import OperationalError
from psycopg import sql
from psycopg.pq import ExecStatus

from ddrun.lib.postgres import scope
from ddrun.lib.postgres.roles import as_owner, owner_parameters

if not is_psycopg3:
    raise ImportError("dd0c/run speaks to PostgreSQL through psycopg 3")


class DatabaseCreation(creation.DatabaseCreation):
    """Test databases are made, migrated, cloned and dropped by the owning role."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        with as_owner(self.connection):
            name: str = super().create_test_db(*args, **kwargs)
        return name

    def clone_test_db(self, *args: Any, **kwargs: Any) -> None:
        with as_owner(self.connection):
            super().clone_test_db(*args, **kwargs)

    def destroy_test_db(self, *args: Any, **kwargs: Any) -> None:
        with as_owner(self.connection):
            super().destroy_test_db(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    """One alias, two roles; every transaction opens with its scope."""

    creation_class = DatabaseCreation
    owned: bool = False

    def get_connection_params(self) -> dict[str, Any]:
        """The application's parameters, or the owner's inside `as_owner`."""
        parameters: dict[str, Any] = super().get_connection_params()
        if self.owned:
            parameters.pop("pool", None)
            parameters.update(owner_parameters(self.settings_dict))
        return parameters

    @property
    def pool(self) -> Any:
        """The pool of the application's role; the owner's connections are never pooled."""
        return None if self.owned else super().pool

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        if not self.owned:
            with super()._nodb_cursor() as cursor:
                yield cursor
            return
        # Databases are made and dropped from outside them, which only the owner may.
        outside = self.__class__({**self.settings_dict, "NAME": None}, alias=NO_DB_ALIAS)
        outside.owned = True
        try:
            with outside.cursor() as cursor:
                yield cursor
        finally:
            outside.close()

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs leave this hook out
        if not autocommit:
            self.begin_with_scope()

    def begin_with_scope(self) -> None:
        """Opens the transaction and says for whom it acts, in one round trip; forgotten when it ends."""
        organisation, person = scope.current()
        if self.connection is None or self.owned or not (organisation or person):
            return
        # psycopg sends no BEGIN of its own once a transaction is open.
        begin = sql.SQL(
            "begin; select set_config('ddrun.organisation', {}, true), set_config('ddrun.person', {}, true)"
        ).format(organisation, person)
        result = self.connection.pgconn.exec_(begin.as_bytes(self.connection))
        if result.status != ExecStatus.TUPLES_OK:
            raise OperationalError(result.error_message.decode("utf-8", "replace"))
