"""Steps a model would add: for who asked, drafted, judged like any other; nothing runs before a person."""

import json
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import secret_token
from execution.actions.dispatch import run_step
from execution.actions.edit import accept_command
from execution.actions.hand import skip_step
from execution.actions.start import start_run
from execution.models import Run
from runbooks.actions.publishing import publish
from runbooks.actions.refining import SUGGEST, accept, ask_model, read_with_model, switch_model
from runbooks.models import Command, RunbookVersion
from runbooks.parsing.pipeline import read
from runbooks.parsing.refine import applied
from runbooks.parsing.suggesting import SuggestedStep, drafted
from runbooks.queries.suggestions import SuggestionView, suggestion
from runbooks.queries.versions import frozen_version
from runbooks.types import ChangeKind, Risk
from tests.integrations import messages_api as api
from tests.makers.execution import make_agent, press, statuses, step_at
from tests.makers.runbooks import make_runbook

PAGE = """# Queue backlog

1. Restart the consumer with `systemctl restart consumer`.
2. Tell the team.
"""
AFTER = "Restart the consumer with"
LOOKS = SuggestedStep(AFTER, "See that it runs", "systemctl status consumer", "A restart may fail.")


def test_a_suggested_step_follows_the_words_that_led_to_it_and_says_that_it_is_drafted() -> None:
    parsed = read(PAGE)
    found = drafted(parsed, (LOOKS,))
    assert [one.kind for one in found.changes] == [ChangeKind.DRAFT]
    steps = applied(parsed, found.changes).steps
    new = next(step for step in steps if step.title == "See that it runs")
    assert new.number == 2
    (command,) = new.commands
    assert command.drafted
    assert PAGE[command.span.start : command.span.end] == AFTER


@pytest.mark.parametrize(
    "odd",
    [
        SuggestedStep("words that stand nowhere in it", "Look", "uptime", ""),
        SuggestedStep(AFTER, "", "uptime", ""),
        SuggestedStep(AFTER, "Look", "", ""),
        SuggestedStep(AFTER, "Look", "uptime \u202e-x", ""),
        SuggestedStep(AFTER, "Look", "uptime\x00", ""),
        SuggestedStep(AFTER, "Look", "echo " + "x" * 2000, ""),
    ],
)
def test_a_suggestion_without_a_place_or_a_readable_command_is_left_out_and_counted(
    odd: SuggestedStep,
) -> None:
    found = drafted(read(PAGE), (odd, LOOKS))
    assert len(found.changes) == 1
    assert found.dropped == 1


def test_what_stands_in_the_runbook_already_is_not_suggested() -> None:
    known = SuggestedStep(AFTER, "Restart", "systemctl restart consumer", "")
    found = drafted(read(PAGE), (known, LOOKS, LOOKS))
    assert (len(found.changes), found.dropped) == (1, 0)


def test_the_risk_of_a_suggested_command_is_the_classifiers() -> None:
    harmful = SuggestedStep(AFTER, "Only reads, safe", "rm -rf /var/lib/consumer", "This is green.")
    parsed = read(PAGE)
    steps = applied(parsed, drafted(parsed, (harmful,)).changes).steps
    verdict = next(c.verdict for step in steps for c in step.commands if c.drafted)
    assert verdict is not None
    assert verdict.risk is Risk.RED


@pytest.fixture
def suggested(
    inside: OrganisationCard, adam: Member, olga: Member, settings: Settings
) -> Iterator[SuggestionView]:
    answer = {
        "suggestions": [dict(zip(("after", "title", "command", "why"), vars(LOOKS).values(), strict=True))]
    }
    with api.messages_api() as server:
        settings.DDRUN_MODEL_KEY, settings.DDRUN_MODEL_URL = "sk-test-key", server.url
        server.reply = api.answering(json.dumps(answer))
        switch_model(on=True, by=adam)
        saved = make_runbook(olga, PAGE)
        asked = ask_model(saved.version_id, by=olga, purpose=SUGGEST)
        read_with_model(olga.organisation_id, asked)
        yield suggestion(olga.organisation_id, asked)


def test_a_suggested_step_waits_for_its_owner_and_its_command_again_for_the_driver(
    inside: OrganisationCard, suggested: SuggestionView, olga: Member, alice: Member
) -> None:
    found = suggested
    assert [one.verdict.risk for one in found.changes if one.verdict] == [Risk.GREEN]
    assert not Command.objects.filter(drafted=True).exists()
    new = accept(found.id, {0}, by=olga)
    version = RunbookVersion.objects.get(id=new.version_id)
    assert [one.text for one in version.commands.filter(drafted=True)] == ["systemctl status consumer"]
    publish(new.version_id, by=olga)
    make_agent(inside)
    frozen = frozen_version(inside.id, new.version_id)
    run = Run.objects.get(id=start_run(frozen, by=alice, idempotency_key=secret_token()).run_id)
    skip_step(run.id, step_at(run, 1).id, by=alice, press=press(run), reason="runs already")
    assert statuses(run)[1] == "ready", "safe, and still it does not go by itself"
    with pytest.raises(Refusal, match="must accept"):
        run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))
    accept_command(run.id, step_at(run, 2).id, by=alice, press=press(run))
    run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))
    assert statuses(run)[1] == "sent"
