"""What a page says of a step before the run is what the run will find."""

from dataclasses import replace

from execution.queries import foreseen
from runbooks.types import Risk
from tests.makers.execution import step


def test_a_command_whose_value_is_known_is_judged_with_it() -> None:
    asked = replace(step("ls -l <directory>"), risk=Risk.GREEN)
    assert foreseen([asked], {"directory": "/var/log"})[0].risk is Risk.GREEN


def test_no_value_lowers_the_risk_a_runbook_gives_its_command() -> None:
    raised = replace(step("ls -l <directory>"), risk=Risk.RED)
    assert foreseen([raised], {"directory": "/var/log"})[0].risk is Risk.RED
    assert foreseen([raised], {})[0].risk is Risk.RED


def test_a_value_that_makes_it_worse_is_foreseen_too() -> None:
    asked = replace(step("echo hello > <file>"), risk=Risk.GREEN)
    assert foreseen([asked], {"file": "/etc/hosts"})[0].risk is not Risk.GREEN


def test_a_risk_the_runbook_gives_a_plain_command_is_not_lowered() -> None:
    raised = replace(step("uptime"), risk=Risk.RED)
    assert foreseen([raised], {})[0].risk is Risk.RED
