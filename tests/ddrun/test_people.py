"""Organisations, invitations and roles."""

import pytest
from django.test import Client

from compliance.models import AuditEntry
from ddrun.accounts import queries
from ddrun.accounts.actions.people import give_role, invite, join, take_role
from ddrun.accounts.models import Membership
from ddrun.accounts.tokens import welcome_token
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Act, Member, Role
from ddrun.lib.errors import NotAllowed, NotFound, Refusal
from ddrun.lib.tenancy import tenant
from tests.people import client_of

PASSWORD = "a long sentence nobody guesses"


def kinds(organisation: OrganisationCard) -> list[str]:
    rows = AuditEntry.objects.filter(organisation_id=organisation.id).order_by("sequence")
    return [row.kind for row in rows]


def test_an_invitation_lets_one_person_in_once(inside: OrganisationCard, adam: Member) -> None:
    invited = invite("new@acme.example", roles=frozenset({Role.RESPONDER}), by=adam)
    user = join(invited.token, name="Nora New", password=PASSWORD)
    member = queries.member_of(user, inside.id)
    assert member is not None
    assert member.roles == {Role.RESPONDER}
    assert kinds(inside)[-3:] == ["person.invited", "role.given", "person.joined"]
    with pytest.raises(NotFound, match="used already"):
        join(invited.token, name="Second", password=PASSWORD)


def test_an_invitation_takes_over_no_account_that_exists(
    inside: OrganisationCard, adam: Member, umbrella: OrganisationCard, mallory: Member
) -> None:
    invited = invite(mallory.email, roles=frozenset({Role.ADMINISTRATOR}), by=adam)
    with pytest.raises(Refusal, match="has an account already"):
        join(invited.token, name="Not Mallory", password=PASSWORD)
    assert "person.joined" not in kinds(inside)


def test_only_an_administrator_invites(inside: OrganisationCard, alice: Member) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        invite("friend@acme.example", roles=frozenset({Role.VIEWER}), by=alice)
    assert queries.pending_invitations(inside.id) == []


def test_the_last_administrator_keeps_the_role(inside: OrganisationCard, adam: Member, vera: Member) -> None:
    with pytest.raises(Refusal, match="last administrator"):
        take_role(inside.id, adam.id, Role.ADMINISTRATOR, by=adam)
    give_role(inside.id, vera.id, Role.ADMINISTRATOR, by=adam)
    take_role(inside.id, adam.id, Role.ADMINISTRATOR, by=adam)
    left = queries.members_who_may(inside.id, Act.MANAGE_PEOPLE)
    assert [member.name for member in left] == ["Vera"]


def test_a_role_is_known_since_when(inside: OrganisationCard, bob: Member) -> None:
    assert bob.may_since(Act.APPROVE) is not None
    assert bob.may_since(Act.MANAGE_PEOPLE) is None


def test_rows_of_another_organisation_are_not_even_in_the_database(
    acme: OrganisationCard, alice: Member, mallory: Member
) -> None:
    with tenant(mallory.organisation_id):
        assert [str(row) for row in Membership.objects.all()] == ["Mallory"]
    with tenant(alice.organisation_id):
        assert not Membership.objects.filter(organisation_id=mallory.organisation_id).exists()
    assert not Membership.objects.exists()


def test_the_database_refuses_a_row_for_another_organisation(
    acme: OrganisationCard, alice: Member, mallory: Member
) -> None:
    from django.db import ProgrammingError, transaction

    with tenant(acme.id), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.create(organisation_id=mallory.organisation_id, user_id=alice.user_id)


@pytest.mark.django_db
def test_the_people_page_shows_only_colleagues(alice: Member, mallory: Member) -> None:
    page = client_of(alice).get("/people/")
    assert page.status_code == 200
    assert "Alice" in page.text
    assert "Mallory" not in page.text


def test_who_is_signed_out_is_sent_to_the_sign_in_page(db: None) -> None:
    answer = Client().get("/people/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/people/"


@pytest.mark.django_db
def test_who_left_an_organisation_sees_nothing_of_it_from_the_next_page_on(
    acme: OrganisationCard, vera: Member
) -> None:
    browser = client_of(vera)
    assert browser.get("/people/").status_code == 200
    with tenant(acme.id):
        Membership.objects.filter(id=vera.id).update(active=False)
    assert browser.get("/people/").status_code == 302


def test_the_link_of_the_first_visit_is_no_form_once_it_was_used(acme: OrganisationCard) -> None:
    page = Client().get(f"/welcome/{welcome_token()}/")
    assert page.status_code == 409
    assert "This link was used already" in page.content.decode()
    assert 'name="organisation"' not in page.content.decode()
