"""The owning role, for migrations and tests only."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection


def owner_parameters(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What differs in the owner's connection: user, password and, where given, host and port.

    Raises ImproperlyConfigured when no owner is set, which is so in processes that never migrate.
    """
    owner: Mapping[str, str] = settings.get("OWNER") or {}
    if not owner:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is not set; it names the role that owns the tables and migrates them"
        )
    return {key.lower(): value for key, value in owner.items() if value and key != "NAME"}


@contextmanager
def as_owner(connection: Any = default_connection) -> Iterator[None]:
    """Every query inside runs as the owning role, past row-level security."""
    if connection.owned:
        yield
        return
    connection.close()
    connection.owned = True
    try:
        yield
    finally:
        connection.close()
        connection.owned = False
