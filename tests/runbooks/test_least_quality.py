"""Below the quality an organisation asks for, a version can only be read along."""

from collections.abc import Callable

import pytest
from django.test import Client

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import NotAllowed, Refusal
from ddrun.lib.tenancy import tenant
from runbooks import queries
from runbooks.actions.policy import set_least_quality
from runbooks.actions.saving import Saved
from tests.makers.runbooks import make_runbook

SignedIn = Callable[[Member], Client]


@pytest.fixture
def saved(olga: Member) -> Saved:
    with tenant(olga.organisation_id):
        return make_runbook(olga)


def test_twenty_is_asked_for_until_somebody_says_otherwise(
    inside: OrganisationCard, olga: Member, adam: Member
) -> None:
    assert queries.least_quality(olga.organisation_id) == 20
    set_least_quality(35, by=olga)
    set_least_quality(40, by=adam)
    assert queries.least_quality(olga.organisation_id) == 40
    entry = AuditEntry.objects.filter(kind="library.changed").latest("sequence")
    assert (entry.facts["before"], entry.facts["least_quality"]) == (35, 40)


def test_a_version_below_it_is_frozen_with_the_sentence_why(
    inside: OrganisationCard, olga: Member, saved: Saved
) -> None:
    assert queries.frozen_version(olga.organisation_id, saved.version_id).read_along_only == ""
    set_least_quality(100, by=olga)
    why = queries.frozen_version(olga.organisation_id, saved.version_id).read_along_only
    assert "your organisation asks for 100" in why
    set_least_quality(0, by=olga)
    assert queries.frozen_version(olga.organisation_id, saved.version_id).read_along_only == ""


def test_the_empty_run_has_no_quality_to_ask_for(inside: OrganisationCard, olga: Member) -> None:
    set_least_quality(100, by=olga)
    assert queries.read_along_only(olga.organisation_id, None) == ""


def test_a_responder_does_not_change_it(inside: OrganisationCard, alice: Member) -> None:
    with pytest.raises(NotAllowed):
        set_least_quality(0, by=alice)


@pytest.mark.parametrize("least", [-1, 101])
def test_it_lies_between_nothing_and_everything(inside: OrganisationCard, olga: Member, least: int) -> None:
    with pytest.raises(Refusal, match="0 to 100"):
        set_least_quality(least, by=olga)


def test_one_organisation_asks_nothing_of_another(olga: Member, mallory: Member, saved: Saved) -> None:
    with tenant(mallory.organisation_id):
        set_least_quality(100, by=mallory)
    with tenant(olga.organisation_id):
        assert queries.least_quality(olga.organisation_id) == 20


def test_the_page_of_the_runbook_says_so_instead_of_offering_a_run(
    olga: Member, alice: Member, adam: Member, saved: Saved, signed_in: SignedIn
) -> None:
    address = f"/runbooks/{saved.runbook_id}/"
    assert 'value="copilot"' in signed_in(alice).get(address).content.decode()
    answer = signed_in(adam).post("/runbooks/policy", {"least_quality": 100})
    assert answer.status_code == 302
    page = signed_in(alice).get(address).content.decode()
    assert 'value="copilot"' not in page
    assert 'value="read-along"' in page
    assert "This version can only be read along." in page


def test_everybody_reads_it_and_only_who_may_is_offered_the_change(
    saved: Saved, olga: Member, vera: Member, signed_in: SignedIn
) -> None:
    assert "Ask for this quality" not in signed_in(vera).get("/runbooks/policy").content.decode()
    assert signed_in(vera).post("/runbooks/policy", {"least_quality": 0}).status_code == 403
    assert "/runbooks/policy" in signed_in(vera).get("/runbooks/").content.decode()
    page = signed_in(olga).post("/runbooks/policy", {"least_quality": 101})
    assert page.status_code == 400
