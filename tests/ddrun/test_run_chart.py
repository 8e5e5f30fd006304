"""The run as a flowchart: the step it stands at is lit, and every node leads to its step."""

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from execution.actions.hand import decide_branch, do_by_hand
from tests.makers.execution import GREEN, RED, YELLOW, decision, make_agent, make_run, press, step, step_at
from tests.people import client_of

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(inside: OrganisationCard) -> Any:
    return make_agent(inside, "queue-1")


def drawn(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(page[page.index("<svg xmlns") : page.index("</svg></div>") + len("</svg>")])


def links(page: str) -> list[ElementTree.Element]:
    return [element for element in drawn(page).iter() if element.tag.endswith("}a")]


def test_the_step_a_run_stands_at_is_lit_and_leads_to_it(queue: Any, alice: Member) -> None:
    run = make_run(alice, step(YELLOW, title="Restart the worker"), step(RED, title="Drop the queue"))
    page = client_of(alice).get(f"/runs/{run.id}/chart/").content.decode()
    lit = [link for link in links(page) if link.get("aria-current") == "step"]
    assert [link.get("href") for link in lit] == [f"/runs/{run.id}/#now"]
    assert "caution" in str(lit[0].get("class"))
    assert "The run stands at “Restart the worker”." in page
    assert f'href="/runs/{run.id}/chart/"' in client_of(alice).get(f"/runs/{run.id}/").content.decode()


def test_what_lies_behind_is_marked_and_the_light_moves_on(queue: Any, alice: Member) -> None:
    run = make_run(alice, decision(("yes", 2), ("no", "end")), step(YELLOW), step(YELLOW))
    decide_branch(run.id, step_at(run, 1).id, by=alice, press=press(run), branch=0)
    run.refresh_from_db()
    do_by_hand(run.id, step_at(run, 2).id, by=alice, press=press(run), note="done")
    part = client_of(alice).get(f"/runs/{run.id}/chart/", headers=HTMX).content.decode()
    assert "<html" not in part
    assert 'data-live="run"' in part
    classes = [str(link.get("class")) for link in links(part)]
    assert [("done" in one, "now" in one) for one in classes] == [(True, False), (True, False), (False, True)]
    assert "decision" in classes[0]


def test_a_run_of_another_organisation_has_no_chart(queue: Any, alice: Member, mallory: Member) -> None:
    run = make_run(alice, step(GREEN))
    assert client_of(mallory).get(f"/runs/{run.id}/chart/").status_code == 404


def test_a_run_without_steps_says_so(queue: Any, alice: Member) -> None:
    run = make_run(alice)
    assert "A run without steps has none" in client_of(alice).get(f"/runs/{run.id}/chart/").content.decode()
