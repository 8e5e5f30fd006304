"""Writes of one transaction, sent to the database in one round trip instead of one each.

A step of a run writes half a dozen rows; each round trip costs more than the write. The statements are
those the ORM would send, in the order they were added.
"""

from collections import defaultdict
from typing import Any

from django.db import connection, models
from django.db.models import sql


class Batch:
    """Collects inserts and updates; nothing is written before `send`."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._parameters: list[Any] = []

    def insert(self, *rows: models.Model) -> None:
        """New rows, with the ids they already have."""
        kinds: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for row in rows:
            kinds[type(row)].append(row)
        for kind, its in kinds.items():
            query = sql.InsertQuery(kind)
            query.insert_values(kind._meta.concrete_fields, its)
            for statement, parameters in query.get_compiler(connection=connection).as_sql():
                self._add(statement, parameters)

    def update(self, row: models.Model, *names: str) -> None:
        """The named fields of a row as they now are in memory."""
        kind = type(row)
        query: Any = kind._base_manager.filter(pk=row.pk).query.chain(sql.UpdateQuery)
        fields = [field for field in kind._meta.concrete_fields if field.name in names]
        query.add_update_fields([(field, None, field.pre_save(row, False)) for field in fields])
        self._add(*query.get_compiler(connection=connection).as_sql())

    def send(self) -> None:
        """Writes everything at once; raises what the first failing statement raises."""
        if self._statements:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(self._statements), self._parameters)
        self._statements, self._parameters = [], []

    def _add(self, statement: str, parameters: Any) -> None:
        self._statements.append(statement)
        self._parameters.extend(parameters)
