"""The pages on which a person decides what a model may read and what of its words counts."""

import json
from uuid import UUID

import pytest
from pytest_django import Settings

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from runbooks.actions.refining import ask_model, read_with_model
from runbooks.models import RunbookVersion
from tests.integrations import messages_api as api
from tests.makers.runbooks import make_runbook
from tests.people import client_of

PROPOSED = {
    "title": "",
    "steps": [{"quote": "This is written nowhere at all.", "title": "Nowhere"}],
    "questions": [],
    "risks": [{"quote": "kubectl get pods -n <namespace>", "risk": "red", "why": "<b>slow</b>"}],
    "language": "en",
}
pytestmark = pytest.mark.django_db


def test_without_a_model_the_page_says_so_and_offers_nothing(adam: Member, olga: Member) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    assert "nothing else needs one" in client_of(adam).get("/runbooks/model").text
    assert "Ask the model" not in client_of(olga).get(f"/runbooks/{saved.runbook_id}/").text


def test_a_suggestion_is_read_chosen_and_becomes_a_version(
    acme: OrganisationCard, adam: Member, olga: Member, settings: Settings
) -> None:
    with api.messages_api() as server:
        settings.DDRUN_MODEL_KEY, settings.DDRUN_MODEL_URL = "sk-key", server.url
        server.reply = api.answering(json.dumps(PROPOSED))
        client_of(adam).post("/runbooks/model/switch", {"on": "yes"})
        with tenant(acme.id):
            saved = make_runbook(olga)
        owner = client_of(olga)
        assert "Ask the model" in owner.get(f"/runbooks/{saved.runbook_id}/").text
        asked = owner.post(f"/runbooks/{saved.runbook_id}/versions/{saved.version_id}/ask")
        address = asked["Location"]
        assert "The model is reading" in owner.get(address).text
        with tenant(acme.id):
            suggestion_id = ask_model(saved.version_id, by=olga)
        read_with_model(acme.id, suggestion_id)
    page = owner.get(address).text
    assert "1 suggestion without a source was left out" in page
    assert "&lt;b&gt;slow&lt;/b&gt;" in page
    done = owner.post(f"{address}answer", {"change": "0"})
    assert done["Location"] == f"/runbooks/{saved.runbook_id}/diff/1/2/"
    with tenant(acme.id):
        assert RunbookVersion.objects.filter(runbook_id=saved.runbook_id).count() == 2


def test_missing_steps_are_suggested_where_somebody_asks_for_them_and_none_is_chosen_beforehand(
    acme: OrganisationCard, adam: Member, olga: Member, settings: Settings
) -> None:
    step = {"after": "Check the logs.", "title": "See it", "command": "uptime", "why": "<i>Look</i> first."}
    with api.messages_api() as server:
        settings.DDRUN_MODEL_KEY, settings.DDRUN_MODEL_URL = "sk-key", server.url
        server.reply = api.answering(json.dumps({"suggestions": [step]}))
        client_of(adam).post("/runbooks/model/switch", {"on": "yes"})
        with tenant(acme.id):
            saved = make_runbook(olga)
        owner = client_of(olga)
        assert "Suggest missing steps" in owner.get(f"/runbooks/{saved.runbook_id}/").text
        asked = owner.post(f"/runbooks/{saved.runbook_id}/versions/{saved.version_id}/ask", {"for": "steps"})
        read_with_model(acme.id, UUID(asked["Location"].split("/")[-2]))
    page = owner.get(asked["Location"]).text
    assert "<code>uptime</code>" in page
    assert "drafted" in page
    assert "&lt;i&gt;Look&lt;/i&gt; first." in page
    assert 'id="change-0" checked' not in page
    assert 'id="change-0"' in page


def test_only_who_manages_integrations_allows_the_model(
    acme: OrganisationCard, olga: Member, settings: Settings
) -> None:
    settings.DDRUN_MODEL_KEY = "sk-key"
    assert client_of(olga).post("/runbooks/model/switch", {"on": "yes"}).status_code == 403
    assert "Allow the model" not in client_of(olga).get("/runbooks/model").text


def test_the_page_of_a_runbook_holds_its_flowchart_and_the_same_as_mermaid(olga: Member) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    page = client_of(olga).get(f"/runbooks/{saved.runbook_id}/").text
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="flowchart"' in page
    assert 'href="#step-1"' in page
    assert "flowchart TD" in page
