"""Processes are killed in the middle: a command starts at most once, and what it printed arrives complete."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.tenancy import tenant
from ddrun.up.postgres import OWNER
from execution import tasks
from execution.actions.dispatch import run_step
from execution.models import Agent, Attempt
from execution.queries import output
from tests import services
from tests.field import open_field
from tests.makers.execution import last_attempt, make_run, press, statuses, step_at
from tests.patience import wait_until

LINES = 40
ALL = "".join(f"line {number}\n" for number in range(1, LINES + 1))


@pytest.fixture
def field(transactional_db: None, tmp_path: Path, adam: Member) -> Any:
    with open_field(tmp_path, adam) as opened:
        yield opened


@pytest.fixture
def acts(acme: OrganisationCard, alice: Member, field: Any) -> Any:
    acting = Acts(acme, alice, field.agent.home)
    yield acting
    # A command whose keeper was killed waits at its gate for ever otherwise.
    acting.open_the_gate()


class Acts:
    """Alice runs a command that leaves a mark each time it is started."""

    def __init__(self, acme: OrganisationCard, alice: Member, home: Path) -> None:
        self.acme, self.alice, self.marks, self.gate = acme, alice, home / "marks", home / "gate"

    def start(self, after: str = "echo next") -> Any:
        """A run whose first step prints half its lines, waits for a file, and prints the rest."""
        half = LINES // 2
        command = (
            f"echo started $$ >> {self.marks}; for i in $(seq 1 {half}); do echo line $i; done; "
            f"while [ ! -e {self.gate} ]; do sleep 0.05; done; "
            f"for i in $(seq {half + 1} {LINES}); do echo line $i; done"
        )
        with tenant(self.acme.id):
            run = make_run(self.alice, command, after)
            run_step(run.id, step_at(run, 1).id, by=self.alice, press=press(run))
        wait_until(lambda: self.printed(run).count("\n") == half, "half of it is printed")
        return run

    def open_the_gate(self) -> None:
        self.gate.touch()

    def printed(self, run: Any) -> str:
        with tenant(self.acme.id):
            first = Attempt.objects.filter(run=run, step__order=1).first()
            return output(self.acme.id, first.id).text if first else ""

    def statuses(self, run: Any) -> Any:
        with tenant(self.acme.id):
            return statuses(run)

    def starts(self) -> int:
        return len(self.marks.read_text().splitlines()) if self.marks.exists() else 0

    def pid(self) -> int:
        return int(self.marks.read_text().split()[1])

    def complete(self, run: Any) -> None:
        """The run went on where it was: one start, every byte, one end."""
        wait_until(lambda: self.statuses(run) == ["done", "done"], "the run went on to its end")
        assert self.starts() == 1
        assert self.printed(run) == ALL
        with tenant(self.acme.id):
            first = Attempt.objects.get(run=run, step__order=1)
            assert first.output_matches is True and first.exit_code == 0 and first.confirmed
            assert run.events.filter(step__order=1, kind="attempt.ended").count() == 1


def test_the_agent_is_killed_mid_command_and_nothing_is_lost_or_started_twice(field: Any, acts: Any) -> None:
    run = acts.start()
    field.agent.kill()
    acts.open_the_gate()
    field.agent.start()
    acts.complete(run)


def test_the_server_is_killed_mid_command_and_the_run_goes_on_where_it_was(field: Any, acts: Any) -> None:
    run = acts.start()
    field.server.kill()
    acts.open_the_gate()
    field.server.start()
    acts.complete(run)


def test_the_database_takes_no_word_for_a_while_and_the_run_goes_on(field: Any, acts: Any) -> None:
    run = acts.start()
    log = field.server.home / "web.log"
    with no_new_lines():
        acts.open_the_gate()
        wait_until(lambda: "words could not be taken" in log.read_text(), "a word found no database")
    acts.complete(run)


@contextmanager
def no_new_lines() -> Iterator[None]:
    """The database lets nobody in who is not there yet, as while it starts."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(services.postgres().url(OWNER, name), autocommit=True) as owner:
        limit = sql.SQL("alter database {} connection limit {}")
        owner.execute(limit.format(sql.Identifier(name), sql.Literal(0)))
        try:
            yield
        finally:
            owner.execute(limit.format(sql.Identifier(name), sql.Literal(-1)))


def test_both_are_killed_and_the_command_still_ends_once(field: Any, acts: Any) -> None:
    run = acts.start()
    field.server.kill()
    field.agent.kill()
    acts.open_the_gate()
    field.server.start()
    field.agent.start()
    acts.complete(run)


def test_with_the_keeper_dead_as_well_a_person_decides(field: Any, acts: Any) -> None:
    run = acts.start()
    field.agent.kill()
    os.kill(_parent_of(acts.pid()), signal.SIGKILL)
    field.agent.start()
    wait_until(lambda: acts.statuses(run)[0] == "unknown", "nobody can know")
    assert acts.statuses(run) == ["unknown", "ready"]
    assert acts.starts() == 1


def test_what_was_sent_while_the_agent_was_dead_is_buried_not_started_late(
    field: Any, acts: Any, acme: OrganisationCard, alice: Member
) -> None:
    field.agent.kill()
    field.wait_gone()
    with tenant(acme.id):
        # The server has not noticed yet: its row still says connected.
        Agent.objects.update(connection="gone", last_seen=now())
        run = make_run(alice, f"echo started >> {acts.marks}")
        run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    field.agent.start()
    wait_until(lambda: acts.statuses(run) == ["buried"], "it is buried for ever")
    assert acts.starts() == 0


def test_an_agent_that_stays_away_leaves_unknown_and_its_late_word_still_counts(
    field: Any, acts: Any, acme: OrganisationCard
) -> None:
    run = acts.start()
    field.agent.kill()
    field.wait_gone()
    with tenant(acme.id):
        Agent.objects.update(last_seen=now() - timedelta(seconds=61))
    tasks.sweep()
    assert acts.statuses(run)[0] == "unknown"
    acts.open_the_gate()
    field.agent.start()
    wait_until(lambda: acts.statuses(run)[0] == "done", "its word arrived late")
    assert acts.printed(run) == ALL
    assert acts.starts() == 1
    with tenant(acme.id):
        assert last_attempt(run).step.order == 1


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
