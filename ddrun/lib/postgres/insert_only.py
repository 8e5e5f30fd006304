"""A migration operation for tables that are only ever added to."""

from typing import Any

from django.db.migrations.operations.base import Operation


class InsertOnly(Operation):
    """The database refuses UPDATE, DELETE and TRUNCATE on the model's table, to the owning role too.

    The application's role loses the privileges; triggers stop whoever still has them.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model_name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The refusal is the database's alone; models do not know it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table, function = self._names(app_label, schema_editor, to_state)
        role = schema_editor.quote_name(schema_editor.connection.settings_dict["USER"])
        schema_editor.execute(
            f"create function {function}() returns trigger language plpgsql as $$ begin "
            "raise exception '% refused: % is only ever added to', tg_op, tg_table_name "
            "using errcode = 'insufficient_privilege'; end $$",
            params=None,
        )
        schema_editor.execute(
            f"create trigger only_added_to before update or delete on {table} "
            f"for each row execute function {function}()"
        )
        schema_editor.execute(
            f"create trigger never_emptied before truncate on {table} "
            f"for each statement execute function {function}()"
        )
        schema_editor.execute(f"revoke update, delete, truncate on {table} from public, {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table, function = self._names(app_label, schema_editor, from_state)
        schema_editor.execute(f"drop trigger only_added_to on {table}")
        schema_editor.execute(f"drop trigger never_emptied on {table}")
        schema_editor.execute(f"drop function {function}()")

    def describe(self) -> str:
        return f"{self.model_name} is only ever added to"

    def _names(self, app_label: str, schema_editor: Any, state: Any) -> tuple[str, str]:
        table: str = state.apps.get_model(app_label, self.model_name)._meta.db_table
        return schema_editor.quote_name(table), schema_editor.quote_name(f"{table}_refuse")
