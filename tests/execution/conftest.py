"""A real agent process for tests that need nothing else; a file with an agent of its own says so there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.execution.agents import AgentProcess, Setting, an_agent


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with an_agent(tmp_path) as made:
        yield made


@pytest.fixture
def agent(setting: Setting) -> AgentProcess:
    return setting[0]
