"""Pages of the library, as people meet them."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from runbooks import queries
from runbooks.models import Runbook, SourceDocument
from runbooks.versions.spans import segments
from tests.makers.runbooks import REPLICATION, make_runbook

HTMX = {"HX-Request": "true"}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_who_is_signed_out_sees_what_a_text_becomes_and_nothing_is_stored(client: Client, db: None) -> None:
    page = client.post("/try", {"text": REPLICATION}, headers=HTMX).content.decode()
    assert "<html" not in page
    assert "Replication lag is high" in page
    assert 'id="step-1"' in page
    assert "Safe" in page
    assert "Danger" in page
    assert re.search(r"read in \d+ ms", page)
    assert 'hx-swap-oob="true"' in page


def test_the_try_page_works_without_script(client: Client, db: None) -> None:
    assert "The runbook appears here" in client.get("/try").content.decode()
    page = client.post("/try", {"text": REPLICATION}).content.decode()
    assert "<html" in page
    assert 'id="step-1"' in page


def test_the_example_is_one_click_and_has_steps_of_every_risk(client: Client, db: None) -> None:
    page = client.get("/try?example").content.decode()
    for word in ("Safe", "Caution", "Danger", "Decision"):
        assert word in text_of(page)


def test_saving_from_the_try_page_asks_for_a_sign_in(client: Client, db: None) -> None:
    assert "next=/runbooks/new" in client.get("/try").content.decode()
    assert client.get("/runbooks/new").status_code == 302


def test_pasted_markup_is_shown_as_text(client: Client, db: None) -> None:
    page = client.post(
        "/try", {"text": "1. Run `<script>alert(1)</script>`\n"}, headers=HTMX
    ).content.decode()
    assert "<script>alert" not in page


def test_a_text_that_is_too_long_is_refused_in_a_sentence(client: Client, db: None) -> None:
    page = client.post("/try", {"text": "x" * 600_000}, headers=HTMX).content.decode()
    assert "longer than 512 KB" in page


@pytest.mark.parametrize(
    "text", [REPLICATION, "", "x", "1. a\n", "> quoted\n> $ ls\n", "\n\n# T\n\n```\nls\n```"]
)
def test_the_marked_source_is_the_source(text: Any) -> None:
    assert "".join(one.text for one in segments(queries.parse(text))) == text


def test_the_marks_keep_every_character_of_the_source() -> None:
    marks = render_to_string("runbooks/_marks.html", {"segments": segments(queries.parse(REPLICATION))})
    shown = re.sub(r"<[^>]+>", "", marks).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == REPLICATION


def test_the_reading_is_drawn_from_its_own_values_alone() -> None:
    page = render_to_string("runbooks/_reading.html", {"reading": queries.reading(REPLICATION), "swap": True})
    assert 'id="marks"' in page


def test_a_responder_saves_what_was_pasted(alice: Member, signed_in: Any) -> None:
    answer = signed_in(alice).post("/runbooks/new", {"text": REPLICATION})
    with tenant(alice.organisation_id):
        runbook = Runbook.objects.get()
    assert answer.url == f"/runbooks/{runbook.id}/"
    page = text_of(signed_in(alice).get(answer.url).content.decode())
    assert "Replication lag is high" in page
    assert "This version is not published." in page


def test_files_come_back_as_a_list_of_what_came_out_of_which(alice: Member, signed_in: Any) -> None:
    files = [SimpleUploadedFile("lag.md", REPLICATION.encode()), SimpleUploadedFile("x.exe", b"MZ")]
    page = text_of(signed_in(alice).post("/runbooks/files", {"chosen": files}).content.decode())
    assert "1 runbook from 2 files" in page
    assert "Replication lag is high lag.md" in page
    assert "Only .md, .markdown, .txt and .zip files are read." in page


def test_choosing_no_file_says_so(alice: Member, signed_in: Any) -> None:
    answer = signed_in(alice).post("/runbooks/files", {})
    assert answer.status_code == 400
    assert "This field is required" in answer.content.decode()


def test_the_library_lists_and_finds_runbooks(olga: Member, signed_in: Any) -> None:
    with tenant(olga.organisation_id):
        make_runbook(olga)
    browser = signed_in(olga)
    assert "Replication lag is high" in browser.get("/runbooks/").content.decode()
    assert "Replication lag is high" in browser.get("/runbooks/?q=rollout").content.decode()
    assert "Nothing holds all these words" in browser.get("/runbooks/?q=kafka").content.decode()


def test_an_empty_library_says_what_to_do(olga: Member, signed_in: Any) -> None:
    assert "Paste the first" in signed_in(olga).get("/runbooks/").content.decode()


def test_editing_leads_to_what_changed_and_a_runbook_owner_publishes_it(olga: Member, signed_in: Any) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    browser = signed_in(olga)
    here = f"/runbooks/{saved.runbook_id}/"
    assert "Check the logs." in browser.get(f"{here}edit").content.decode()
    changed = REPLICATION.replace("Check the logs.", "Tell Ana.")
    answer = browser.post(f"{here}edit", {"text": changed, "based_on": 1})
    page = browser.get(answer.url).content.decode()
    assert '<tr class="added">' in page
    with tenant(olga.organisation_id):
        version_id = queries.runbook_page(olga.organisation_id, saved.runbook_id).version.id
    browser.post(f"{here}versions/{version_id}/publish")
    assert "published" in text_of(browser.get(here).content.decode())
    browser.post(f"{here}versions/{version_id}/unpublish")
    with tenant(olga.organisation_id):
        assert queries.published_version(olga.organisation_id, saved.runbook_id) is None
    assert "Version 1" in browser.get(f"{here}?version=1").content.decode()


def test_an_edit_with_an_old_version_in_hand_says_who_was_faster(olga: Member, signed_in: Any) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    answer = signed_in(olga).post(f"/runbooks/{saved.runbook_id}/edit", {"text": "1. New.", "based_on": 9})
    assert answer.status_code == 409


def test_a_viewer_reads_and_changes_nothing(olga: Member, vera: Member, signed_in: Any) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    browser = signed_in(vera)
    page = browser.get(f"/runbooks/{saved.runbook_id}/").content.decode()
    assert "Replication lag is high" in page
    assert "Edit text" not in page
    assert "Start a run" not in page
    assert browser.post("/runbooks/new", {"text": "x"}).status_code == 403
    assert (
        browser.post(f"/runbooks/{saved.runbook_id}/versions/{saved.version_id}/publish").status_code == 403
    )
    with tenant(olga.organisation_id):
        assert SourceDocument.objects.count() == 1


def test_another_organisation_finds_none_of_our_runbooks(
    olga: Member, mallory: Member, signed_in: Any
) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    browser = signed_in(mallory)
    here = f"/runbooks/{saved.runbook_id}/"
    assert browser.get(here).status_code == 404
    assert browser.get(f"{here}edit").status_code == 404
    assert browser.get(f"{here}diff/1/1/").status_code == 404
    assert browser.post(f"{here}edit", {"text": "x", "based_on": 1}).status_code == 404
    assert browser.post(f"{here}versions/{saved.version_id}/publish").status_code == 404
    assert browser.post(f"{here}versions/{saved.version_id}/unpublish").status_code == 404


def test_a_copied_page_becomes_markdown(client: Client, db: None) -> None:
    said = client.post("/try/text", {"html": "<h1>Lag</h1><ol><li>Look: <code>df -h</code></li></ol>"})
    assert "# Lag" in said.content.decode()
    assert "`df -h`" in said.content.decode()
    assert said["Content-Type"].startswith("text/plain")


def test_a_copied_page_that_is_too_large_is_refused(client: Client, db: None) -> None:
    assert client.post("/try/text", {"html": "x" * 5_000_000}).status_code == 413


def test_the_flowchart_is_there_as_mermaid_text(
    olga: Member, vera: Member, mallory: Member, signed_in: Any
) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
    address = f"/runbooks/{saved.runbook_id}/versions/1/flowchart.mmd"
    assert address in signed_in(vera).get(f"/runbooks/{saved.runbook_id}/").content.decode()
    text = signed_in(vera).get(address)
    assert text.content.decode().startswith("flowchart TD")
    assert text["Content-Type"].startswith("text/plain")
    assert signed_in(mallory).get(address).status_code == 404


def test_what_is_expected_is_called_so_once(signed_in: Any, olga: Member) -> None:
    text = "# Disk\n\n1. Look at the disk. Expected: less than 80 % used.\n\n   ```sh\n   df -h\n   ```\n"
    page = signed_in(olga).post("/try", {"text": text}).text
    assert "Expected:</b> less than 80 % used" in page
