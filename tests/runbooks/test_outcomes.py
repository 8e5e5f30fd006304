"""What runs taught, and what of the library goes into evidence."""

import hashlib
import xml.etree.ElementTree as ElementTree
from typing import Any
from uuid import uuid4

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.ports import EvidenceScope
from runbooks import queries
from runbooks.actions.outcomes import record_outcome
from runbooks.evidence import RunbookEvidence
from runbooks.types import RunOutcome, StepOutcome
from tests.makers.runbooks import make_runbook


def outcome(version_id: Any, *, resolved: Any = True, seconds: Any = 60.0, run_id: Any = None) -> RunOutcome:
    steps = (
        StepOutcome("1", "Look", "ran", command="df -h", seconds=0.4, exit_code=0),
        StepOutcome("2", "Fix", "skipped", skipped_why="not needed"),
        StepOutcome("3", "Rest", "ran", command="b", edited_from="a"),
    )
    return RunOutcome(run_id or uuid4(), version_id, resolved, "1" if resolved else None, seconds, steps)


def test_outcomes_give_success_with_n_and_median_time(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga)
    for resolved, seconds in ((True, 60.0), (True, 120.0), (False, 900.0), (None, 5.0)):
        record_outcome(
            outcome(saved.version_id, resolved=resolved, seconds=seconds),
            organisation_id=olga.organisation_id,
        )
    page = queries.runbook_page(olga.organisation_id, saved.runbook_id)
    assert (page.success.runs, page.success.answered, page.success.resolved) == (4, 3, 2)
    assert (page.success.percent, page.success.median_seconds) == (67, 90.0)
    assert (page.outcomes[0].skipped, page.outcomes[0].edited, page.outcomes[0].added) == (1, 1, 0)
    assert page.version.runs == 4


def test_an_answer_that_comes_later_replaces_the_outcome(inside: OrganisationCard, olga: Member) -> None:
    saved, run = make_runbook(olga), uuid4()
    record_outcome(outcome(saved.version_id, resolved=None, run_id=run), organisation_id=olga.organisation_id)
    record_outcome(outcome(saved.version_id, resolved=True, run_id=run), organisation_id=olga.organisation_id)
    success = queries.runbook_page(olga.organisation_id, saved.runbook_id).success
    assert (success.runs, success.answered) == (1, 1)


def test_the_outcome_of_an_empty_run_is_kept_too(inside: OrganisationCard, olga: Member) -> None:
    assert record_outcome(outcome(None), organisation_id=olga.organisation_id)


def test_evidence_holds_the_text_of_every_version_that_the_entries_name(
    inside: OrganisationCard, olga: Member
) -> None:
    saved = make_runbook(olga)
    scope = EvidenceScope(
        olga.organisation_id, None, None, None, frozenset(), frozenset(), frozenset({saved.version_id})
    )
    file, drawn = RunbookEvidence().files(scope)
    assert file.path == "runbooks/Replication lag is high version 1.txt"
    entry = AuditEntry.objects.filter(kind="runbook.imported").get()
    assert hashlib.sha256(file.content).hexdigest() == entry.facts["source_sha256"]
    assert drawn.path == "runbooks/Replication lag is high version 1 flowchart.svg"
    svg = ElementTree.fromstring(drawn.content)
    assert svg.get("aria-label") == "Flowchart of Replication lag is high"
