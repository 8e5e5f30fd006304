"""Begins an organisation."""

from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from compliance.actions import record
from compliance.types import SYSTEM, Kind
from ddrun.accounts import queries
from ddrun.accounts.actions.people import give_role
from ddrun.accounts.models import Membership, Organisation, User
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member, Role
from ddrun.lib.errors import Refusal
from ddrun.lib.tenancy import tenant


@transaction.atomic
def create_organisation(name: str, *, demo: bool = False) -> OrganisationCard:
    """A new organisation with nobody in it."""
    organisation = Organisation.objects.create(name=name, slug=_free_slug(name), demo=demo)
    with tenant(organisation.id):
        record(
            Kind.ORGANISATION_CREATED,
            organisation_id=organisation.id,
            actor=SYSTEM,
            facts={"name": name, "slug": organisation.slug},
        )
    return queries.organisation(organisation.id)


@transaction.atomic
def create_first_organisation(name: str, *, person: str, email: str, password: str) -> User:
    """The first organisation of this installation and its administrator.

    Raises Refusal when there is an organisation already: the one-time link has then done its work.
    """
    if Organisation.objects.filter(demo=False).exists():
        raise Refusal(
            "This installation has its organisation already; ask its administrator for an invitation."
        )
    card = create_organisation(name)
    user = User.objects.create_user(email, password, name=person)
    add_member(card.id, user, roles=frozenset({Role.ADMINISTRATOR, Role.RUNBOOK_OWNER, Role.RESPONDER}))
    return user


def add_member(
    organisation_id: UUID, user: User, *, roles: frozenset[Role], by: Member | None = None
) -> Member:
    """The person as a member with those roles, from now on."""
    with tenant(organisation_id):
        membership, _ = Membership.objects.get_or_create(organisation_id=organisation_id, user=user)
        for role in sorted(roles):
            give_role(organisation_id, membership.id, role, by=by)
        member = queries.member_of(user, organisation_id)
    if member is None:
        raise Refusal(f"{user} can not sign in any more; an administrator can make them active again.")
    return member


def _free_slug(name: str) -> str:
    base = slugify(name)[:32] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
