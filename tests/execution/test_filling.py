"""In a run, a word that the text says to replace waits for its value; nothing is sent before."""

from dataclasses import replace
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Refusal
from execution.actions.approve import ask_approval
from execution.actions.dispatch import run_step
from execution.actions.drive import fill_variable, use_as_written
from execution.actions.edit import edit_command, undo_step
from execution.actions.start import start_run
from execution.models import Approval, Attempt, Run
from execution.queries import run_page
from execution.queries.cards import ProbeView
from execution.queries.consent import why_not
from runbooks.types import FrozenStep, Risk, Span
from runbooks.types.placeholders import stand_ins
from runbooks.types.variables import Probe, Quote, Variable, VariableType
from tests.makers.execution import (
    fresh,
    last_attempt,
    make_agent,
    make_run,
    press,
    runs_through,
    step,
    step_at,
    version,
)

pytestmark = pytest.mark.django_db
WORDS = {"my-app": "app"}


@pytest.fixture(autouse=True)
def cluster(inside: OrganisationCard) -> Any:
    return make_agent(inside, "cluster-1")


def _step(command: str, **more: Any) -> FrozenStep:
    return replace(step(command, **more), stand_ins=stand_ins(command, WORDS))


def _sent(run: Run) -> list[str]:
    return list(Attempt.objects.filter(run=run).order_by("sent_at").values_list("command", flat=True))


def test_a_safe_step_with_a_word_to_replace_waits_until_a_value_is_given(alice: Member) -> None:
    run = make_run(alice, _step("kubectl logs my-app"))
    view = run_page(run.organisation_id, run.id, alice).steps[0]
    assert (_sent(run), view.missing, view.why) == ([], ("app",), "No value for my-app.")
    with pytest.raises(Refusal, match="No value for my-app"):
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    fill_variable(run.id, by=alice, press=press(run), name="app", value="pay ments")
    assert _sent(run) == ["kubectl logs 'pay ments'"]


def test_what_the_alert_knows_fills_it_and_the_result_is_judged_again(alice: Member) -> None:
    run = make_run(alice, _step("kubectl logs my-app"), variables={"app": "checkout"})
    assert _sent(run) == ["kubectl logs checkout"]
    run = make_run(alice, _step("kubectl logs my-app"), variables={"app": "--all-containers"})
    assert _sent(run) == []
    view = run_page(run.organisation_id, run.id, alice).steps[0]
    assert "option" in view.why
    assert [(piece.text, piece.filled) for piece in view.pieces] == [
        ("kubectl logs ", True),
        ("my-app", False),
    ]


def test_a_person_can_say_that_the_word_is_right_as_it_is_written(alice: Member) -> None:
    run = make_run(alice, _step("kubectl logs my-app"))
    use_as_written(run.id, by=alice, press=press(run), name="app")
    assert _sent(run) == ["kubectl logs my-app"]
    given = run_page(run.organisation_id, run.id, alice).variables[0]
    assert (given.value, given.origin) == ("my-app", f"as written, says {alice.name}")


def test_only_a_word_of_the_runbook_can_be_used_as_written(alice: Member) -> None:
    run = make_run(alice, _step("kubectl logs my-app -n <namespace>"))
    with pytest.raises(Refusal, match="No word of the runbook stands for namespace"):
        use_as_written(run.id, by=alice, press=press(run), name="namespace")


def test_a_value_that_does_not_fit_is_doubted_and_taken_when_it_is_meant(alice: Member) -> None:
    one = Variable("replicas", VariableType.NUMBER, (), Quote("3", Span(0, 1)), Quote("5", Span(0, 1)))
    frozen = replace(version(step("kubectl scale --replicas=<replicas> deploy/x")), told=(one,))
    frozen = replace(frozen, variables=("replicas",))
    run = fresh(start_run(frozen, by=alice, idempotency_key="one").run_id)
    asked = run_page(run.organisation_id, run.id, alice).variables[0]
    assert (asked.type, asked.value, asked.default, asked.example) == (VariableType.NUMBER, "", "3", "5")
    with pytest.raises(Refusal, match="“many” is not a number"):
        fill_variable(run.id, by=alice, press=press(run), name="replicas", value="many")
    assert fresh(run).variables["replicas"]["value"] == ""
    fill_variable(run.id, by=alice, press=press(run), name="replicas", value="many", odd_too=True)
    given = run_page(run.organisation_id, run.id, alice).variables[0]
    assert (given.value, given.default) == ("many", "3")


def test_a_run_keeps_the_checklist_of_its_runbook(alice: Member) -> None:
    probe = Probe("kubectl", "command -v kubectl", Span(0, 1))
    frozen = replace(version(step("df -h")), needed=("kubectl",), probes=(probe,))
    run = fresh(start_run(frozen, by=alice, idempotency_key="one").run_id)
    view = run_page(run.organisation_id, run.id, alice)
    assert view.needed == ("kubectl",)
    assert view.probes == (ProbeView("kubectl", "command -v kubectl", Risk.GREEN),)


def test_what_a_person_writes_in_an_edit_is_meant_as_it_stands(alice: Member) -> None:
    run = make_run(alice, _step("kubectl logs my-app"))
    command = "kubectl logs my-app -n <namespace>"
    edit_command(run.id, step_at(run, 1).id, by=alice, press=press(run), command=command)
    view = run_page(run.organisation_id, run.id, alice).steps[0]
    assert (_sent(run), view.missing) == ([], ("namespace",))


def test_the_undo_waits_for_the_same_value(alice: Member) -> None:
    undo = "kubectl uncordon my-app"
    run = make_run(alice, _step("kubectl cordon my-app", undo=undo), variables={"app": "node 7"})
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    runs_through(run)
    undo_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    run_step(run.id, step_at(run, 2).id, by=alice, press=press(run))
    assert last_attempt(run).command == "kubectl uncordon 'node 7'"


def test_nobody_approves_a_command_whose_word_they_filled_in(alice: Member, bob: Member) -> None:
    run = make_run(alice, _step("kubectl delete pvc my-app"), variables={"app": "x"})
    ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    asked = Approval.objects.get(run=run)
    before = why_not(asked, asked.run, asked.step, bob)
    asked.run.variables = {"app": {"value": "x", "origin": "typed", "by": str(bob.id)}}
    assert "filled" in why_not(asked, asked.run, asked.step, bob)
    assert "filled" not in before


def test_a_draft_beside_the_step_keeps_the_word_open(alice: Member) -> None:
    run = make_run(alice, _step("kubectl cordon my-app"))
    advice = run_page(run.organisation_id, run.id, alice).steps[0].advice
    assert advice.dry_run is not None
    assert "<app>" in advice.dry_run.text
    assert "my-app" not in advice.dry_run.text
