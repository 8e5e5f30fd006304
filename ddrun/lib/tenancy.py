"""Which organisation the present code acts for. Every query starts from one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, models, transaction

from ddrun.lib.ids import uuid7
from ddrun.lib.postgres import scope


class TenantModel(models.Model):
    """A row that belongs to one organisation; children carry it themselves too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True


@contextmanager
def tenant(organisation_id: UUID) -> Iterator[None]:
    """One transaction in the name of an organisation; outside it none of its rows is visible."""
    with _scoped(scope.organisation_variable(), str(organisation_id)):
        yield


@contextmanager
def person(user_id: int) -> Iterator[None]:
    """One transaction in which a signed-in person sees their own memberships, of any organisation."""
    with _scoped(scope.person_variable(), str(user_id)):
        yield


@contextmanager
def _scoped(variable: ContextVar[str], value: str) -> Iterator[None]:
    # The setting outlives a savepoint, so an inner scope tells the database itself when it begins and ends.
    inner = connection.in_atomic_block
    token = variable.set(value)
    try:
        with transaction.atomic():
            if inner:
                _tell()
            yield
    finally:
        variable.reset(token)
        if inner and not connection.needs_rollback and connection.connection is not None:
            _tell()


def _tell() -> None:
    organisation, person_id = scope.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('ddrun.organisation', %s, true), set_config('ddrun.person', %s, true)",
            [organisation, person_id],
        )
