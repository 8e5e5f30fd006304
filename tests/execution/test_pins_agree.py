"""What the risk rules pin for a proven command is what the agent lets a dispatch set."""

import pytest

from execution.agent.surroundings import unpinnable
from runbooks.queries import classify
from runbooks.types import Language, Risk

READING = [
    "curl -s http://127.0.0.1:8390/healthz",
    "git log -3",
    "git diff",
    "git status",
    "systemctl status nginx --no-pager",
    "journalctl -u nginx --no-pager",
    "aws ec2 describe-instances",
    "az vm list",
    "gcloud compute instances list",
    "kubectl get pods -n shop",
    "kubectl diff -f shop.yaml",
    "dmesg",
    "rg error app.log",
]


@pytest.mark.parametrize("command", READING)
def test_the_agent_accepts_what_the_rules_pin_for_a_reading_command(command: str) -> None:
    verdict = classify(command, Language.SHELL)
    assert unpinnable(dict(verdict.pins)) == []
    if verdict.pins:
        assert verdict.risk is Risk.GREEN


@pytest.mark.parametrize(
    "pin", [("CURL_HOME", "/tmp/mine"), ("BASH_ENV", "/tmp/rc"), ("GIT_CONFIG_KEY_0", "core.pager")]
)
def test_another_value_of_the_same_variable_is_refused(pin: tuple[str, str]) -> None:
    assert unpinnable(dict([pin])) == [pin[0]]
