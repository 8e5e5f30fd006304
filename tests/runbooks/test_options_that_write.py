"""Options and words of help that write or load code, where their like only read: found by executing them."""

import pytest

from runbooks.risk.classify import classify
from runbooks.types import Language, Risk


@pytest.mark.parametrize(
    "text",
    [
        "apt-cache policy -s owned nginx",
        "apt policy -s owned nginx",
        "pytest --help",
        "flask --version",
        "mvn --version",
    ],
)
def test_an_option_that_writes_and_a_help_that_loads_code_are_not_green(text: str) -> None:
    assert classify(text, Language.SHELL).risk is Risk.YELLOW
