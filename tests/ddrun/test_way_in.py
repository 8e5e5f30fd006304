"""`manage.py` by itself says what it can do."""

import re
import subprocess
import sys

import pytest

from ddrun.up.environment import ROOT
from ddrun.up.way_in import BORROWING, PURE, WHOLE


@pytest.mark.parametrize("asked", [[], ["help"], ["--help"]])
def test_help_names_every_command_of_ours(asked: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *asked], capture_output=True, text=True, check=True
    )
    named = set(re.findall(r"^  (\w+)", told.stdout, re.MULTILINE))
    assert named == {*PURE, *WHOLE, *BORROWING, "alert", "bench"}
