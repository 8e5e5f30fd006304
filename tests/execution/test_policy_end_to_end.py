"""Rules and exceptions on a real agent: what is forbidden never runs, what is eased needs its own file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import secret_token
from ddrun.lib.tenancy import tenant
from execution.actions.approve import ask_approval, give_approval
from execution.actions.dispatch import run_step
from execution.actions.exceptions import ask_exception, give_exception
from execution.models import Agent, Attempt, CommandException, Run
from execution.queries import run_page
from execution.types import Decision
from runbooks.actions.rules import add_rule
from runbooks.types import Effect, Matches, Risk
from tests.field import Field, open_field
from tests.makers.execution import make_run, open_approval, press, statuses, step_at
from tests.patience import wait_until


@pytest.fixture
def site(transactional_db: None, tmp_path: Path, adam: Member) -> Iterator[Field]:
    with open_field(tmp_path, adam) as field:
        yield field


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    made = tmp_path / "scratch"
    made.mkdir()
    return made


def seen(acme: OrganisationCard, run: Run) -> list[str]:
    with tenant(acme.id):
        return statuses(run)


def dial_again(site: Field, acme: OrganisationCard, configuration: str) -> None:
    """The agent's administrator changes its file, and the agent connects anew."""
    site.agent.kill()
    (site.agent.state / "agent.toml").write_text(configuration)
    with tenant(acme.id):
        Agent.objects.update(connection="")
    site.agent.start()
    site.wait_connected()


def test_what_was_approved_and_then_forbidden_does_not_run(
    site: Field, acme: OrganisationCard, alice: Member, bob: Member, olga: Member, scratch: Path
) -> None:
    with tenant(acme.id):
        run = make_run(alice, f"rm -rf {scratch}", "echo never")
        step = step_at(run, 1).id
        ask_approval(run.id, step, by=alice, press=press(run))
        approval = open_approval(run)
        give_approval(approval.id, by=bob, digest=approval.digest, idempotency_key=secret_token())
        add_rule(
            "rm -rf",
            effect=Effect.FORBID,
            matches=Matches.COMMAND,
            reason="never again",
            by=olga,
            idempotency_key=secret_token(),
        )
    with tenant(acme.id), pytest.raises(Refusal, match="Forbidden by your organisation: never again"):
        run_step(run.id, step, by=alice, press=press(run), typed_target=site.agent.name)
    with tenant(acme.id):
        other = make_run(alice, f"bash -c 'rm -r -f {scratch}'")
        assert run_page(acme.id, other.id, alice).steps[0].decision is Decision.REFUSE
        safe = make_run(alice, "echo still here")
    wait_until(lambda: seen(acme, safe) == ["done"], "what is allowed runs")
    with tenant(acme.id):
        assert not Attempt.objects.exclude(run=safe).exists()
    assert scratch.is_dir()


def test_an_exception_works_only_once_the_agents_own_file_says_the_same(
    site: Field, acme: OrganisationCard, alice: Member, bob: Member, olga: Member, scratch: Path
) -> None:
    command = f"rm -rf {scratch}"
    dial_again(site, acme, 'max_risk = "yellow"\n')
    with tenant(acme.id):
        agent = Agent.objects.get()
        ask_exception(agent.id, command, reason="made anew", days=9, by=olga, idempotency_key="a")
        row = CommandException.objects.get()
        give_exception(row.id, by=bob, digest=row.digest, idempotency_key="b")
        run = make_run(alice, command)
        assert run_page(acme.id, run.id, alice).steps[0].risk is Risk.RED
        # A server that was lied to, or lies: the agent's own guard says no.
        day = (now() + timedelta(days=9)).date().isoformat()
        Agent.objects.update(eases=[f"{row.digest}:{day}"])
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    wait_until(lambda: seen(acme, run) == ["buried"], "the agent refused")
    assert scratch.is_dir()

    entry = f'[[exceptions]]\ncommand = "{command}"\nuntil = "{day}"\nreason = "made anew"\n'
    dial_again(site, acme, f'max_risk = "yellow"\n{entry}')
    with tenant(acme.id):
        again = make_run(alice, command)
        shown = run_page(acme.id, again.id, alice).steps[0]
        assert (shown.risk, shown.decision) == (Risk.YELLOW, Decision.ASK_DRIVER)
        run_step(again.id, step_at(again, 1).id, by=alice, press=press(again))
    wait_until(lambda: seen(acme, again) == ["done"], "it ran")
    assert not scratch.exists()
