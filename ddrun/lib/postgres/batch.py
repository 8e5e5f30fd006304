"""Writes of one transaction, sent to the database in one round trip instead of one each.

A step of a run writes half a dozen rows; each round trip costs more than the write. The statements are
those the ORM would send, in the order they were added; their texts are made once.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


class Batch:
    """Collects inserts and updates; nothing is written before `send`."""

    def __init__(self) -> None:
        self._statements: list[str] = []

    def insert(self, *rows: models.Model) -> None:
        """New rows, with the ids they already have."""
        for row in rows:
            self._add(*_inserting(row))

    def update(self, row: models.Model, *names: str) -> None:
        """The named fields of a row as they now are in memory."""
        fields = [field for field in type(row)._meta.concrete_fields if field.name in names]
        values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
        self._add(_change(type(row), tuple(field.column for field in fields)), [*values, row.pk])

    def send(self) -> None:
        """Writes everything at once; raises what the first failing statement raises."""
        statements, self._statements = self._statements, []
        if statements:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(statements))

    def _add(self, statement: str, values: Sequence[Any]) -> None:
        # Filled in one by one: psycopg remembers how it reads a statement, but none as long as all together.
        postgres: Any = connection.ops
        self._statements.append(postgres.compose_sql(statement, values))


def insert_unless_there(row: models.Model) -> bool:
    """Inserts the row at once; False when one with its unique values is there, also one that another
    transaction was about to commit."""
    statement, values = _inserting(row)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} on conflict do nothing", values)
        return bool(cursor.rowcount == 1)


def _inserting(row: models.Model) -> tuple[str, list[Any]]:
    fields = type(row)._meta.concrete_fields
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    return _insertion(type(row)), values


@lru_cache(maxsize=256)
def _insertion(kind: type[models.Model]) -> str:
    columns = [str(field.column) for field in kind._meta.concrete_fields]
    names = ", ".join(map(_quoted, columns))
    return f"insert into {_quoted(kind._meta.db_table)} ({names}) values ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - our own names


@lru_cache(maxsize=256)
def _change(kind: type[models.Model], columns: tuple[str, ...]) -> str:
    fields = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    key = _quoted(str(kind._meta.pk.column))
    return f"update {_quoted(kind._meta.db_table)} set {fields} where {key} = %s"  # noqa: S608 - our own names


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
