"""Rows of several tables in one round trip; each statement sees what the locks before it waited for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class Asked:
    """A statement that gives whole rows of `model`."""

    model: type[models.Model]
    statement: str
    parameters: Sequence[Any]


def read_together(*asked: Asked) -> list[list[Any]]:
    """For each statement its rows as instances of its model, in order."""
    found: list[list[Any]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(one.statement for one in asked),
            [value for one in asked for value in one.parameters],
        )
        for number, one in enumerate(asked):
            if number:
                cursor.nextset()
            columns = [column.name for column in cursor.description or ()]
            found.append(_instances(one.model, columns, cursor.fetchall()))
    return found


def _instances(model: type[models.Model], columns: list[str], rows: Sequence[Sequence[Any]]) -> list[Any]:
    fields = model._meta.concrete_fields
    places = [(field, columns.index(str(field.column))) for field in fields]
    names = [field.attname for field in fields]
    return [
        model.from_db(connection.alias, names, [_value(field, row[place]) for field, place in places])
        for row in rows
    ]


def _value(field: Any, value: Any) -> Any:
    convert = getattr(field, "from_db_value", None)
    return convert(value, None, connection) if convert else value
