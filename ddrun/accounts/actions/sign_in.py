"""Writes down who came and went."""

from django.db import transaction
from django.http import HttpRequest

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.accounts import queries
from ddrun.accounts.models import User
from ddrun.lib.tenancy import tenant


@transaction.atomic
def record_sign_in(user: User, *, way: str) -> None:
    """One entry in each organisation the person belongs to; `way` is password, passkey, demo link…"""
    _record_everywhere(user, Kind.SIGNED_IN, way)


@transaction.atomic
def record_sign_out(request: HttpRequest) -> None:
    """One entry in each organisation the person belongs to."""
    if isinstance(request.user, User):
        _record_everywhere(request.user, Kind.SIGNED_OUT, "")


def _record_everywhere(user: User, kind: Kind, way: str) -> None:
    for card in queries.organisations_of(user):
        with tenant(card.id):
            member = queries.member_of(user, card.id)
            if member:
                record(
                    kind,
                    organisation_id=card.id,
                    actor=person(member),
                    facts={"way": way} if way else {},
                )
