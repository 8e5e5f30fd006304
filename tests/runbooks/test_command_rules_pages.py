"""Who says what commands are raised or forbidden, and where it is read."""

from collections.abc import Callable

import pytest
from django.test import Client

from compliance.models import AuditEntry
from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.errors import Conflict, NotAllowed, NotFound, Refusal
from ddrun.lib.ids import secret_token
from ddrun.lib.tenancy import tenant
from runbooks.actions.rules import add_rule, withdraw_rule
from runbooks.queries import command_rules, past_rules
from runbooks.types import Effect, Matches
from tests.makers.runbooks import make_runbook

SignedIn = Callable[[Member], Client]
WHY = "volumes are not backed up"


def say(by: Member, written: str = "kubectl delete pvc", key: str = "", reason: str = WHY) -> None:
    add_rule(
        written,
        effect=Effect.FORBID,
        matches=Matches.COMMAND,
        reason=reason,
        by=by,
        idempotency_key=key or secret_token(),
    )


def test_an_owner_and_an_administrator_add_rules_and_each_is_an_entry(
    inside: OrganisationCard, olga: Member, adam: Member
) -> None:
    say(olga)
    say(adam, "terraform  destroy")
    assert [(one.written, one.by) for one in command_rules(inside.id)] == [
        ("kubectl delete pvc", "Olga"),
        ("terraform destroy", "Adam"),
    ]
    facts = AuditEntry.objects.filter(kind="rule.added").latest("sequence").facts
    assert (facts["written"], facts["effect"], facts["reason"]) == ("terraform destroy", "forbid", WHY)


def test_a_press_that_comes_twice_adds_one_rule(inside: OrganisationCard, olga: Member) -> None:
    say(olga, key="the same")
    say(olga, key="the same")
    assert len(command_rules(inside.id)) == 1
    assert AuditEntry.objects.filter(kind="rule.added").count() == 1
    with pytest.raises(Conflict, match="already"):
        say(olga)


def test_who_may_not_add_does_not_and_only_an_administrator_takes_one_back(
    inside: OrganisationCard, olga: Member, alice: Member, bob: Member, adam: Member
) -> None:
    for member in (alice, bob):
        with pytest.raises(NotAllowed):
            say(member)
    say(olga)
    (rule,) = command_rules(inside.id)
    with pytest.raises(NotAllowed, match="administrator"):
        withdraw_rule(rule.id, by=olga, why="no more")
    with pytest.raises(Refusal, match="Say why"):
        withdraw_rule(rule.id, by=adam, why=" ")
    withdraw_rule(rule.id, by=adam, why="no more")
    withdraw_rule(rule.id, by=adam, why="twice")
    assert command_rules(inside.id) == ()
    assert [(one.rule.written, one.withdrawn_by, one.why) for one in past_rules(inside.id)] == [
        ("kubectl delete pvc", "Adam", "no more")
    ]
    assert AuditEntry.objects.filter(kind="rule.withdrawn").count() == 1


@pytest.mark.parametrize(("written", "reason"), [("", WHY), ("a | b", WHY), ("rm", " "), ("x" * 201, WHY)])
def test_a_rule_needs_words_that_can_be_followed_and_a_reason(
    inside: OrganisationCard, olga: Member, written: str, reason: str
) -> None:
    with pytest.raises(Refusal):
        say(olga, written, reason=reason)
    assert command_rules(inside.id) == ()


def test_the_rules_of_one_organisation_are_nothing_to_another(
    olga: Member, adam: Member, mallory: Member
) -> None:
    with tenant(olga.organisation_id):
        say(olga)
        (rule,) = command_rules(olga.organisation_id)
    with tenant(mallory.organisation_id):
        assert command_rules(mallory.organisation_id) == ()
        with pytest.raises(NotFound):
            withdraw_rule(rule.id, by=mallory, why="mine now")


def test_the_page_of_a_runbook_and_what_is_pasted_say_it_to_who_is_signed_in(
    client: Client, olga: Member, alice: Member, signed_in: SignedIn
) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga)
        say(olga)
    said = f"Forbidden by your organisation: {WHY} (rule by Olga, "
    assert said in signed_in(alice).get(f"/runbooks/{saved.runbook_id}/").content.decode()
    text = "# Clean up\n\n1. Delete it:\n\n   ```sh\n   sudo kubectl -n a delete pvc data-1\n   ```\n"
    assert said in signed_in(alice).post("/try", {"text": text}).content.decode()
    assert said not in client.post("/try", {"text": text}).content.decode()


def test_the_policy_page_shows_every_rule_and_takes_new_ones_from_who_may(
    olga: Member, adam: Member, vera: Member, signed_in: SignedIn
) -> None:
    given = {
        "written": "terraform destroy",
        "effect": "forbid",
        "against": "command",
        "reason": WHY,
        "key": "once",
    }
    assert signed_in(vera).post("/runbooks/rules", given).status_code == 403
    for _ in range(2):
        answer = signed_in(olga).post("/runbooks/rules", given)
        assert (answer.status_code, answer["Location"]) == (302, "/runbooks/policy")
    page = signed_in(vera).get("/runbooks/policy").content.decode()
    assert page.count("terraform destroy</code>") == 1
    assert "Add this rule" not in page
    assert "Add this rule" in signed_in(olga).get("/runbooks/policy").content.decode()
    with tenant(olga.organisation_id):
        (rule,) = command_rules(olga.organisation_id)
    address = f"/runbooks/rules/{rule.id}/withdraw"
    assert signed_in(olga).post(address, {"why": "x"}).status_code == 403
    assert address in signed_in(adam).get("/runbooks/policy").content.decode()
    assert signed_in(adam).post(address, {"why": "it was a trial"}).status_code == 302
    assert "it was a trial" in signed_in(vera).get("/runbooks/policy").content.decode()


def test_a_rule_that_cannot_be_followed_comes_back_with_what_is_wrong(
    olga: Member, signed_in: SignedIn
) -> None:
    given = {"written": "a | b", "effect": "forbid", "against": "command", "reason": WHY, "key": "once"}
    answer = signed_in(olga).post("/runbooks/rules", given)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "A rule is one program and the words after it" in page
    assert 'value="a | b"' in page


def test_nobody_from_elsewhere_withdraws_a_rule(olga: Member, mallory: Member, signed_in: SignedIn) -> None:
    with tenant(olga.organisation_id):
        say(olga)
        (rule,) = command_rules(olga.organisation_id)
    answer = signed_in(mallory).post(f"/runbooks/rules/{rule.id}/withdraw", {"why": "x"})
    assert answer.status_code == 404
