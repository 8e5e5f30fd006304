"""Migration operations that build the second wall between organisations."""

from typing import Any

from django.db.migrations.operations.base import Operation

_ORGANISATION = "organisation_id = nullif(current_setting('ddrun.organisation', true), '')::uuid"
_PERSON = "user_id = nullif(current_setting('ddrun.person', true), '')::bigint"


class EnableTenantWall(Operation):
    """Row-level security on the model's table: only rows of the acting organisation are seen or written.

    With `own_rows` the person in whose name a transaction runs also sees (never writes) their own rows,
    which is how a sign-in finds the organisations it may choose from.
    Not forced: the owning role, which migrates, passes.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, *, own_rows: bool = False) -> None:
        self.model_name = model_name
        self.own_rows = own_rows

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model_name], {"own_rows": self.own_rows}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The wall is the database's alone; models do not know it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, schema_editor, to_state)
        schema_editor.execute(f"alter table {table} enable row level security")
        schema_editor.execute(
            f"create policy tenant_wall on {table} using ({_ORGANISATION}) with check ({_ORGANISATION})"
        )
        if self.own_rows:
            schema_editor.execute(f"create policy own_rows on {table} for select using ({_PERSON})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, schema_editor, from_state)
        schema_editor.execute(f"drop policy tenant_wall on {table}")
        if self.own_rows:
            schema_editor.execute(f"drop policy own_rows on {table}")
        schema_editor.execute(f"alter table {table} disable row level security")

    def describe(self) -> str:
        return f"Only rows of the acting organisation are visible in {self.model_name}"

    def _table(self, app_label: str, schema_editor: Any, state: Any) -> str:
        model = state.apps.get_model(app_label, self.model_name)
        quoted: str = schema_editor.quote_name(model._meta.db_table)
        return quoted
