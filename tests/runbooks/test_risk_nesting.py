"""Substitutions within substitutions are each looked into once: twice at every level would never end."""

import pytest

from runbooks.queries import classify
from runbooks.types import Language, Risk

DEEP = 40


@pytest.mark.parametrize(
    ("opens", "inner", "risk"),
    [
        ("echo $(", "uptime", Risk.GREEN),
        ("echo $(", "rm -rf /srv", Risk.RED),
        ("printf %s $(", "systemctl restart x", Risk.YELLOW),
        ('echo "$(', "rm -rf /srv", Risk.RED),
        ("cat <(", "rm -rf /srv", Risk.RED),
        ("x=$(", "rm -rf /srv", Risk.RED),
    ],
)
def test_a_command_nested_in_itself_is_judged_by_what_stands_inside(
    opens: str, inner: str, risk: Risk
) -> None:
    closes = ')"' if opens.endswith('"$(') else ")"
    assert classify(opens * DEEP + inner + closes * DEEP, Language.SHELL).risk is risk
