"""The ledger: what is recorded stays, in its order."""

import threading
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from compliance import queries
from compliance.actions import record, seal, sign_head
from compliance.chain.canonical import NotCanonical, canonical
from compliance.chain.hashing import GENESIS, digest_of
from compliance.models import AuditEntry, Checkpoint
from compliance.queries import LedgerFilter
from compliance.types import SYSTEM, Actor, Kind
from ddrun.lib.clock import now
from ddrun.lib.postgres.roles import as_owner
from ddrun.lib.tenancy import tenant

ANA = Actor("person", "a1", "Ana")


@pytest.fixture
def house(db: None) -> UUID:
    """An organisation's id; the ledger asks for no more."""
    return uuid4()


def note(house: UUID, what: str = "hello", **more: Any) -> Any:
    return record(Kind.RUNBOOK_EDITED, organisation_id=house, actor=ANA, facts={"what": what}, **more)


def test_entries_of_an_organisation_count_from_one_and_name_the_one_before(house: Any) -> None:
    with tenant(house):
        first, second = note(house), note(house)
        rows = list(AuditEntry.objects.filter(organisation_id=house).order_by("sequence"))
    assert [row.sequence for row in rows] == [1, 2]
    assert rows[0].previous == GENESIS
    assert rows[1].previous == rows[0].hash == first.hash
    assert second.sequence == 2


def test_an_entry_says_who_did_what_to_which_incident_and_run(house: Any) -> None:
    incident, run = uuid4(), uuid4()
    with tenant(house):
        note(house, incident_id=incident, run_id=run)
        entry = AuditEntry.objects.get(organisation_id=house)
    assert (entry.kind, entry.actor_name, entry.incident_id, entry.run_id) == (
        "runbook.edited",
        "Ana",
        incident,
        run,
    )
    assert entry.facts == {"what": "hello"}
    assert digest_of(entry.content.encode()) == entry.digest


def test_two_entries_that_say_the_same_have_different_digests(house: Any) -> None:
    with tenant(house):
        note(house), note(house)
        digests = set(AuditEntry.objects.filter(organisation_id=house).values_list("digest", flat=True))
    assert len(digests) == 2


def test_the_content_of_an_entry_is_canonical_json(house: Any) -> None:
    import json

    with tenant(house):
        note(house, "ünïcode ‹secret› \x00 and \ud800 half")
        entry = AuditEntry.objects.get(organisation_id=house)
    assert canonical(json.loads(entry.content)) == entry.content.encode()
    assert "\ufffd" in entry.facts["what"]


def test_an_act_that_fails_leaves_no_entry(house: Any) -> None:
    with tenant(house):
        with pytest.raises(RuntimeError), transaction.atomic():
            note(house)
            raise RuntimeError("the act failed")
        assert not AuditEntry.objects.filter(organisation_id=house).exists()


def test_a_fact_that_is_not_json_is_refused_and_nothing_is_written(house: Any) -> None:
    with tenant(house):
        with pytest.raises(NotCanonical, match="UUID is not JSON"), transaction.atomic():
            record(Kind.RUN_STARTED, organisation_id=house, actor=SYSTEM, facts={"id": cast(Any, uuid4())})
        assert not AuditEntry.objects.filter(organisation_id=house).exists()


@pytest.mark.parametrize("table", ["compliance_auditentry", "compliance_checkpoint"])
@pytest.mark.parametrize(
    "statement",
    ["update {} set hash = repeat('0', 64)", "delete from {}", "truncate {}"],
)
def test_the_database_refuses_to_change_the_ledger(house: Any, table: Any, statement: Any) -> None:
    with tenant(house):
        note(house)
        sign_head(house)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format(table))
        assert AuditEntry.objects.filter(organisation_id=house).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["compliance_auditentry", "compliance_checkpoint"])
@pytest.mark.parametrize(
    "statement",
    ["update {} set hash = repeat('0', 64)", "delete from {}", "truncate {}"],
)
def test_even_the_owning_role_cannot_change_the_ledger(table: Any, statement: Any) -> None:
    house = uuid4()
    with tenant(house):
        note(house)
        sign_head(house)
    with as_owner(), pytest.raises(DatabaseError, match="is only ever added to"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
    with tenant(house):
        assert AuditEntry.objects.filter(organisation_id=house).count() == 1


def test_another_organisations_entries_are_not_seen(house: Any) -> None:
    other = uuid4()
    with tenant(house):
        note(house)
    with tenant(other):
        assert not AuditEntry.objects.exists()
        assert queries.ledger(other, LedgerFilter()).total == 0
        note(other)
        assert AuditEntry.objects.get().sequence == 1


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_leave_no_gap_in_the_sequence() -> None:
    house, barrier, done = uuid4(), threading.Barrier(6), []

    def many() -> None:
        try:
            barrier.wait(timeout=20)
            for _ in range(8):
                with tenant(house):
                    note(house)
            done.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 6
    with tenant(house):
        assert queries.verified(house, at=now()).bad == ""
        assert queries.chain_head(house)[0] == 48


def test_sealing_signs_the_head_once_until_something_happens(house: Any) -> None:
    with tenant(house):
        assert seal(house) is None
        note(house)
        assert seal(house)
        assert seal(house) is None
        note(house)
        assert seal(house)
        heads = [queries.checkpoint_of(row) for row in Checkpoint.objects.order_by("sequence")]
        kinds = list(AuditEntry.objects.order_by("sequence").values_list("kind", flat=True))
    assert [head.sequence for head in heads] == [1, 3]
    for head in heads:
        head.verify()
    assert kinds == ["runbook.edited", "chain.sealed"] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        (
            "update compliance_auditentry set content = replace(content, 'hello', 'no') where sequence = 2",
            "entry 2: its content does not match its digest",
        ),
        ("delete from compliance_auditentry where sequence = 2", "entry 2 is missing"),
        (
            "update compliance_auditentry set digest = repeat('0', 64), content = '' where sequence = 2",
            "entry 2: its content does not match its digest",
        ),
        (
            "update compliance_auditentry set previous = repeat('0', 64) where sequence = 3",
            "entry 3 does not follow entry 2",
        ),
        (
            "delete from compliance_auditentry where sequence = 3",
            "entry 3 was signed as the head, and is not there",
        ),
    ],
)
def test_verifying_names_the_first_entry_that_somebody_with_the_database_in_hand_changed(
    tampering: Any, sentence: Any
) -> None:
    house = uuid4()
    with tenant(house):
        for _ in range(3):
            note(house)
        sign_head(house)
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        # What only a superuser could do: switch the refusals off.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(tampering)
    with tenant(house):
        assert queries.verified(house, at=now()).bad.startswith(sentence)


def test_the_ledger_is_filtered_by_person_kind_incident_and_day(house: Any) -> Any:
    incident = uuid4()
    with tenant(house):
        note(house, incident_id=incident)
        record(Kind.RUN_STARTED, organisation_id=house, actor=SYSTEM, facts={})
        today = now().date()

        def asked(**what: Any) -> Any:
            return [line.sequence for line in queries.ledger(house, LedgerFilter(**what)).entries]

        assert asked() == [2, 1]
        assert asked(actor="ana") == [1]
        assert asked(kind="run.started") == [2]
        assert asked(incident_id=incident) == [1]
        assert asked(since=today, until=today) == [2, 1]
        assert asked(before=2) == [1]
