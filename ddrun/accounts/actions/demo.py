"""The demo organisation and its people, who sign in by a link on this machine and have no password."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from ddrun.accounts import queries
from ddrun.accounts.actions.organisations import add_member, create_organisation
from ddrun.accounts.models import Membership, User
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member, Role
from ddrun.lib.tenancy import tenant


@dataclass(frozen=True)
class DemoPerson:
    """Someone of the demo."""

    name: str
    email: str
    roles: frozenset[Role]


@transaction.atomic
def begin_demo(people: Iterable[DemoPerson]) -> tuple[OrganisationCard, list[Member]]:
    """A new demo organisation with those people, in their order; they leave the one before it.

    What the one before it did stays in its ledger, which nobody can empty.
    """
    before = queries.demo_organisation()
    if before:
        with tenant(before.id):
            Membership.objects.filter(organisation_id=before.id).update(active=False)
    card = create_organisation("Demo", demo=True)
    return card, [add_member(card.id, _user(person), roles=person.roles) for person in people]


def _user(person: DemoPerson) -> User:
    found = User.objects.filter(email__iexact=person.email).first()
    return found or User.objects.create_user(person.email, name=person.name)
