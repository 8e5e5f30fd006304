"""What the run page shows of a run's values and checklist, and what can be pressed there."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from execution.actions.start import start_run
from execution.models import Attempt, Run, StepRun
from execution.types import Given
from runbooks.types import Span
from runbooks.types.placeholders import stand_ins
from runbooks.types.variables import Probe, Quote, Variable, VariableType
from tests.makers.execution import fresh, make_agent, runs_through, step, version
from tests.people import client_of

pytestmark = pytest.mark.django_db
HERE = Span(0, 1)


@pytest.fixture(autouse=True)
def cluster(inside: OrganisationCard) -> Any:
    return make_agent(inside, "cluster-1")


@pytest.fixture
def run(alice: Member) -> Run:
    logs = "kubectl logs my-app -n <namespace> --tail=<lines>"
    steps = (replace(step(logs), stand_ins=stand_ins(logs, {"my-app": "app"})),)
    told = (
        Variable("app", VariableType.SERVICE, (), example=Quote("checkout", HERE)),
        Variable("namespace", VariableType.NAMESPACE, ()),
        Variable("lines", VariableType.NUMBER, (), default=Quote("100", HERE)),
    )
    frozen = replace(
        version(*steps, variables=("app", "namespace", "lines")),
        told=told,
        needed=("kubectl, with access to the cluster",),
        probes=(Probe("kubectl", "kubectl auth can-i get pods", HERE),),
    )
    given = {"namespace": Given("shop", "label namespace of Slow")}
    return fresh(start_run(frozen, by=alice, idempotency_key="one", variables=given).run_id)


def _page(member: Member, run: Run) -> str:
    return str(client_of(member).get(f"/runs/{run.id}/").content.decode())


def _form(page: str, name: str) -> dict[str, str]:
    """What the form of that id would send as it stands."""
    form = re.split(r"</form>", page[page.index(f'id="{name}"') :])[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'<input id="[^"]*" name="(\w+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S))
    return {key: unescape(value) for key, value in sent.items()}


def test_every_value_is_shown_with_where_it_is_from_or_that_it_is_open(alice: Member, run: Run) -> None:
    page = _page(alice, run)
    values = page[page.index('id="values"') :].split("</section>")[0]
    assert values.count("open</span>") == 2
    assert "<code>shop</code>" in values
    assert "label namespace of Slow" in values
    assert "service; e.g. checkout; step 1" in values
    assert "number; default 100; step 1" in values


def test_a_default_is_filled_in_and_said_to_be_the_texts_an_example_only_hinted(
    alice: Member, run: Run
) -> None:
    page = _page(alice, run)
    assert _form(page, "ask-fill-step-lines")["value"] == "100"
    assert "which calls it the default" in page
    assert _form(page, "ask-fill-step-app")["value"] == ""
    assert 'placeholder="e.g. checkout"' in page
    assert not Attempt.objects.filter(run=run).exists()


def test_an_odd_value_is_doubted_in_words_and_taken_when_it_is_meant(alice: Member, run: Run) -> None:
    client = client_of(alice)
    sent = _form(_page(alice, run), "ask-fill-step-lines") | {"value": "many"}
    said = client.post(f"/runs/{run.id}/fill/", sent)
    assert "“many” is not a number." in said.content.decode()
    sent = _form(_page(alice, run), "ask-fill-step-lines") | {"value": "many", "odd": "yes"}
    client.post(f"/runs/{run.id}/fill/", sent)
    assert fresh(run).variables["lines"]["value"] == "many"


def test_one_press_says_that_the_word_of_the_text_is_the_value(alice: Member, run: Run) -> None:
    client_of(alice).post(f"/runs/{run.id}/fill/", _form(_page(alice, run), "ask-fill-step-lines"))
    client_of(alice).post(f"/runs/{run.id}/as-written/", _form(_page(alice, run), "written-step-app"))
    assert [one.command for one in Attempt.objects.filter(run=run)] == [
        "kubectl logs my-app -n shop --tail=100"
    ]


def test_a_value_can_be_changed_and_what_ran_stays_as_it_ran(alice: Member, run: Run) -> None:
    client = client_of(alice)
    client.post(f"/runs/{run.id}/fill/", _form(_page(alice, run), "ask-fill-step-lines"))
    client.post(f"/runs/{run.id}/as-written/", _form(_page(alice, run), "written-step-app"))
    runs_through(run)
    sent = _form(_page(alice, run), "ask-fill-values-namespace")
    assert sent["value"] == "shop"
    client.post(f"/runs/{run.id}/fill/", sent | {"value": "cellar"})
    page = _page(alice, run)
    assert "<code>cellar</code>" in page
    assert "kubectl logs my-app -n shop --tail=100" in page
    assert "-n cellar" not in page


def test_a_check_of_the_list_becomes_a_step_that_waits_for_a_press(alice: Member, run: Run) -> None:
    page = _page(alice, run)
    assert "kubectl, with access to the cluster" in page
    client_of(alice).post(f"/runs/{run.id}/add/", _form(page, "ask-probe-0"))
    added = StepRun.objects.get(run=run, order=1)
    assert (added.command, added.title) == ("kubectl auth can-i get pods", "Check: kubectl")
    assert added.status == "ready"
    assert not Attempt.objects.filter(run=run).exists()


def test_who_does_not_drive_sees_the_values_and_fills_none(bob: Member, run: Run) -> None:
    page = _page(bob, run)
    assert 'id="values"' in page
    assert "ask-fill-" not in page
