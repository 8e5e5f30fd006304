"""The library: saving, editing, publishing, finding, and what runs taught."""

import hashlib
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, NotFound
from ddrun.lib.tenancy import tenant
from runbooks import queries
from runbooks.actions.editing import edit_text
from runbooks.actions.importing import import_files, save_text
from runbooks.actions.publishing import publish, unpublish
from runbooks.actions.saving import NotARunbook
from runbooks.models import Command, RunbookVersion, SourceDocument, Step
from runbooks.types import Language, Risk, StepKind
from tests.makers.runbooks import REPLICATION, make_runbook


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-sequence")[0]


def test_pasted_text_becomes_version_one_unpublished(inside: OrganisationCard, alice: Member) -> None:
    saved = save_text(REPLICATION, by=alice)
    page = queries.runbook_page(alice.organisation_id, saved.runbook_id)
    assert (page.title, page.version.number, page.version.published_at) == (
        "Replication lag is high",
        1,
        None,
    )
    assert last_entry().kind == "runbook.imported"
    assert last_entry().facts["source_sha256"] == hashlib.sha256(REPLICATION.encode()).hexdigest()


def test_every_step_and_command_stands_in_the_source_where_it_says(
    inside: OrganisationCard, alice: Member
) -> None:
    saved = save_text(REPLICATION, by=alice)
    source = SourceDocument.objects.get().text
    commands = Command.objects.filter(version_id=saved.version_id)
    assert len(commands) == 3
    for command in commands:
        assert source[command.start : command.end].strip() == command.text
    for step in Step.objects.filter(version_id=saved.version_id):
        assert step.title.rstrip(":.") in source[step.start : step.end]


def test_what_a_version_keeps_is_read_back_as_it_was_parsed(inside: OrganisationCard, alice: Member) -> None:
    saved = save_text(REPLICATION, by=alice)
    page = queries.runbook_page(alice.organisation_id, saved.runbook_id)
    assert page.parsed == queries.parse(REPLICATION)


def test_line_ends_of_other_systems_do_not_move_the_spans(inside: OrganisationCard, alice: Member) -> None:
    saved = save_text(REPLICATION.replace("\n", "\r\n"), by=alice)
    assert queries.source_text(alice.organisation_id, saved.runbook_id) == (1, REPLICATION)


def test_of_a_pasted_html_page_both_texts_are_kept_and_spans_count_in_the_readable_one(
    inside: OrganisationCard, alice: Member
) -> None:
    html = "<h1>Lag</h1><ol><li>Look at it: <pre>df -h</pre></li><li>Tell the team.</li></ol><p>End.</p>"
    saved = save_text(html, by=alice)
    source = SourceDocument.objects.get()
    assert source.text == html
    assert source.converted.startswith("# Lag")
    page = queries.runbook_page(alice.organisation_id, saved.runbook_id)
    (command,) = Command.objects.filter(version_id=saved.version_id)
    assert page.parsed.source[command.start : command.end] == "df -h"


def test_a_pasted_secret_is_a_reference_before_anything_is_stored(
    inside: OrganisationCard, alice: Member
) -> None:
    saved = save_text("1. Connect:\n\n   psql postgres://app:hunter22@db/orders\n", by=alice)
    assert saved.secrets == ("URL_PASSWORD",)
    with connection.cursor() as cursor:
        for table in ("sourcedocument", "runbookversion", "step", "command"):
            cursor.execute(f"select count(*) from runbooks_{table} t where t::text like '%hunter22%'")
            assert cursor.fetchone() == (0,)
    assert not AuditEntry.objects.filter(content__contains="hunter22").exists()


def test_a_viewer_saves_nothing(inside: OrganisationCard, vera: Member) -> None:
    with pytest.raises(NotAllowed, match="save runbooks"):
        save_text(REPLICATION, by=vera)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "no text"), (" \n\t", "no text"), ("a\x00b", "NUL"), ("x" * 600_000, "longer than 512 KB")],
)
def test_what_is_no_text_is_refused_with_the_reason(
    inside: OrganisationCard, alice: Member, text: Any, sentence: Any
) -> None:
    with pytest.raises(NotARunbook, match=sentence):
        save_text(text, by=alice)


def test_files_become_one_runbook_each_and_a_bad_one_stops_no_other(
    inside: OrganisationCard, alice: Member
) -> None:
    came = import_files(
        [("a/lag.md", REPLICATION.encode()), ("b.exe", b"MZ"), ("c.txt", b"Restart it.")], by=alice
    )
    assert [(one.path, bool(one.runbook_id), bool(one.refused)) for one in came] == [
        ("a/lag.md", True, False),
        ("b.exe", False, True),
        ("c.txt", True, False),
    ]
    assert {row.published for row in queries.library(alice.organisation_id)} == {False}


def test_editing_makes_the_next_version_and_leaves_the_old_one(
    inside: OrganisationCard, alice: Member, olga: Member
) -> None:
    saved = make_runbook(olga)
    after = edit_text(
        saved.runbook_id, REPLICATION.replace("Check the logs.", "Tell Ana."), based_on=1, by=alice
    )
    assert after.number == 2
    page = queries.runbook_page(alice.organisation_id, saved.runbook_id)
    assert [line.number for line in page.versions] == [2, 1]
    assert page.versions[0].published_at is None
    assert page.versions[1].published_at is not None
    lines = queries.version_diff(alice.organisation_id, saved.runbook_id, 1, 2)
    assert [(line.change, line.text) for line in lines if line.change != "same"] == [
        ("removed", "3. Check the logs."),
        ("added", "3. Tell Ana."),
    ]
    assert last_entry().kind == "runbook.edited"


def test_an_edit_of_a_version_that_is_no_longer_the_newest_is_refused(
    inside: OrganisationCard, alice: Member
) -> None:
    saved = save_text(REPLICATION, by=alice)
    edit_text(saved.runbook_id, REPLICATION + "\n5. Rest.\n", based_on=1, by=alice)
    with pytest.raises(Conflict, match="Alice saved version 2 while you were editing version 1"):
        edit_text(saved.runbook_id, REPLICATION + "\n5. Sleep.\n", based_on=1, by=alice)


def test_saving_the_same_text_again_makes_no_version(inside: OrganisationCard, alice: Member) -> None:
    saved = save_text(REPLICATION, by=alice)
    with pytest.raises(NotARunbook, match="the same as that of version 1"):
        edit_text(saved.runbook_id, REPLICATION, based_on=1, by=alice)
    assert RunbookVersion.objects.count() == 1


def test_publishing_takes_the_place_of_the_version_before(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga)
    after = edit_text(saved.runbook_id, REPLICATION + "\n5. Rest.\n", based_on=1, by=olga)
    publish(after.version_id, by=olga)
    assert queries.published_version(olga.organisation_id, saved.runbook_id) == after.version_id
    assert last_entry().facts["in_place_of"] == 1
    unpublish(after.version_id, by=olga)
    assert queries.published_version(olga.organisation_id, saved.runbook_id) is None


def test_only_a_runbook_owner_publishes(inside: OrganisationCard, alice: Member, adam: Member) -> None:
    saved = save_text(REPLICATION, by=alice)
    for member in (alice, adam):
        with pytest.raises(NotAllowed, match="runbook owner"):
            publish(saved.version_id, by=member)


def test_publishing_twice_is_a_conflict(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga)
    with pytest.raises(Conflict, match="published already"):
        publish(saved.version_id, by=olga)


@pytest.mark.parametrize(
    "statement",
    [
        "update runbooks_runbookversion set number = 7",
        "update runbooks_runbookversion set parsed = '{}'",
        "update runbooks_sourcedocument set text = 'other'",
        "update runbooks_command set text = 'rm -rf /'",
        "update runbooks_command set risk = 'green'",
        "update runbooks_step set title = 'other'",
    ],
)
def test_what_a_version_says_stays_said(inside: OrganisationCard, olga: Member, statement: Any) -> None:
    make_runbook(olga)
    with pytest.raises(DatabaseError, match="stays said"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_frozen_version_has_the_steps_of_a_run(inside: OrganisationCard, olga: Member) -> None:
    saved = make_runbook(olga)
    frozen = queries.frozen_version(olga.organisation_id, saved.version_id)
    assert (frozen.title, frozen.number, frozen.published) == ("Replication lag is high", 1, True)
    assert [step.position for step in frozen.steps] == list(range(1, len(frozen.steps) + 1))
    commands = [step for step in frozen.steps if step.command]
    assert [step.risk for step in commands] == [Risk.GREEN, Risk.YELLOW, Risk.RED]
    assert all(step.language is Language.SHELL and step.kind is StepKind.COMMAND for step in commands)
    assert frozen.variables == ("namespace", "deployment", "pod")


def test_the_empty_version_has_no_steps() -> None:
    assert queries.empty_version().steps == ()
    assert queries.empty_version().version_id is None


def test_a_version_of_another_organisation_is_not_there(olga: Member, mallory: Member) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    with tenant(mallory.organisation_id):
        with pytest.raises(NotFound):
            queries.frozen_version(mallory.organisation_id, saved.version_id)
        with pytest.raises(NotFound):
            queries.runbook_page(mallory.organisation_id, saved.runbook_id)
        with pytest.raises(NotFound):
            publish(saved.version_id, by=mallory)
        with pytest.raises(NotFound):
            edit_text(saved.runbook_id, "other", based_on=1, by=mallory)
        assert queries.library(mallory.organisation_id) == []
        assert queries.candidates(mallory.organisation_id, ["replication"]) == []


DISK = "# Disk is full\n\n1. Look:\n\n   ```sh\n   df -h\n   ```\n"


def test_candidates_are_published_runbooks_that_hold_any_of_the_words(
    inside: OrganisationCard, olga: Member
) -> None:
    lag, disk = make_runbook(olga, path="db/replication-lag.md"), make_runbook(olga, DISK)
    make_runbook(olga, "# Replication of secrets\n\n1. Wait.\n", published=False)
    found = queries.candidates(olga.organisation_id, ["PostgresReplicationLag", "namespace", "the"])
    assert [one.runbook_id for one in found] == [lag.runbook_id]
    assert found[0].path == "db/replication-lag.md"
    assert "kubectl get pods -n <namespace>" in found[0].commands.splitlines()
    assert "Look" in found[0].headings.splitlines()
    assert found[0].text_score > 0
    both = queries.candidates(olga.organisation_id, ["disk", "full", "lag"])
    assert {one.runbook_id for one in both} == {lag.runbook_id, disk.runbook_id}
    assert len(queries.candidates(olga.organisation_id, ["disk", "lag"], limit=1)) == 1


def test_the_search_for_candidates_asks_in_the_name_of_the_owner(inside: OrganisationCard) -> None:
    # In that of the application the wall would keep the search from its index: every version would be read.
    with CaptureQueriesContext(connection) as asked:
        queries.candidates(inside.id, ["replication"])
    assert [query["sql"].count("runbooks_best(") for query in asked] == [1]
    with connection.cursor() as cursor:
        cursor.execute(
            "select prosecdef, pg_get_userbyid(proowner) <> current_user from pg_proc"
            " where proname = 'runbooks_best'"
        )
        assert cursor.fetchall() == [(True, True)]


def test_the_search_for_candidates_sees_nothing_without_an_organisation(
    acme: OrganisationCard, olga: Member
) -> None:
    with tenant(acme.id):
        make_runbook(olga)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from runbooks_best(to_tsquery('english', 'replication'), 50)")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("words", [[], ["", "  "], ["'); drop table x; --"], ["!!&|()"], ["the"], ["\\"]])
def test_words_that_mean_nothing_to_the_search_find_nothing(
    inside: OrganisationCard, olga: Member, words: Any
) -> None:
    make_runbook(olga)
    assert queries.candidates(olga.organisation_id, words) == []


def test_the_library_is_searched_by_all_words(inside: OrganisationCard, olga: Member) -> None:
    make_runbook(olga), make_runbook(olga, DISK)
    titles = [row.card.title for row in queries.shelf(olga.organisation_id, "rollout restart")]
    assert titles == ["Replication lag is high"]
    assert [row.card.title for row in queries.shelf(olga.organisation_id)] == [
        "Disk is full",
        "Replication lag is high",
    ]
