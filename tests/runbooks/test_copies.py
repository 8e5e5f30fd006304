"""Copies of a runbook are found in the library and shown beside it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import NotFound
from ddrun.lib.tenancy import tenant
from runbooks import queries
from runbooks.actions.editing import edit_text
from tests.makers.runbooks import REPLICATION, make_runbook

SignedIn = Callable[[Member], Client]

COPY = REPLICATION.replace("Check the logs.", "Look at the logs.")
OTHER = """# Certificate has expired
Ask the certificate authority for another signature, install the renewed certificate on every gateway,
then reload the gateways one after another and compare the fingerprint in the browser.
"""


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_copies_are_found_published_or_not_and_others_are_not(inside: OrganisationCard, olga: Member) -> None:
    ours = make_runbook(olga, published=False)
    copy = make_runbook(olga, COPY, published=False)
    same = make_runbook(olga, published=False)
    make_runbook(olga, OTHER)
    found = queries.alike_to(olga.organisation_id, ours.runbook_id)
    assert [one.runbook_id for one in found.alike] == [same.runbook_id, copy.runbook_id]
    assert found.says == "3 runbooks say nearly the same, and none of them is published."


def test_a_runbook_is_no_copy_of_its_own_versions(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga, published=False)
    edit_text(saved.runbook_id, COPY, based_on=1, by=olga)
    assert queries.alike_to(olga.organisation_id, saved.runbook_id) == queries.Copies()


def test_a_copy_with_another_title_among_many_siblings_is_found(
    inside: OrganisationCard, olga: Member
) -> None:
    ours = make_runbook(olga)
    for number in range(40):
        make_runbook(olga, OTHER.replace("gateway", f"gateway{number}"), published=False)
    copy = make_runbook(olga, COPY.replace("Replication lag is high", "The replica is behind"))
    found = queries.alike_to(olga.organisation_id, ours.runbook_id)
    assert [one.runbook_id for one in found.alike] == [copy.runbook_id]


def test_copies_of_another_organisation_are_never_met(olga: Member, mallory: Member) -> None:
    with tenant(mallory.organisation_id):
        theirs = make_runbook(mallory)
    with tenant(olga.organisation_id):
        ours = make_runbook(olga)
        assert queries.alike_to(olga.organisation_id, ours.runbook_id).alike == ()
        with pytest.raises(NotFound):
            queries.beside(olga.organisation_id, ours.runbook_id, theirs.runbook_id)


def test_a_text_without_words_has_no_copies(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga, "1. 2 3\n2. 4 5\n", published=False)
    assert queries.alike_to(olga.organisation_id, saved.runbook_id).alike == ()


def test_the_page_names_the_copies_and_leads_to_what_differs(
    olga: Member, vera: Member, signed_in: SignedIn
) -> None:
    with tenant(olga.organisation_id):
        ours, copy = make_runbook(olga), make_runbook(olga, COPY, published=False)
    assert (
        f"/runbooks/{ours.runbook_id}/copies"
        in signed_in(vera).get(f"/runbooks/{ours.runbook_id}/").content.decode()
    )
    page = signed_in(vera).get(f"/runbooks/{ours.runbook_id}/copies").content.decode()
    assert "2 runbooks say nearly the same; one of them is published." in page
    assert re.search(r"\d\d% the same", page)
    address = f"/runbooks/{ours.runbook_id}/beside/{copy.runbook_id}/"
    assert address in page
    beside = text_of(signed_in(vera).get(address).content.decode())
    assert "3. Check the logs." in beside
    assert "3. Look at the logs." in beside


def test_an_import_says_at_once_what_was_there_already(olga: Member, signed_in: SignedIn) -> None:
    with tenant(olga.organisation_id):
        make_runbook(olga)
    files = [
        SimpleUploadedFile("a.md", COPY.encode()),
        SimpleUploadedFile("b.md", OTHER.encode()),
    ]
    page = text_of(signed_in(olga).post("/runbooks/files", {"chosen": files}).content.decode())
    assert page.count("2 runbooks say nearly the same") == 1
