"""What the run page offers beside the current step: drafts that a person adds and nothing runs by itself."""

import re
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from execution.actions.edit import edit_command
from execution.models import Attempt, Run
from tests.makers.execution import make_agent, make_run, press, step, step_at
from tests.people import client_of

pytestmark = pytest.mark.django_db
CORDON = "kubectl cordon node-1"


@pytest.fixture
def cluster(inside: OrganisationCard) -> Any:
    return make_agent(inside, "cluster-1")


def _page(member: Member, run: Run) -> str:
    return str(client_of(member).get(f"/runs/{run.id}/").content.decode())


def _form(page: str, name: str) -> dict[str, str]:
    """The fields of the form that adds the draft of this name, as a browser would send them."""
    form = page[page.index(f'id="ask-draft-{name}') :].split("</details>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    (command,) = re.findall(r'<textarea[^>]* name="command"[^>]*>(.*?)</textarea>', form, re.S)
    (title,) = re.findall(r'<input id="[^"]*-title" name="title" value="([^"]*)"', form)
    return hidden | {"command": command, "title": title}


def test_a_dry_run_is_offered_and_becomes_a_step_only_when_a_person_adds_it(
    cluster: Any, alice: Member
) -> None:
    run = make_run(alice, step(CORDON))
    page = _page(alice, run)
    assert "Try it dry" in page
    fields = _form(page, "try-it-dry")
    assert fields["command"] == "kubectl cordon --dry-run=server node-1"
    client_of(alice).post(f"/runs/{run.id}/add/", fields)
    added = step_at(Run.objects.get(id=run.id), 1)
    assert (added.command, added.title) == (fields["command"], "Try it dry, for step 1")
    assert not Attempt.objects.filter(step_id=added.id).exists()


def test_the_value_an_undo_leaves_open_is_asked_for_first(cluster: Any, alice: Member) -> None:
    page = _page(alice, make_run(alice, step("kubectl scale deploy/api --replicas=3")))
    assert "--replicas=&lt;replicas-before&gt;" in page
    asked = _form(page, "undo-ask-first")["command"]
    assert asked.startswith("kubectl get deploy/api -o jsonpath=")


def test_an_edited_command_is_undone_as_it_ran(cluster: Any, alice: Member) -> None:
    run = make_run(alice, step(CORDON, undo="kubectl uncordon node-1"))
    edit_command(run.id, step_at(run, 1).id, by=alice, press=press(run), command="kubectl cordon node-2")
    assert step_at(run, 1).undo == "kubectl uncordon node-2"
    edit_command(run.id, step_at(run, 1).id, by=alice, press=press(run), command="kubectl delete node node-2")
    assert step_at(run, 1).undo == ""


def test_what_cannot_be_undone_says_so_on_the_card(cluster: Any, alice: Member) -> None:
    page = _page(alice, make_run(alice, step("rm -rf /var/cache/app")))
    assert "What <code>rm</code> deletes cannot be brought back." in page
