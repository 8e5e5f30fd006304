"""A model is asked only where it is allowed; what it says waits for a person; nothing else stops for it."""

import json
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib import clock
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, Refusal
from runbooks.actions.editing import edit_text
from runbooks.actions.refining import accept, ask_model, decline, read_with_model, switch_model
from runbooks.actions.saving import Saved
from runbooks.models import ModelReading, RunbookVersion, Suggestion
from runbooks.queries.suggestions import SuggestionView, model_state, suggestion
from tests.integrations import messages_api as api
from tests.integrations.messages_api import MessagesApi
from tests.makers.runbooks import REPLICATION, make_runbook

PROPOSED = {
    "title": "",
    "steps": [{"quote": "Drop all the tables at once.", "title": "Drop all the tables"}],
    "questions": [],
    "risks": [
        {
            "quote": "kubectl get pods -n <namespace>",
            "risk": "red",
            "why": "it is slow on a large cluster",
        }
    ],
    "language": "en",
}


@pytest.fixture
def server(settings: Settings) -> Iterator[MessagesApi]:
    with api.messages_api() as running:
        settings.DDRUN_MODEL_KEY = "sk-test-key"
        settings.DDRUN_MODEL_URL = running.url
        running.reply = api.answering(json.dumps(PROPOSED))
        yield running


@pytest.fixture
def saved(inside: OrganisationCard, olga: Member) -> Saved:
    return make_runbook(olga)


@pytest.fixture
def allowed(inside: OrganisationCard, adam: Member) -> None:
    switch_model(on=True, by=adam)


def read(saved: Saved, by: Member) -> SuggestionView:
    suggestion_id = ask_model(saved.version_id, by=by)
    read_with_model(by.organisation_id, suggestion_id)
    return suggestion(by.organisation_id, suggestion_id)


def versions(saved: Saved) -> int:
    return RunbookVersion.objects.filter(runbook_id=saved.runbook_id).count()


def test_nothing_is_asked_where_no_model_is_set_up(saved: Saved, olga: Member) -> None:
    with pytest.raises(Refusal, match="No language model is set up"):
        ask_model(saved.version_id, by=olga)


def test_nothing_is_sent_until_an_administrator_allows_it(
    server: MessagesApi, saved: Saved, olga: Member
) -> None:
    with pytest.raises(Refusal, match="switched off"):
        ask_model(saved.version_id, by=olga)
    with pytest.raises(NotAllowed):
        switch_model(on=True, by=olga)
    assert server.calls == []


def test_what_is_grounded_waits_for_a_person_and_what_is_not_is_counted(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    found = read(saved, olga)
    assert found.state == "ready"
    assert [one.quote for one in found.changes] == ["kubectl get pods -n <namespace>"]
    assert found.dropped == 1
    assert versions(saved) == 1, "a suggestion is no version"


def test_what_a_person_accepts_becomes_the_next_unpublished_version(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    found = read(saved, olga)
    new = accept(found.id, {0}, by=olga)
    row = RunbookVersion.objects.get(id=new.version_id)
    assert (row.number, row.published_at) == (2, None)
    assert row.source.text == REPLICATION
    risks = {command.text: command.risk for command in row.commands.all()}
    assert risks["kubectl get pods -n <namespace>"] == "red"
    entry = AuditEntry.objects.filter(organisation_id=olga.organisation_id).latest("sequence")
    assert (entry.kind, entry.facts["changes_accepted"]) == ("runbook.edited", 1)
    with pytest.raises(Conflict, match="accepted"):
        accept(found.id, {0}, by=olga)


def test_a_suggestion_about_an_older_version_is_not_accepted(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    found = read(saved, olga)
    edit_text(saved.runbook_id, REPLICATION + "\n5. Tell the team.\n", based_on=1, by=olga)
    with pytest.raises(Conflict, match="newer version"):
        accept(found.id, {0}, by=olga)


def test_a_declined_suggestion_changes_nothing(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    found = read(saved, olga)
    decline(found.id, by=olga)
    assert suggestion(olga.organisation_id, found.id).state == "declined"
    assert versions(saved) == 1


def test_the_same_text_is_not_paid_for_twice(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    decline(read(saved, olga).id, by=olga)
    again = read(saved, olga)
    assert again.state == "ready"
    assert len(server.calls) == 1


def test_a_job_delivered_twice_asks_once(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    found = read(saved, olga)
    read_with_model(olga.organisation_id, found.id)
    assert len(server.calls) == 1
    assert Suggestion.objects.count() == 1


def test_a_spent_budget_stops_further_questions(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member, settings: Settings
) -> None:
    settings.DDRUN_MODEL_MONTHLY_CAP = 1
    server.reply = api.answering(json.dumps(PROPOSED), read=40_000, written=1_000)
    decline(read(saved, olga).id, by=olga)
    state = model_state(olga.organisation_id, clock.now())
    assert state.cents_spent == pytest.approx(13.5)
    with pytest.raises(Refusal, match="budget"):
        ask_model(saved.version_id, by=olga)


def test_trouble_is_said_and_leaves_the_runbook_as_it_is(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    server.reply = api.failing(529)
    found = read(saved, olga)
    assert (found.state, found.trouble) == ("failed", "The model's service answered with an error (529).")
    assert versions(saved) == 1
    assert ModelReading.objects.get().trouble == found.trouble


def test_an_answer_of_the_wrong_form_is_said_to_be_so(
    server: MessagesApi, allowed: None, saved: Saved, olga: Member
) -> None:
    server.reply = api.answering('{"steps": "all of them"}')
    found = read(saved, olga)
    assert found.state == "failed"
    assert "no list of steps" in found.trouble
