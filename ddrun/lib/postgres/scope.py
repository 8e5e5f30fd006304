"""For whom the present code acts, as the database will be told."""

from contextvars import ContextVar

_organisation: ContextVar[str] = ContextVar("ddrun_organisation", default="")
_person: ContextVar[str] = ContextVar("ddrun_person", default="")


def current() -> tuple[str, str]:
    """The organisation's id and the person's, as text; empty where nobody is meant."""
    return _organisation.get(), _person.get()


def organisation_variable() -> ContextVar[str]:
    """The variable that `ddrun.lib.tenancy` sets."""
    return _organisation


def person_variable() -> ContextVar[str]:
    """The variable that `ddrun.lib.tenancy` sets for a person looking for their organisations."""
    return _person
