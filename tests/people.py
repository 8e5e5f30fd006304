"""The people of every story.

Acme: Alice responds, Bob approves (and responds), Olga owns runbooks, Adam administers, Vera only looks,
Audrey audits. Mallory administers Umbrella, another organisation, and must never meet them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from ddrun.accounts.actions.organisations import add_member, create_organisation
from ddrun.accounts.models import User
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member, Role
from ddrun.lib.tenancy import tenant


def make_member(organisation: OrganisationCard, name: str, *roles: Role) -> Member:
    """A person of that name with those roles, from now on."""
    user, _ = User.objects.get_or_create(
        email=f"{name.lower()}@{organisation.slug}.example", defaults={"name": name}
    )
    return add_member(organisation.id, user, roles=frozenset(roles))


def client_of(member: Member) -> Client:
    """A browser in which the member is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    return client


@contextmanager
def acting_for(member: Member) -> Iterator[None]:
    """The database as that member's organisation sees it."""
    with tenant(member.organisation_id):
        yield


@pytest.fixture
def acme(db: Any) -> OrganisationCard:
    return create_organisation("Acme")


@pytest.fixture
def umbrella(db: Any) -> OrganisationCard:
    return create_organisation("Umbrella")


@pytest.fixture
def inside(acme: OrganisationCard) -> Iterator[OrganisationCard]:
    """The whole test acts for Acme."""
    with tenant(acme.id):
        yield acme


@pytest.fixture
def alice(acme: OrganisationCard) -> Member:
    return make_member(acme, "Alice", Role.RESPONDER)


@pytest.fixture
def bob(acme: OrganisationCard) -> Member:
    return make_member(acme, "Bob", Role.APPROVER, Role.RESPONDER)


@pytest.fixture
def olga(acme: OrganisationCard) -> Member:
    return make_member(acme, "Olga", Role.RUNBOOK_OWNER)


@pytest.fixture
def adam(acme: OrganisationCard) -> Member:
    return make_member(acme, "Adam", Role.ADMINISTRATOR)


@pytest.fixture
def vera(acme: OrganisationCard) -> Member:
    return make_member(acme, "Vera", Role.VIEWER)


@pytest.fixture
def audrey(acme: OrganisationCard) -> Member:
    return make_member(acme, "Audrey", Role.AUDITOR)


@pytest.fixture
def mallory(umbrella: OrganisationCard) -> Member:
    return make_member(umbrella, "Mallory", *Role)


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """Gives a browser for a member."""
    return client_of
