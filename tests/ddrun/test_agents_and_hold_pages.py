"""The agents page, and the brake for everything, as people press them."""

from pathlib import Path
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.ids import secret_token
from execution import queries as runs
from execution.models import Agent, EnrolmentToken
from tests.makers.execution import YELLOW, make_agent, make_run, press, step_at
from tests.people import client_of

pytestmark = pytest.mark.django_db


def test_the_token_of_a_new_agent_is_shown_once(inside: OrganisationCard, adam: Member) -> None:
    browser = client_of(adam)
    page = browser.post("/agents/", {"name": "eu-prod-1", "key": secret_token()}).content.decode()
    assert "One-time token" in page
    assert "--name eu-prod-1" in page
    assert f'value="{inside.slug}.' in page
    again = browser.get("/agents/").content.decode()
    assert "One-time token" not in again
    assert EnrolmentToken.objects.count() == 1


def test_the_command_shown_for_a_name_is_one_word_for_the_shell(
    inside: OrganisationCard, adam: Member
) -> None:
    page = client_of(adam).post("/agents/", {"name": "x; rm -rf ~", "key": secret_token()})
    assert "--name &#x27;x; rm -rf ~&#x27;" in page.content.decode()


def test_only_an_administrator_adds_or_cuts_off_agents(inside: OrganisationCard, alice: Member) -> None:
    agent = make_agent(inside)
    browser = client_of(alice)
    assert browser.post("/agents/", {"name": "mine"}).status_code == 403
    assert browser.post(f"/agents/{agent.id}/off/").status_code == 403
    assert "Add an agent" not in browser.get("/agents/").content.decode()


def test_an_agent_that_was_cut_off_says_so(inside: OrganisationCard, adam: Member) -> None:
    agent = make_agent(inside)
    browser = client_of(adam)
    assert browser.post(f"/agents/{agent.id}/off/").status_code == 302
    assert "switched off" in browser.get("/agents/").content.decode()
    assert Agent.objects.get().disabled_at is not None


def test_everything_is_held_by_one_form_and_lifted_by_who_may(
    inside: OrganisationCard, alice: Member, bob: Member
) -> None:
    make_agent(inside)
    run = make_run(alice, YELLOW)
    hers = client_of(alice)
    said = {"key": secret_token(), "reason": "wrong region", "next": "/agents/"}
    assert hers.post("/hold/", said)["Location"] == "/agents/"
    page = hers.get(f"/runs/{run.id}/").content.decode()
    assert "Everything is held" in page
    assert "wrong region" in page
    assert hers.post("/hold/lift/", {"key": secret_token()}).status_code == 403
    assert client_of(bob).post("/hold/lift/", {"key": secret_token()}).status_code == 302
    assert runs.hold(inside.id) is None


def test_the_way_back_after_a_hold_stays_on_this_site(inside: OrganisationCard, alice: Member) -> None:
    said = {"key": secret_token(), "reason": "x", "next": "https://evil.example/"}
    assert client_of(alice).post("/hold/", said)["Location"] == "/"


def test_a_held_step_cannot_be_pressed(inside: OrganisationCard, alice: Member) -> None:
    make_agent(inside)
    run = make_run(alice, YELLOW)
    browser = client_of(alice)
    browser.post("/hold/", {"key": secret_token(), "reason": "wrong region"})
    now = press(run)
    said = {"key": now.idempotency_key, "revision": str(now.revision), "step": str(step_at(run, 1).id)}
    assert browser.post(f"/runs/{run.id}/step/", said).status_code >= 400
    assert not run.attempts.exists()


def test_the_agent_of_this_machine_is_offered_to_who_has_the_installation_alone(
    acme: OrganisationCard, adam: Member, alice: Member, settings: Any, tmp_path: Path, request: Any
) -> None:
    settings.DDRUN_LOCAL_AGENT = str(tmp_path / "agent")
    assert "This machine" in client_of(adam).get("/agents/").content.decode()
    assert "This machine" not in client_of(alice).get("/agents/").content.decode()
    assert client_of(alice).post("/agents/here/").status_code == 403
    request.getfixturevalue("umbrella")
    assert "This machine" not in client_of(adam).get("/agents/").content.decode()
    assert client_of(adam).post("/agents/here/").status_code == 409
    assert not (tmp_path / "agent").exists()
