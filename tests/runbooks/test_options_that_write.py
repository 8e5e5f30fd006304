"""Options, help and ways around a pin that write or load code, where their like only read."""

import pytest

from runbooks.risk.classify import classify
from runbooks.types import Language, Risk


@pytest.mark.parametrize(
    "text",
    [
        "apt-cache policy -s owned nginx",
        "apt policy -s owned nginx",
        "file -p app.log",
        "blkid -c cache",
        "git log --format=%G?",
        "git for-each-ref --format='%(signature)'",
        "git archive --format=tar.gz HEAD",
        "systemctl show --image=disk.raw",
        "pytest --help",
        "flask --version",
        "mvn --version",
    ],
)
def test_an_option_that_writes_and_a_help_that_loads_code_are_not_green(text: str) -> None:
    assert classify(text, Language.SHELL).risk is Risk.YELLOW


@pytest.mark.parametrize(
    "text",
    [
        "sudo git status",
        "ssh web1 git show",
        "su deploy -c 'git log -p'",
        "kubectl exec web-1 -- git status",
        "docker exec web sudo git status",
    ],
)
def test_git_is_not_green_where_its_pins_do_not_get_through(text: str) -> None:
    assert classify(text, Language.SHELL).risk is Risk.YELLOW
    assert classify(text.replace("git", "ls"), Language.SHELL).risk is Risk.GREEN
