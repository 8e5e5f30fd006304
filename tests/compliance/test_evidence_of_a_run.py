"""Evidence of an incident that a run resolved: outputs, versions and what happened, all checked offline."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from compliance.evidence.export import export_incident
from compliance.types import Kind
from compliance.verifier.check import verify
from compliance.verifier.reading import BadEvidence, Pack
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.ids import secret_token
from ddrun.lib.tenancy import tenant
from execution.actions.dispatch import run_step
from execution.actions.edit import add_step
from execution.actions.exceptions import ask_exception, give_exception
from execution.actions.start import start_run
from execution.models import CommandException, Run
from runbooks.actions.rules import add_rule
from runbooks.queries import frozen_version
from runbooks.types import Effect, Matches
from tests.compliance import packs
from tests.makers.execution import make_agent, make_run, press, runs_through
from tests.makers.incidents import make_incident
from tests.makers.runbooks import make_runbook

DISK = "# Disk is full\n\n1. Look:\n\n   ```sh\n   df -h\n   ```\n\n2. Tell the team.\n"
PRINTED = b"/dev/sda1  98%\n"


@pytest.fixture
def pack(acme: OrganisationCard, alice: Member, olga: Member, audrey: Member, tmp_path: Path) -> Any:
    """The evidence of an incident in which one step ran, on disk."""
    incident = make_incident(acme.id)
    with tenant(acme.id):
        make_agent(acme)
        saved = make_runbook(olga, DISK)
        begun = start_run(
            frozen_version(acme.id, saved.version_id),
            by=alice,
            idempotency_key=secret_token(),
            incident_id=incident.id,
        )
        run = Run.objects.get(id=begun.run_id)
        runs_through(run, PRINTED)
        added = add_step(run.id, by=alice, press=press(run), command="uptime")
        assert added is not None
        run_step(run.id, added, by=alice, press=press(run))
        runs_through(run, b"up 3 days\n")
        with export_incident(incident.id, by=audrey).file as file:
            (tmp_path / "evidence.zip").write_bytes(file.read())
    return tmp_path / "evidence.zip"


def test_the_pack_holds_every_byte_that_was_printed_and_an_entry_vouches_for_it(pack: Any) -> None:
    with Pack(pack) as opened:
        found = verify(opened)
    with zipfile.ZipFile(pack) as opened:
        assert opened.read("outputs/runs/1/step 1 attempt 1 output.txt") == PRINTED
    notes = " ".join(found.notes)
    assert "output.txt" not in notes
    assert found.chain.full >= 4


def test_the_pack_holds_the_runbook_as_it_was_and_what_became_of_each_step(pack: Any) -> None:
    with zipfile.ZipFile(pack) as opened:
        assert opened.read("outputs/runbooks/Disk is full version 1.txt").decode() == DISK
        run = json.loads(opened.read("outputs/runs/1/run.json"))
        incident = json.loads(opened.read("outputs/incidents/1.json"))
    went = [(one["label"], one["status"]) for one in run["steps"]]
    assert went == [("1", "done"), ("+1", "done"), ("2", "ready")]
    assert run["steps"][0]["attempts"][0]["exit_code"] == 0
    assert incident["alerts"][0]["name"] == "HighLatency"


def test_the_output_of_a_step_added_in_the_run_is_found_by_its_label(pack: Any) -> None:
    with zipfile.ZipFile(pack) as opened:
        assert opened.read("outputs/runs/1/step +1 attempt 1 output.txt") == b"up 3 days\n"


def test_the_story_can_be_read_from_the_entries(pack: Any) -> None:
    with zipfile.ZipFile(pack) as opened:
        entries = [json.loads(line) for line in opened.read("entries.jsonl").splitlines()]
    kinds = [entry["content"]["kind"] for entry in entries if "content" in entry]
    story = [
        Kind.INCIDENT_OPENED,
        Kind.RUN_STARTED,
        Kind.ATTEMPT_SENT,
        Kind.ATTEMPT_STARTED,
        Kind.ATTEMPT_ENDED,
    ]
    assert [kind for kind in kinds if kind in story] == [*story, *story[2:]]


def test_one_byte_of_output_changed_is_named(pack: Any, tmp_path: Path) -> None:
    name = "outputs/runs/1/step 1 attempt 1 output.txt"
    with zipfile.ZipFile(pack) as opened:
        files = {member: opened.read(member) for member in opened.namelist()}
    files[name] = files[name].replace(b"98%", b"38%")
    packs.zipped(files, tmp_path / "changed.zip")
    with (
        Pack(tmp_path / "changed.zip") as opened,
        pytest.raises(BadEvidence, match=f"{name} is not the file"),
    ):
        verify(opened)


def test_the_pack_holds_the_rules_and_exceptions_of_the_organisation(
    acme: OrganisationCard, alice: Member, olga: Member, bob: Member, audrey: Member, tmp_path: Path
) -> None:
    incident = make_incident(acme.id)
    with tenant(acme.id):
        agent = make_agent(acme)
        command = "rm -rf /srv/queue"
        add_rule(
            "df",
            effect=Effect.CAUTION,
            matches=Matches.COMMAND,
            reason="the disks are slow",
            by=olga,
            idempotency_key=secret_token(),
        )
        asked = ask_exception(agent.id, command, reason="empty", days=3, by=olga, idempotency_key="a")
        digest = CommandException.objects.get(id=asked).digest
        give_exception(asked, by=bob, digest=digest, idempotency_key="b")
        run = make_run(alice, "df -h", incident_id=incident.id)
        with export_incident(incident.id, by=audrey).file as file:
            (tmp_path / "evidence.zip").write_bytes(file.read())
    with zipfile.ZipFile(tmp_path / "evidence.zip") as opened:
        (rule,) = json.loads(opened.read("outputs/policy/rules.json"))
        (exception,) = json.loads(opened.read("outputs/policy/exceptions.json"))
    assert (rule["written"], rule["added_by"], rule["withdrawn_by"]) == ("df", "Olga", None)
    assert (exception["command"], exception["asked"]["by"], exception["given"]["by"]) == (
        command,
        "Olga",
        "Bob",
    )
    with Pack(tmp_path / "evidence.zip") as pack:
        assert verify(pack).chain.full >= 1
    assert run.incident_id == incident.id
