"""Lets people in and says what they are: invitations and roles."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from compliance.actions import person, record
from compliance.types import SYSTEM, Actor, Kind
from ddrun.accounts import queries
from ddrun.accounts.models import Invitation, Membership, RoleGrant, User
from ddrun.accounts.types import Invited
from ddrun.lib import clock
from ddrun.lib.access import Act, Member, Role, require
from ddrun.lib.errors import NotFound, Refusal
from ddrun.lib.ids import secret_token
from ddrun.lib.tenancy import tenant

INVITATION_LASTS: Final = timedelta(days=7)


def actor_of(member: Member | None) -> Actor:
    """Who the ledger names: the person, or the product itself where nobody acted."""
    return person(member) if member else SYSTEM


@transaction.atomic
def invite(email: str, *, roles: frozenset[Role], by: Member) -> Invited:
    """A link that lets one person in with those roles. The token is in the answer and nowhere else."""
    require(by, Act.MANAGE_PEOPLE)
    if not roles:
        raise Refusal("Choose at least one role; without one the person could not even read.")
    card = queries.organisation(by.organisation_id)
    token = f"{card.slug}.{secret_token()}"
    row = Invitation.objects.create(
        organisation_id=card.id,
        email=email.lower(),
        roles=sorted(roles),
        token_hash=queries.hashed(token),
        invited_by=by.name,
        expires_at=clock.now() + INVITATION_LASTS,
    )
    record(
        Kind.PERSON_INVITED,
        organisation_id=card.id,
        actor=actor_of(by),
        facts={"email": row.email, "roles": sorted(roles)},
    )
    return Invited(row.email, roles, token, row.expires_at)


@transaction.atomic
def join(token: str, *, name: str, password: str) -> User:
    """The invited person as a user and member; the link is used up.

    Someone who has an account already must know its password: a mailed link alone takes over nothing.
    """
    card = queries.organisation_by_slug(queries.slug_of(token))
    if card is None:
        raise NotFound("This invitation does not exist. Ask for a new one.")
    with tenant(card.id):
        row = (
            Invitation.objects.select_for_update()
            .filter(organisation_id=card.id, token_hash=queries.hashed(token), accepted_at=None)
            .first()
        )
        if row is None or row.expires_at <= clock.now():
            raise NotFound("This invitation was used already or has expired. Ask for a new one.")
        user = _user_for(row.email, name=name, password=password)
        membership, _ = Membership.objects.get_or_create(organisation_id=card.id, user=user)
        Membership.objects.filter(id=membership.id).update(active=True)
        for role in row.roles:
            give_role(card.id, membership.id, Role(role), by=None, given_by=row.invited_by)
        row.accepted_at = clock.now()
        row.save(update_fields=["accepted_at"])
        record(
            Kind.PERSON_JOINED,
            organisation_id=card.id,
            actor=Actor("person", str(membership.id), str(user)),
            facts={"email": row.email, "roles": row.roles, "invited_by": row.invited_by},
        )
    return user


@transaction.atomic
def give_role(
    organisation_id: UUID, membership_id: UUID, role: Role, *, by: Member | None, given_by: str = ""
) -> None:
    """The member holds the role from now on. To be called inside the organisation's `tenant`."""
    if by is not None:
        require(by, Act.MANAGE_PEOPLE)
    membership = _membership(organisation_id, membership_id)
    _, new = RoleGrant.objects.get_or_create(
        organisation_id=organisation_id,
        membership=membership,
        role=role.value,
        defaults={"given_by": given_by or actor_of(by).name},
    )
    if new:
        _record_role(Kind.ROLE_GIVEN, membership, role, by=by)


@transaction.atomic
def take_role(organisation_id: UUID, membership_id: UUID, role: Role, *, by: Member) -> None:
    """The member no longer holds the role. The last administrator keeps it."""
    require(by, Act.MANAGE_PEOPLE)
    membership = _membership(organisation_id, membership_id)
    grants = RoleGrant.objects.select_for_update().filter(organisation_id=organisation_id, role=role.value)
    held = list(grants)
    if role is Role.ADMINISTRATOR and [grant.membership_id for grant in held] == [membership.id]:
        raise Refusal("The last administrator keeps the role; give it to someone else first.")
    if grants.filter(membership=membership).delete()[0]:
        _record_role(Kind.ROLE_TAKEN, membership, role, by=by)


def _user_for(email: str, *, name: str, password: str) -> User:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return User.objects.create_user(email, password, name=name)
    if not user.check_password(password):
        raise Refusal(f"{email} has an account already. Give its password to join with it.")
    return user


def _membership(organisation_id: UUID, membership_id: UUID) -> Membership:
    row = Membership.objects.filter(organisation_id=organisation_id, id=membership_id).first()
    if row is None:
        raise NotFound("This person is not a member of your organisation.")
    return row


def _record_role(kind: Kind, membership: Membership, role: Role, *, by: Member | None) -> None:
    record(
        kind,
        organisation_id=membership.organisation_id,
        actor=actor_of(by),
        facts={"member": str(membership.id), "name": str(membership.user), "role": role.value},
    )
