"""The admin for runbook owners: their own organisation's rows, to read."""

from typing import Any

import pytest

from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from runbooks.actions.outcomes import record_outcome
from runbooks.models import Outcome, Runbook, RunbookVersion
from tests.makers.runbooks import make_runbook
from tests.runbooks.test_outcomes import outcome

TABLES = ["runbooks/runbook", "runbooks/runbookversion", "runbooks/outcome"]
LEDGER = ["compliance/auditentry", "compliance/checkpoint"]


@pytest.fixture
def saved(olga: Member) -> Any:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
        record_outcome(outcome(saved.version_id), organisation_id=olga.organisation_id)
    return saved


@pytest.mark.parametrize("table", TABLES + LEDGER)
def test_a_runbook_owner_reads_every_table(saved: Any, olga: Member, signed_in: Any, table: Any) -> None:
    page = signed_in(olga).get(f"/admin/{table}/")
    assert page.status_code == 200


@pytest.mark.parametrize("table", TABLES + LEDGER)
def test_nobody_adds_changes_or_deletes_in_the_admin(
    saved: Any, olga: Member, signed_in: Any, table: Any
) -> None:
    assert signed_in(olga).get(f"/admin/{table}/add/").status_code == 403


def test_a_runbooks_success_is_shown_with_its_n(saved: Any, olga: Member, signed_in: Any) -> None:
    page = signed_in(olga).get("/admin/runbooks/runbook/").content.decode()
    assert "100 % (n = 1)" in page
    assert "version 1" in page


def test_every_row_opens(saved: Any, olga: Member, signed_in: Any) -> None:
    with tenant(olga.organisation_id):
        rows = [
            (model._meta.model_name, model.objects.get().id) for model in (Runbook, RunbookVersion, Outcome)
        ]
    for name, row_id in rows:
        assert signed_in(olga).get(f"/admin/runbooks/{name}/{row_id}/change/").status_code == 200


def test_the_staff_of_another_organisation_sees_none_of_it(
    saved: Any, mallory: Member, signed_in: Any, olga: Member
) -> None:
    browser = signed_in(mallory)
    for table in TABLES:
        page = browser.get(f"/admin/{table}/").content.decode()
        assert "Replication lag is high" not in page
    answer = browser.get(f"/admin/runbooks/runbook/{saved.runbook_id}/change/")
    assert answer.status_code in (302, 404)


def test_a_responder_has_no_admin(saved: Any, alice: Member, signed_in: Any) -> None:
    assert signed_in(alice).get("/admin/runbooks/runbook/").status_code == 302


def test_who_is_signed_out_meets_the_products_own_sign_in(client: Any, db: Any) -> None:
    # Django's own form would be a second door, without its second factor and its limits.
    page = client.get("/admin/login/", {"next": "/admin/runbooks/runbook/"})
    assert page.status_code == 302
    assert page["Location"] == "/account/login/?next=/admin/runbooks/runbook/"


def test_who_may_not_open_the_admin_is_told_who_may(alice: Member, signed_in: Any) -> None:
    page = signed_in(alice).get("/admin/", follow=True)
    assert page.status_code == 403
    assert "runbook owner" in page.content.decode()


def test_the_policy_is_wider_in_the_admin_and_nowhere_else(olga: Member, signed_in: Any) -> None:
    inside = signed_in(olga).get("/admin/")["Content-Security-Policy"]
    outside = signed_in(olga).get("/runbooks/")["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "default-src 'none'" in inside
    assert "unsafe" not in outside
