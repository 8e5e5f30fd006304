"""What the organisation raises or forbids binds every run, from the moment it is said."""

from dataclasses import replace

import pytest

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, Refusal
from ddrun.lib.ids import secret_token
from execution.actions.approve import ask_approval, give_approval
from execution.actions.dispatch import run_step
from execution.actions.drive import fill_variable
from execution.actions.edit import add_step, edit_command
from execution.actions.hand import do_by_hand
from execution.models import Attempt, Run
from execution.queries import foreseen, run_page
from execution.queries.cards import StepView
from execution.types import Decision
from runbooks.actions.rules import add_rule, withdraw_rule
from runbooks.queries import command_rules
from runbooks.types import Effect, Matches, Risk
from tests.makers.execution import (
    GREEN,
    RED,
    YELLOW,
    fresh,
    last_attempt,
    make_agent,
    make_run,
    open_approval,
    press,
    runs_through,
    statuses,
    step,
    step_at,
)

WHY = "we lost a week once"


@pytest.fixture(autouse=True)
def agent(inside: OrganisationCard) -> None:
    make_agent(inside)


def say(by: Member, written: str, effect: Effect = Effect.FORBID) -> None:
    add_rule(
        written, effect=effect, matches=Matches.COMMAND, reason=WHY, by=by, idempotency_key=secret_token()
    )


def seen(run: Run, by: Member, order: int = 1) -> StepView:
    return run_page(run.organisation_id, run.id, by).steps[order - 1]


def test_a_safe_step_that_is_raised_does_not_go_by_itself(alice: Member, olga: Member) -> None:
    say(olga, "df", Effect.CAUTION)
    run = make_run(alice, GREEN)
    assert statuses(run) == ["ready"]
    shown = seen(run, alice)
    assert (shown.risk, shown.decision) == (Risk.YELLOW, Decision.ASK_DRIVER)
    assert shown.policy[0].startswith(f"Raised to Caution by your organisation: {WHY} (rule by Olga, ")
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    attempt = last_attempt(run)
    assert (attempt.risk, attempt.by_itself) == ("yellow", False)
    assert not attempt.changes, "it only reads, so there is nothing to undo"
    entry = AuditEntry.objects.get(kind="attempt.sent")
    assert entry.facts["policy"] == list(shown.policy)


def test_a_step_that_is_raised_to_danger_needs_an_approver(alice: Member, olga: Member) -> None:
    say(olga, "systemctl restart", Effect.DANGER)
    run = make_run(alice, YELLOW)
    assert seen(run, alice).decision is Decision.ASK_APPROVER
    with pytest.raises(Conflict, match="waits for an approval"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


@pytest.mark.parametrize("command", [GREEN, YELLOW, RED])
def test_a_forbidden_step_is_never_sent_and_can_be_done_by_hand(
    alice: Member, olga: Member, command: str
) -> None:
    say(olga, command.split()[0])
    run = make_run(alice, command)
    shown = seen(run, alice)
    assert shown.forbidden.startswith(f"Forbidden by your organisation: {WHY}")
    assert (shown.risk, shown.decision, shown.why) == (Risk.RED, Decision.REFUSE, shown.forbidden)
    assert not shown.may.run
    assert shown.may.by_hand
    with pytest.raises(Refusal, match="Forbidden by your organisation"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run), typed_target="demo-1")
    with pytest.raises(Refusal, match="Forbidden by your organisation"):
        ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    do_by_hand(run.id, step_at(run, 1).id, by=alice, press=press(run), note="did it myself")
    assert statuses(run) == ["by hand"]
    assert not Attempt.objects.exists()


def test_a_rule_that_comes_after_the_approval_still_forbids(alice: Member, bob: Member, olga: Member) -> None:
    run = make_run(alice, RED)
    ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    approval = open_approval(run)
    give_approval(approval.id, by=bob, digest=approval.digest, idempotency_key=secret_token())
    say(olga, "rm -rf")
    with pytest.raises(Refusal, match="Forbidden by your organisation"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run), typed_target="demo-1")
    assert not Attempt.objects.exists()


def test_nobody_approves_what_was_forbidden_since_it_was_asked_for(
    alice: Member, bob: Member, olga: Member
) -> None:
    run = make_run(alice, RED)
    ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    approval = open_approval(run)
    say(olga, "rm -rf")
    with pytest.raises(Refusal, match="Nobody can approve step 1"):
        give_approval(approval.id, by=bob, digest=approval.digest, idempotency_key=secret_token())


def test_a_rule_that_comes_during_a_run_binds_the_next_step(alice: Member, olga: Member) -> None:
    run = make_run(alice, GREEN, "uptime")
    say(olga, "uptime")
    runs_through(run)
    assert statuses(run) == ["done", "ready"]
    assert seen(run, alice, 2).forbidden


def test_a_value_that_makes_it_the_forbidden_command_is_judged(alice: Member, olga: Member) -> None:
    say(olga, "systemctl stop")
    run = make_run(alice, "systemctl <what> worker", variables={"what": "restart"})
    assert seen(run, alice).forbidden == ""
    fill_variable(run.id, by=alice, press=press(run), name="what", value="stop")
    assert seen(run, alice).forbidden
    with pytest.raises(Refusal, match="Forbidden"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


def test_what_is_written_in_the_run_is_judged(alice: Member, olga: Member) -> None:
    say(olga, "terraform destroy")
    run = make_run(alice, YELLOW)
    edit_command(
        run.id, step_at(run, 1).id, by=alice, press=press(run), command="ssh ci 'terraform -chdir=a destroy'"
    )
    add_step(run.id, by=alice, press=press(run), command="sudo terraform destroy")
    for shown in run_page(run.organisation_id, run.id, alice).steps:
        assert shown.forbidden
        with pytest.raises(Refusal, match="Forbidden"):
            run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))


def test_a_mention_runs_by_itself_as_before(alice: Member, olga: Member) -> None:
    say(olga, "terraform destroy")
    run = make_run(alice, 'echo "terraform destroy"')
    assert statuses(run) == ["sent"]


def test_a_rule_that_was_withdrawn_binds_no_more(alice: Member, olga: Member, adam: Member) -> None:
    say(olga, "df")
    run = make_run(alice, GREEN)
    (rule,) = command_rules(run.organisation_id)
    withdraw_rule(rule.id, by=adam, why="It was a mistake.")
    assert seen(fresh(run), alice).forbidden == ""
    assert AuditEntry.objects.get(kind="rule.withdrawn").facts["why"] == "It was a mistake."


def test_what_an_incident_foretells_is_under_the_rules(alice: Member, olga: Member) -> None:
    say(olga, "df", Effect.CAUTION)
    rules = command_rules(olga.organisation_id)
    assert foreseen([step(GREEN)], {}, rules)[0].risk is Risk.YELLOW
    assert foreseen([replace(step("df <place>"), risk=Risk.GREEN)], {}, rules)[0].risk is Risk.YELLOW
