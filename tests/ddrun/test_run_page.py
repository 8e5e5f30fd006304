"""The run page: it says where the run stands, offers exactly one filled button, and sends what it shows."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.ids import secret_token
from execution.actions.approve import ask_approval, give_approval
from execution.actions.dispatch import run_step
from execution.actions.hand import decide_branch, do_by_hand, retry_step
from execution.models import Run
from tests.makers.execution import (
    GREEN,
    RED,
    YELLOW,
    decision,
    last_attempt,
    make_agent,
    make_run,
    open_approval,
    press,
    runs_through,
    says,
    says_ended,
    says_started,
    says_status,
    step,
    step_at,
)
from tests.people import client_of

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db

Browser = Callable[[Member], Client]


@pytest.fixture
def queue(inside: OrganisationCard) -> Any:
    return make_agent(inside, "queue-1")


def _page(member: Member, run: Run) -> str:
    answer = client_of(member).get(f"/runs/{run.id}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def _filled(page: str) -> list[str]:
    """The labels of the filled buttons in the dock."""
    dock = page[page.index('id="run-dock"') :]
    buttons = re.findall(r'<(?:button|a) class="btn primary[^>]*>(.*?)</(?:button|a)>', dock, re.S)
    return [re.sub(r"<svg.*?</svg>|<kbd>.*?</kbd>|<[^>]+>", "", one).strip() for one in buttons]


def test_a_caution_step_offers_one_button_that_names_the_step(queue: Any, alice: Member) -> None:
    page = _page(
        alice, make_run(alice, step(YELLOW, title="Restart the worker", undo="systemctl stop worker"))
    )
    assert _filled(page) == ["Run step 1"]
    assert "Restart the worker" in page
    assert "Caution: undo ready" in page


def test_while_a_step_runs_nothing_is_filled_and_stop_is_offered(queue: Any, alice: Member) -> None:
    run = make_run(alice, GREEN, YELLOW)
    says_started(last_attempt(run))
    says(last_attempt(run), b"first line\nsecond line\n")
    page = _page(alice, run)
    assert _filled(page) == []
    assert "Stop step 1" in page
    assert "second line" in page
    assert "Goes on by itself, then stops before step 2." in page


def test_a_danger_step_asks_for_approval_before_anything_else(queue: Any, alice: Member, bob: Member) -> None:
    page = _page(alice, make_run(alice, RED))
    assert _filled(page) == ["Ask for approval of step 1"]
    assert "Another person must approve exactly this command" in page
    assert "Can approve: Bob." in page


def test_a_waiting_step_offers_nothing_filled(queue: Any, alice: Member, bob: Member) -> None:
    run = make_run(alice, RED)
    ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    page = _page(alice, run)
    assert _filled(page) == []
    assert "Waiting for an approver" in page


def test_an_approved_danger_step_is_locked_until_the_targets_name_is_typed(
    queue: Any, alice: Member, bob: Member
) -> None:
    run = make_run(alice, RED)
    ask_approval(run.id, step_at(run, 1).id, by=alice, press=press(run))
    approval = open_approval(run)
    give_approval(approval.id, by=bob, digest=approval.digest, idempotency_key=secret_token())
    page = _page(alice, run)
    assert _filled(page) == ["Run step 1 on queue-1"]
    assert "Bob approved" in page
    assert 'data-name="queue-1"' in page
    assert re.search(r'<button class="btn primary"[^>]*aria-disabled="true"', page)


def test_a_failed_step_offers_to_try_again_and_marks_the_error_line(queue: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    attempt = last_attempt(run)
    said = b"reading\nerror: no such volume\n"
    says_started(attempt)
    says(attempt, said)
    says_ended(attempt, 2, data=said)
    page = _page(alice, run)
    assert _filled(page) == ["Try again"]
    assert re.search(r'class="err">error: no such volume', page)
    assert "It only reads, so it changed nothing." in page


def test_an_unknown_step_has_no_filled_button_at_all(queue: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    run_step(run.id, step_at(run, 1).id, by=alice, press=press(run))
    says_started(last_attempt(run))
    says_status(last_attempt(run), "unknown")
    page = _page(alice, run)
    assert _filled(page) == []
    assert "Nobody can know whether it ran" in page


def test_a_decision_shows_its_branches_and_where_they_lead(queue: Any, alice: Member) -> None:
    run = make_run(alice, decision(("Yes", "escalate"), ("No", 2)), YELLOW)
    page = _page(alice, run)
    assert _filled(page) == []
    assert "Your decision" in page
    assert "calls somebody in; the rest is skipped" in page


def test_a_step_without_a_command_is_done_with_one_press(queue: Any, alice: Member) -> None:
    assert _filled(_page(alice, make_run(alice, step(title="Tell the channel")))) == ["Step 1 is done"]


def test_after_the_last_step_one_question_is_left(queue: Any, alice: Member) -> None:
    run = make_run(alice, step(title="Tell the channel"))
    do_by_hand(run.id, step_at(run, 1).id, by=alice, press=press(run))
    page = _page(alice, run)
    assert "Did this resolve it?" in page
    assert _filled(page) == ["Yes, resolved"]


def test_who_does_not_drive_is_offered_to_take_over_and_nothing_else(
    queue: Any, alice: Member, bob: Member
) -> None:
    page = _page(bob, make_run(alice, YELLOW))
    assert _filled(page) == []
    assert "Alice drives" in page
    assert "Take over driving" in page


def test_a_viewer_sees_the_run_and_can_press_nothing(queue: Any, alice: Member, vera: Member) -> None:
    run = make_run(alice, YELLOW)
    page = _page(vera, run)
    assert f"/runs/{run.id}/" not in re.findall(r'hx-post="([^"]+)"', page)
    assert re.findall(r'hx-post="/runs/[^"]+"', page) == []
    answer = client_of(vera).post(f"/runs/{run.id}/take-over/", {"key": "k1", "revision": "1"})
    assert answer.status_code == 403


def test_text_of_runbooks_and_output_is_never_markup(queue: Any, alice: Member) -> None:
    hostile = "<script>alert(1)</script>"
    run = make_run(alice, replace(step(GREEN, title=hostile), text=hostile, expected=hostile))
    says_started(last_attempt(run))
    says(last_attempt(run), f"{hostile}\n".encode())
    page = _page(alice, run)
    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_press_that_was_seen_at_an_older_revision_is_refused_in_words(queue: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    form = {"key": secret_token(), "revision": "0", "step": str(step_at(run, 1).id)}
    answer = client_of(alice).post(f"/runs/{run.id}/step/", form, headers=HTMX)
    assert answer.status_code == 409
    assert "The run moved on; look again." in answer.content.decode()
    assert not run.attempts.exists()


def test_the_same_press_twice_starts_one_attempt(queue: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    page = _page(alice, run)
    form = page[page.index(f'id="step-{step_at(run, 1).id.hex}"') :]
    form = form[: form.index("</form>")]
    said = dict(re.findall(r'name="(key|revision|step)" value="([^"]*)"', form))
    browser = client_of(alice)
    for _ in range(2):
        assert browser.post(f"/runs/{run.id}/step/", said).status_code == 302
    assert run.attempts.count() == 1


def test_a_press_answers_htmx_with_the_run_as_it_stands_now(queue: Any, alice: Member) -> None:
    run = make_run(alice, decision(("Go on", None)), YELLOW)
    form = {
        "key": secret_token(),
        "revision": str(run.revision),
        "step": str(step_at(run, 1).id),
        "branch": "0",
    }
    answer = client_of(alice).post(f"/runs/{run.id}/decide/", form, headers=HTMX, follow=True)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "<html" not in said
    assert 'hx-swap-oob="morph"' in said
    assert "decided by Alice" in said


def test_the_page_fetches_output_alone_until_there_is_newer_output(queue: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    attempt = last_attempt(run)
    says_started(attempt)
    says(attempt, b"first line\n")
    browser = client_of(alice)
    address = f"/runs/{run.id}/?output=log-{attempt.id.hex}"
    part = browser.get(address, headers=HTMX).content.decode()
    assert "first line" in part
    assert f'id="log-{attempt.id.hex}"' in part
    assert 'id="run"' not in part
    says_ended(attempt, 1)
    retry_step(run.id, attempt.step_id, by=alice, press=press(run))
    run_step(run.id, attempt.step_id, by=alice, press=press(run))
    whole = browser.get(address, headers=HTMX).content.decode()
    assert 'id="run"' in whole, "there is newer output: everything is due"


def test_a_page_that_shows_no_output_yet_fetches_everything(queue: Any, alice: Member) -> None:
    run, other = make_run(alice, GREEN), make_run(alice, GREEN)
    for shown in ("", "log-", "log-x", f"log-{last_attempt(other).id.hex}"):
        part = client_of(alice).get(f"/runs/{run.id}/?output={shown}", headers=HTMX).content.decode()
        assert 'id="run"' in part


def test_another_organisations_run_is_not_there(queue: Any, alice: Member, mallory: Member) -> None:
    run = make_run(alice, YELLOW)
    stranger = client_of(mallory)
    assert stranger.get(f"/runs/{run.id}/").status_code == 404
    said = {"key": secret_token(), "revision": "1"}
    assert stranger.post(f"/runs/{run.id}/take-over/", said).status_code == 404


def test_the_whole_output_can_be_had_as_text(queue: Any, alice: Member) -> None:
    run = make_run(alice, GREEN)
    attempt = runs_through(run, b"one\ntwo\n")
    answer = client_of(alice).get(f"/runs/{run.id}/output/{attempt.id}/")
    assert answer.content == b"one\ntwo\n"
    assert answer["Content-Type"].startswith("text/plain")


def test_a_decision_that_was_taken_says_by_whom(queue: Any, alice: Member) -> None:
    run = make_run(alice, decision(("It is gone", None)), YELLOW)
    decide_branch(run.id, step_at(run, 1).id, by=alice, press=press(run), branch=0)
    page = _page(alice, run)
    assert "It is gone" in page
    assert "decided by Alice" in page


def test_the_scripts_of_the_run_page_stay_light(queue: Any, alice: Member) -> None:
    page = _page(alice, make_run(alice, YELLOW))
    files = re.findall(r'<script src="/static/([^"]+)"', page)
    assert "js/run.js" in files
    packed = sum(len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in files)
    assert packed < 60 * 1024


def test_the_page_allows_no_inline_script_and_no_other_host(queue: Any, alice: Member) -> None:
    run = make_run(alice, YELLOW)
    answer = client_of(alice).get(f"/runs/{run.id}/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy.replace("'self'", "")
    page = answer.content.decode()
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert re.findall(r'\son[a-z]+="', page) == []
    assert " style=" not in page
