"""Who is who: reads over people and organisations."""

import hashlib
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from ddrun.accounts.models import Invitation, Membership, Organisation, RoleGrant, User
from ddrun.accounts.types import OrganisationCard, PendingInvitation
from ddrun.lib import clock
from ddrun.lib.access import Act, Member, Role
from ddrun.lib.postgres.together import Asked, read_together
from ddrun.lib.tenancy import person, tenant

# Written out and read together, because every page waits for them.
_MEMBERSHIP: Final = (
    "select * from accounts_membership where organisation_id = %s and user_id = %s and active"
)
_ACTIVE: Final = "select * from accounts_user where id = %s and is_active"
_GRANTS: Final = (
    "select * from accounts_rolegrant where membership_id = "
    "(select id from accounts_membership where organisation_id = %s and user_id = %s)"
)


def hashed(token: str) -> str:
    """How a token is stored: SHA-256 in hex. Tokens are 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def slug_of(token: str) -> str:
    """The organisation a token names; empty when it names none."""
    slug, dot, secret = token.partition(".")
    return slug if dot and secret else ""


def organisations() -> list[OrganisationCard]:
    """Every organisation, for sweeps that visit each in turn."""
    return [_card(organisation) for organisation in Organisation.objects.order_by("created_at")]


def organisation(organisation_id: UUID) -> OrganisationCard:
    """The organisation with that id; raises DoesNotExist."""
    return _card(Organisation.objects.get(id=organisation_id))


def organisation_by_slug(slug: str) -> OrganisationCard | None:
    """The organisation that a token's first word names."""
    found = Organisation.objects.filter(slug=slug).first()
    return _card(found) if found else None


def is_demo(organisation_id: UUID) -> bool:
    """Whether this is the demo organisation, whose service may be broken on purpose."""
    return Organisation.objects.filter(id=organisation_id, demo=True).exists()


def demo_organisation() -> OrganisationCard | None:
    """The demo organisation in use, the newest there is."""
    found = Organisation.objects.filter(demo=True).order_by("-created_at").first()
    return _card(found) if found else None


def has_organisation() -> bool:
    """Whether somebody made this installation theirs; the demo does not count."""
    return Organisation.objects.filter(demo=False).exists()


def organisations_of(user: User) -> list[OrganisationCard]:
    """Where the person is a member, oldest membership first."""
    with person(user.pk):
        rows = Membership.objects.filter(user=user, active=True).select_related("organisation")
        return [_card(row.organisation) for row in rows.order_by("joined_at")]


def member_of(user: User, organisation_id: UUID) -> Member | None:
    """The person as a member of that organisation, or None. To be called inside its `tenant`."""
    whose = [organisation_id, user.pk]
    memberships, people, grants = read_together(
        Asked(Membership, _MEMBERSHIP, whose),
        Asked(User, _ACTIVE, [user.pk]),
        Asked(RoleGrant, _GRANTS, whose),
    )
    return _as_member(memberships[0], people[0], grants) if memberships and people else None


def member(organisation_id: UUID, member_id: UUID) -> Member | None:
    """One member by id. To be called inside the organisation's `tenant`."""
    return next(iter(_as_members(_members(organisation_id).filter(id=member_id))), None)


def members(organisation_id: UUID) -> list[Member]:
    """Everyone in the organisation, by name."""
    return sorted(_as_members(_members(organisation_id)), key=lambda one: one.name.casefold())


def members_who_may(organisation_id: UUID, act: Act) -> list[Member]:
    """Everyone whose roles allow `act`."""
    return [one for one in members(organisation_id) if one.may(act)]


def pending_invitations(organisation_id: UUID) -> list[PendingInvitation]:
    """Invitations that can still be followed."""
    rows = Invitation.objects.filter(
        organisation_id=organisation_id, accepted_at=None, expires_at__gt=clock.now()
    )
    return [_pending(row) for row in rows.order_by("created_at")]


def invitation_by_token(token: str) -> PendingInvitation | None:
    """The invitation that a link names, if it can still be followed."""
    card = organisation_by_slug(slug_of(token))
    if card is None:
        return None
    with tenant(card.id):
        row = Invitation.objects.filter(
            organisation_id=card.id, token_hash=hashed(token), accepted_at=None, expires_at__gt=clock.now()
        ).first()
    return _pending(row) if row else None


def _members(organisation_id: UUID) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(organisation_id=organisation_id, active=True, user__is_active=True)
        .select_related("user")
        .prefetch_related("grants")
    )


def _as_members(rows: Iterable[Membership]) -> list[Member]:
    return [_as_member(row, row.user, row.grants.all()) for row in rows]


def _as_member(row: Membership, user: User, grants: Iterable[RoleGrant]) -> Member:
    since = {Role(grant.role): grant.given_at for grant in grants}
    return Member(
        id=row.id,
        user_id=row.user_id,
        organisation_id=row.organisation_id,
        name=user.name or user.email,
        email=user.email,
        roles=frozenset(since),
        role_since=since,
    )


def _pending(row: Invitation) -> PendingInvitation:
    return PendingInvitation(row.id, row.email, tuple(row.roles), row.invited_by, row.expires_at)


def _card(organisation: Organisation) -> OrganisationCard:
    return OrganisationCard(organisation.id, organisation.slug, organisation.name)
