"""Agents join with a one-time token, prove their key, and speak for nobody else."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import NotAllowed
from ddrun.lib.tenancy import tenant
from execution.actions.agents import disable_agent, invite_agent, narrow_agent
from execution.models import Agent, EnrolmentToken
from execution.protocol import signing
from execution.queries import agents
from tests.makers.execution import GREEN, make_agent, make_run, statuses


@pytest.fixture
def token(acme: OrganisationCard, adam: Member) -> Any:
    with tenant(acme.id):
        return invite_agent(by=adam, name="eu-1").token


def knock(client: Client, token: Any, /, *, seed: Any = None, proof_by: Any = None, **changed: Any) -> Any:
    seed = seed or signing.new_seed()
    body = {
        "token": token,
        "public_key": base64.b64encode(signing.public_key(seed)).decode(),
        "proof": signing.proof_of_enrolment(proof_by or seed, token),
        "name": "eu-1",
        "program": "0.1.0",
        "versions": [1],
        "environment": "production",
        "labels": {"region": "eu"},
        "host": {"hostname": "web-1"},
    }
    return client.post("/agents/enrol", json.dumps(body | changed), content_type="application/json")


def test_an_agent_joins_once_with_its_token(client: Client, token: Any, acme: OrganisationCard) -> None:
    answer = knock(client, token)
    assert answer.status_code == 201
    told = answer.json()
    assert told["agent"].startswith("acme.") and told["socket"].startswith("ws")
    assert len(base64.b64decode(told["server_key"])) == 32
    with tenant(acme.id):
        assert [one.name for one in agents(acme.id)] == ["eu-1"]
        assert AuditEntry.objects.filter(kind="agent.enrolled").count() == 1
        assert token not in json.dumps(list(EnrolmentToken.objects.values_list("token_hash", flat=True)))
    again = knock(client, token, name="eu-2")
    assert again.status_code == 403
    assert "works once" in again.json()["error"]


def test_a_token_lives_a_quarter_of_an_hour(client: Client, token: Any) -> None:
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        assert knock(client, token).status_code == 403


def test_a_stolen_token_with_somebody_elses_key_is_refused(client: Client, token: Any) -> None:
    assert knock(client, token, proof_by=signing.new_seed()).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"token": "acme.wrong"}, {"token": "nowhere.x"}, {"token": ""}, {"public_key": "AAAA"},
        {"versions": [99]}, {"name": " "}, {"labels": {"a": 1}}, {"name": 7},
    ],
)  # fmt: skip
def test_a_malformed_request_gets_a_sentence_and_makes_no_agent(
    client: Client, token: Any, acme: OrganisationCard, changed: Any
) -> None:
    answer = knock(client, token, **changed)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]
    with tenant(acme.id):
        assert not Agent.objects.exists()


def test_no_json_at_all_gets_a_sentence(client: Client, db: None) -> None:
    answer = client.post("/agents/enrol", b"\xff{", content_type="application/json")
    assert answer.status_code == 400


def test_a_name_in_use_is_refused_and_the_token_stays_good(
    client: Client, token: Any, acme: OrganisationCard
) -> None:
    with tenant(acme.id):
        make_agent(acme, "eu-1")
    assert knock(client, token).status_code == 409
    assert knock(client, token, name="eu-2").status_code == 201


def test_only_administrators_invite_and_switch_off(
    inside: OrganisationCard, alice: Member, adam: Member
) -> None:
    with pytest.raises(NotAllowed):
        invite_agent(by=alice, name="x")
    agent = make_agent(inside)
    with pytest.raises(NotAllowed):
        disable_agent(agent.id, by=alice)
    disable_agent(agent.id, by=adam)
    run = make_run(alice, GREEN)
    assert statuses(run) == ["ready"]


def test_the_server_may_narrow_an_agent_and_not_widen_it(
    inside: OrganisationCard, adam: Member, alice: Member
) -> None:
    agent = make_agent(inside, labels={"region": "eu"})
    narrow_agent(agent.id, by=adam, needs={"team": "shop"})
    assert statuses(make_run(alice, GREEN, labels={"region": "eu"})) == ["ready"]
    assert statuses(make_run(alice, GREEN, labels={"region": "eu", "team": "shop"})) == ["sent"]
    assert Agent.objects.get(id=agent.id).labels == {"region": "eu"}
