"""What policy lets go: green is necessary, not sufficient, and every answer says why."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from execution.policy.decide import RunFacts, StepFacts, decide
from execution.types import Decision, Mode, RunStatus
from runbooks.types import Language, Risk

GREEN = StepFacts(risk=Risk.GREEN)
COPILOT = RunFacts()

BREAKS_LAW_TWO = {
    "it is not green": (replace(GREEN, risk=Risk.YELLOW, agent_max_risk=Risk.RED), COPILOT),
    "nobody started the run": (GREEN, RunFacts(started_by_person=False)),
    "the version is not published": (GREEN, RunFacts(published=False)),
    "it was added during the run": (replace(GREEN, added=True), COPILOT),
    "it was edited": (replace(GREEN, edited=True), COPILOT),
    "it does not stand in the source": (replace(GREEN, grounded=False), COPILOT),
    "it is drafted, though accepted": (replace(GREEN, drafted=True, accepted=True), COPILOT),
    "it is a retry": (replace(GREEN, retried=True), COPILOT),
    "going on is paused": (GREEN, RunFacts(paused=True)),
}


def test_a_green_step_of_a_published_runbook_goes_by_itself() -> None:
    ruling = decide(GREEN, COPILOT)
    assert ruling.by_itself and ruling.decision is Decision.ALLOW and ruling.why_not_by_itself == ""


@pytest.mark.parametrize("why", BREAKS_LAW_TWO)
def test_a_step_waits_for_the_driver_when(why: Any) -> None:
    ruling = decide(*BREAKS_LAW_TWO[why])
    assert not ruling.by_itself
    assert ruling.decision is Decision.ASK_DRIVER
    assert ruling.reason and ruling.why_not_by_itself


REFUSED = {
    "the run is over": (GREEN, RunFacts(status=RunStatus.FINISHED)),
    "the run is held": (GREEN, RunFacts(status=RunStatus.HELD)),
    "everything is held": (GREEN, RunFacts(everything_held=True)),
    "in read-along": (GREEN, RunFacts(mode=Mode.READ_ALONG)),
    "the calendar is frozen": (GREEN, RunFacts(frozen_calendar=True)),
    "there is no command": (replace(GREEN, has_command=False), COPILOT),
    "it is not shell": (replace(GREEN, language=Language.SQL), COPILOT),
    "a drafted command was not accepted": (replace(GREEN, drafted=True), COPILOT),
    "a variable has no value": (replace(GREEN, unfilled=("pod",)), COPILOT),
    "a value cannot stand there": (replace(GREEN, unplaceable="The value of pod…"), COPILOT),
    "no target is agreed": (replace(GREEN, no_target="Two agents fit."), COPILOT),
    "the agent allows less": (replace(GREEN, risk=Risk.YELLOW), COPILOT),
}


@pytest.mark.parametrize("when", REFUSED)
def test_nobody_can_start_a_step_when(when: Any) -> None:
    ruling = decide(*REFUSED[when])
    assert ruling.decision is Decision.REFUSE
    assert ruling.reason and not ruling.by_itself


def test_red_asks_an_approver_and_then_the_driver() -> None:
    red = replace(GREEN, risk=Risk.RED, agent_max_risk=Risk.RED)
    assert decide(red, COPILOT).decision is Decision.ASK_APPROVER
    assert decide(replace(red, approved=True), COPILOT).decision is Decision.ASK_DRIVER


def test_in_every_combination_only_an_untouched_green_step_goes_by_itself() -> None:
    either = (False, True)
    for (risk, mode, edited), (added, drafted, grounded, paused, published) in product(
        product(Risk, Mode, either), product(either, either, either, either, either)
    ):
        step = StepFacts(
            risk=risk, edited=edited, added=added, drafted=drafted, accepted=True, grounded=grounded,
            agent_max_risk=Risk.RED,
        )  # fmt: skip
        ruling = decide(step, RunFacts(mode=mode, paused=paused, published=published))
        untouched = (
            risk is Risk.GREEN and grounded and published and not (edited or added or drafted or paused)
        )
        assert ruling.by_itself == (untouched and mode is Mode.COPILOT)
        if risk is Risk.RED and mode is Mode.COPILOT:
            assert ruling.decision is Decision.ASK_APPROVER
