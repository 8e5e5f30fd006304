"""A run on a real agent: the whole way from a click to the last byte, and the next step by itself."""

from pathlib import Path
from typing import Any

import pytest

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from execution.actions.dispatch import run_step
from execution.actions.stop import stop_step
from execution.models import Attempt
from execution.queries import output, run_page
from tests.field import open_field
from tests.makers.execution import last_attempt, make_run, press, statuses, step_at
from tests.patience import wait_until


@pytest.fixture
def site(transactional_db: None, tmp_path: Path, adam: Member) -> Any:
    with open_field(tmp_path, adam) as field:
        yield field


def seen(acme: OrganisationCard, run: Any) -> Any:
    with tenant(acme.id):
        return statuses(run)


def test_a_run_goes_through_on_a_real_agent(site: Any, acme: OrganisationCard, alice: Member) -> None:
    with tenant(acme.id):
        run = make_run(
            alice, "echo one", "echo two; echo three >&2", f"touch {site.agent.home}/made", "echo last"
        )
    wait_until(lambda: seen(acme, run)[:2] == ["done", "done"], "the safe steps ran by themselves")
    assert seen(acme, run) == ["done", "done", "ready", "ready"]
    assert not (site.agent.home / "made").exists()
    with tenant(acme.id):
        run_step(run.id, step_at(run, 3).id, by=alice, press=press(run))
    wait_until(lambda: seen(acme, run) == ["done"] * 4, "the rest ran after one click")
    assert (site.agent.home / "made").exists()
    with tenant(acme.id):
        first, second, *_ = Attempt.objects.filter(run=run).order_by("sent_at")
        assert output(acme.id, first.id).text == "one\n"
        assert sorted(output(acme.id, second.id).text.split()) == ["three", "two"]
        assert all(one.output_matches for one in Attempt.objects.filter(run=run))
        assert run_page(acme.id, run.id, alice).next_kind == "question"
        kinds = AuditEntry.objects.filter(run_id=run.id).order_by("sequence").values_list("kind", flat=True)
        assert list(kinds).count("attempt.ended") == 4


def test_a_failing_command_stops_the_run_with_its_exit_code(
    site: Any, acme: OrganisationCard, alice: Member
) -> None:
    with tenant(acme.id):
        run = make_run(alice, "ls /nowhere-at-all", "echo never")
    wait_until(lambda: seen(acme, run)[0] == "failed", "the step failed")
    with tenant(acme.id):
        assert last_attempt(run).exit_code == 2
        assert "nowhere-at-all" in output(acme.id, last_attempt(run).id).text
    assert seen(acme, run)[1] == "ready"


def test_a_running_command_is_stopped_and_gone(site: Any, acme: OrganisationCard, alice: Member) -> None:
    with tenant(acme.id):
        run = make_run(alice, "sleep 600")
    wait_until(lambda: seen(acme, run) == ["running"], "it runs")
    with tenant(acme.id):
        stop_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    wait_until(lambda: seen(acme, run) == ["stopped"], "it was stopped")
    with tenant(acme.id):
        assert last_attempt(run).confirmed is True


def test_a_command_beyond_the_agents_limit_is_refused_by_the_agent_itself(
    site: Any, acme: OrganisationCard, alice: Member
) -> None:
    with tenant(acme.id):
        from execution.models import Agent

        (site.agent.state / "agent.toml").write_text('max_risk = "green"\n')
        Agent.objects.update(max_risk="red")
        run = make_run(alice, f"touch {site.agent.home}/made")
    site.agent.kill()
    site.agent.start()
    with tenant(acme.id):
        Agent.objects.update(connection="")
    site.wait_connected()
    with tenant(acme.id):
        Agent.objects.update(max_risk="red")  # a server that was lied to
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    wait_until(lambda: seen(acme, run) == ["buried"], "the agent refused")
    assert not (site.agent.home / "made").exists()
