"""The ledger's page, and the evidence that is taken away from it."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from compliance.actions import record, seal
from compliance.chain.checkpoint import Checkpoint
from compliance.chain.pack import ENTRIES
from compliance.evidence.export import Evidence, NothingToExport, export_incident, export_period
from compliance.models import AuditEntry
from compliance.models import Checkpoint as KeptHead
from compliance.tasks import seal_all
from compliance.types import Actor, Kind
from compliance.verifier.check import Verified, verify
from compliance.verifier.reading import Pack
from ddrun.lib import bindings
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import NotAllowed
from ddrun.lib.ports import EvidenceFile, EvidenceScope
from ddrun.lib.signing import server_public_key
from ddrun.lib.tenancy import tenant
from tests.makers.incidents import an_alert, make_incident

OUTPUT = b"lag 0 s\n"


class Outputs:
    """A source of evidence that holds one output, which an entry of the incident names."""

    asked: list[EvidenceScope] = []

    def files(self, scope: EvidenceScope) -> list[EvidenceFile]:
        self.asked.append(scope)
        return [EvidenceFile("runs/1/../step 1.txt", OUTPUT), EvidenceFile("runs/1/timeline.json", b"[]")]


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(settings, "DDRUN_EVIDENCE_SOURCES", [f"{__name__}.Outputs"])
    bindings.evidence_sources.cache_clear()
    Outputs.asked.clear()
    yield Outputs.asked
    bindings.evidence_sources.cache_clear()


def note(
    by: Member, kind: Kind = Kind.STEP_EDITED, incident_id: Any = None, run_id: Any = None, **facts: Any
) -> Any:
    return record(
        kind,
        organisation_id=by.organisation_id,
        actor=Actor("person", str(by.id), by.name),
        facts=facts,
        incident_id=incident_id,
        run_id=run_id,
    )


@pytest.fixture
def story(audrey: Member, alice: Member) -> Any:
    """An incident with a run, in a ledger that holds other matters too; sealed in the middle."""
    import hashlib

    incident, run, attempt = uuid4(), uuid4(), uuid4()
    with tenant(audrey.organisation_id):
        note(alice, note="before")
        seal(audrey.organisation_id)
        note(alice, Kind.INCIDENT_OPENED, incident_id=incident)
        note(alice, Kind.SIGNED_IN, private="of another matter")
        note(
            alice,
            Kind.ATTEMPT_ENDED,
            run_id=run,
            incident_id=incident,
            attempt_id=str(attempt),
            output_sha256=hashlib.sha256(OUTPUT).hexdigest(),
        )
        note(alice, Kind.RUN_FINISHED, run_id=run)
    return incident, run, attempt


def taken(evidence: Evidence) -> bytes:
    with evidence.file as file:
        return file.read()


def checked(content: bytes, tmp_path: Path) -> Verified:
    (tmp_path / "evidence.zip").write_bytes(content)
    with Pack(tmp_path / "evidence.zip") as pack:
        return verify(pack)


def test_evidence_of_an_incident_holds_and_tells_nothing_of_other_matters(
    story: Any, audrey: Member, sources: Any, tmp_path: Path
) -> None:
    incident, run, attempt = story
    with tenant(audrey.organisation_id):
        content = taken(export_incident(incident, by=audrey))
    found = checked(content, tmp_path)
    assert found.chain.full == 3
    assert found.chain.stubs == found.chain.last - found.chain.first + 1 - 3
    assert (found.files, found.vouched) == (2, 1)
    assert "timeline.json" in found.notes[0]
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        entries = pack.read(ENTRIES).decode()
        assert "outputs/runs/1/-/step 1.txt" in pack.namelist()
    assert "of another matter" not in entries
    assert sources[0].run_ids == {run}
    assert attempt in sources[0].named_ids


def test_the_chain_in_the_pack_begins_at_the_last_signed_head_before_the_matter(
    story: Any, audrey: Member, sources: Any, tmp_path: Path
) -> None:
    with tenant(audrey.organisation_id):
        content = taken(export_incident(story[0], by=audrey))
        sealed = AuditEntry.objects.get(kind=Kind.CHAIN_SEALED).facts["sequence"]
    assert checked(content, tmp_path).chain.first == sealed


def test_evidence_of_a_period_holds_every_entry_of_it(
    story: Any, audrey: Member, sources: Any, tmp_path: Path
) -> None:
    with tenant(audrey.organisation_id):
        hour = timedelta(hours=1)
        content = taken(export_period(now() - hour, now() + hour, by=audrey))
    found = checked(content, tmp_path)
    assert (found.chain.stubs, found.chain.full) == (0, found.chain.last)


def test_taking_evidence_away_is_an_entry_with_the_packs_digest(
    story: Any, audrey: Member, sources: Any
) -> None:
    with tenant(audrey.organisation_id):
        evidence = export_incident(story[0], by=audrey)
        taken(evidence)
        entry = AuditEntry.objects.get(kind=Kind.EVIDENCE_EXPORTED)
    assert entry.facts["sha256"] == evidence.sha256
    assert entry.actor_name == "Audrey"


def test_a_responder_takes_no_evidence_away(story: Any, alice: Member) -> None:
    with tenant(alice.organisation_id), pytest.raises(NotAllowed):
        export_incident(story[0], by=alice)


def test_an_incident_of_another_organisation_gives_no_evidence(story: Any, mallory: Member) -> None:
    with tenant(mallory.organisation_id), pytest.raises(NothingToExport):
        export_incident(story[0], by=mallory)


def test_the_page_shows_entries_newest_first_and_is_filtered(
    story: Any, audrey: Member, signed_in: Any
) -> None:
    browser = signed_in(audrey)
    page = browser.get("/ledger/").content.decode()
    assert page.index("<td>run finished") < page.index("<td>incident opened")
    page = browser.get("/ledger/", {"what": "incident.opened"}).content.decode()
    assert "<td>incident opened</td>" in page
    assert "<td>run finished</td>" not in page


def test_the_ledger_of_one_incident_offers_its_evidence(story: Any, audrey: Member, signed_in: Any) -> None:
    page = signed_in(audrey).get("/ledger/", {"incident": str(story[0])}).content.decode()
    assert "Export its evidence" in page
    assert "<td>person signed in</td>" not in page


def test_verify_now_says_that_the_chain_holds(story: Any, audrey: Member, signed_in: Any) -> None:
    said = signed_in(audrey).post("/ledger/verify/", headers={"HX-Request": "true"}).content.decode()
    assert "none changed, none missing" in said
    assert "<html" not in said


def test_the_page_exports_a_pack_that_the_verifier_accepts(
    story: Any, audrey: Member, signed_in: Any, sources: Any, tmp_path: Path
) -> None:
    today = now().date().isoformat()
    answer = signed_in(audrey).post("/ledger/evidence/", {"since": today, "until": today})
    assert answer["Content-Disposition"].startswith('attachment; filename="evidence-')
    assert checked(b"".join(answer.streaming_content), tmp_path).chain.last >= 6


def test_an_export_without_a_question_is_refused_on_the_page(
    story: Any, audrey: Member, signed_in: Any
) -> None:
    answer = signed_in(audrey).post("/ledger/evidence/", {})
    assert answer.status_code == 400
    assert "Say which incident" in answer.content.decode()


def test_the_form_says_where_the_id_of_an_incident_is_found(
    story: Any, audrey: Member, signed_in: Any
) -> None:
    where = "open the incident and follow Evidence"
    browser = signed_in(audrey)
    assert where in browser.get("/ledger/").content.decode()
    answer = browser.post("/ledger/evidence/", {"incident": "INC-1"})
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "INC-1 is the number on its page" in said
    assert "Say which incident" not in said


def test_evidence_of_an_incident_is_chosen_by_its_name(
    audrey: Member, signed_in: Any, sources: Any, tmp_path: Path
) -> None:
    incident_id = make_incident(audrey.organisation_id, an_alert("DiskFull", summary="/var is full")).id
    browser = signed_in(audrey)
    assert f'<option value="{incident_id}">INC-1 DiskFull: /var is full</option>' in (
        browser.get("/ledger/").content.decode()
    )
    answer = browser.post("/ledger/evidence/", {"incident": str(incident_id)})
    assert checked(b"".join(answer.streaming_content), tmp_path).chain.last >= 1


def test_an_incident_too_old_to_be_listed_stays_chosen(story: Any, audrey: Member, signed_in: Any) -> None:
    old = uuid4()
    page = signed_in(audrey).get("/ledger/", {"incident": str(old)}).content.decode()
    assert f'<option value="{old}" selected>The incident shown above</option>' in page


def test_the_incidents_of_another_organisation_are_not_offered(
    audrey: Member, mallory: Member, signed_in: Any
) -> None:
    make_incident(audrey.organisation_id, an_alert("DiskFull"))
    assert "DiskFull" not in signed_in(mallory).get("/ledger/").content.decode()


def test_a_responder_does_not_see_the_ledger(alice: Member, signed_in: Any) -> None:
    assert signed_in(alice).get("/ledger/").status_code == 403


def test_who_is_signed_out_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/ledger/").status_code == 302


def test_another_organisations_ledger_shows_nothing_of_ours(
    story: Any, mallory: Member, signed_in: Any
) -> None:
    page = signed_in(mallory).get("/ledger/").content.decode()
    assert "incident opened</td>" not in page


def test_every_entry_of_the_sign_in_story_is_readable_json(story: Any, audrey: Member) -> None:
    with tenant(audrey.organisation_id):
        for content in AuditEntry.objects.values_list("content", flat=True):
            assert json.loads(content)["organisation"] == str(audrey.organisation_id)


def test_the_last_signed_head_can_be_kept_and_serves_the_verifier(
    story: Any, audrey: Member, signed_in: Any, sources: Any, tmp_path: Path
) -> None:
    browser = signed_in(audrey)
    kept = Checkpoint.from_json(browser.get("/ledger/head.json").json())
    today = now().date().isoformat()
    answer = browser.post("/ledger/evidence/", {"since": today, "until": today})
    (tmp_path / "evidence.zip").write_bytes(b"".join(answer.streaming_content))
    with Pack(tmp_path / "evidence.zip") as pack:
        found = verify(pack, key=server_public_key().hex(), older=kept)
    assert "is in this chain" in found.notes[0]


def test_before_the_first_signature_there_is_no_head_to_keep(audrey: Member, signed_in: Any) -> None:
    assert signed_in(audrey).get("/ledger/head.json").status_code == 404


def test_every_organisations_head_is_signed_in_its_turn(story: Any, audrey: Member, mallory: Member) -> None:
    with tenant(mallory.organisation_id):
        note(mallory)
    seal_all()
    for member in (audrey, mallory):
        with tenant(member.organisation_id):
            last = AuditEntry.objects.latest("sequence")
            assert last.kind == Kind.CHAIN_SEALED
            assert KeptHead.objects.latest("sequence").sequence == last.sequence - 1
