"""Rules and exceptions with something in them: readable by everyone, usable by keyboard and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from ddrun.lib.ids import secret_token
from execution.actions.exceptions import ask_exception, give_exception
from execution.models import Agent, CommandException
from runbooks.actions.rules import add_rule, withdraw_rule
from runbooks.types import Effect, Matches
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways
from tests.flows.world import World
from tests.makers.execution import RED

LONG = "rm -rf /srv/queue/" + "a-very-long-name-without-any-blank" * 4


@pytest.fixture
def full(world: World, olga: Member, bob: Member, adam: Member) -> World:
    def fill() -> None:
        agent = Agent.objects.get()
        for written, effect, matches in (
            ("terraform destroy", Effect.FORBID, Matches.COMMAND),
            ("DROP TABLE", Effect.DANGER, Matches.SQL),
            ("kubectl scale", Effect.CAUTION, Matches.COMMAND),
            ("rm -rf", Effect.CAUTION, Matches.COMMAND),
        ):
            rule = add_rule(
                written,
                effect=effect,
                matches=matches,
                reason="We lost the billing volumes in May and they came back from tape.",
                by=olga,
                idempotency_key=secret_token(),
            )
        withdraw_rule(rule, by=adam, why="Too wide.")
        for command in (RED, LONG):
            ask_exception(
                agent.id, command, reason="made anew", days=9, by=olga, idempotency_key=command[:90]
            )
        row = CommandException.objects.get(command=RED)
        give_exception(row.id, by=bob, digest=row.digest, idempotency_key=secret_token())

    world.do(fill)
    return world


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/runbooks/policy", "/exceptions/"])
def test_rules_and_exceptions_have_no_accessibility_violation(
    browse: Callable[..., Page], full: World, adam: Member, bob: Member, path: str, theme: str
) -> None:
    for member in (adam, bob):
        for size in (DESKTOP, PHONE, (320, 640)):
            page = browse(member, path, size=size, theme=theme)
            assert axe_violations(page) == []
            assert sideways(page) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_forbidden_step_is_said_so_where_it_is_read(
    browse: Callable[..., Page], full: World, alice: Member, theme: str
) -> None:
    run = full.run(alice, "sudo terraform -chdir=live destroy")
    for size in (DESKTOP, PHONE):
        page = browse(alice, f"/runs/{run.id}/", size=size, theme=theme)
        expect(page.locator("#now .policy")).to_contain_text("Forbidden by your organisation: We lost")
        expect(page.get_by_text("Danger: forbidden here")).to_be_visible()
        assert axe_violations(page) == []
        assert sideways(page) == 0


def test_an_owner_adds_a_rule_in_the_browser(browse: Callable[..., Page], full: World, olga: Member) -> None:
    page = browse(olga, "/runbooks/policy")
    page.get_by_label("Begins like").fill("helm uninstall")
    page.get_by_label("Why", exact=True).fill("Releases are removed by the platform team.")
    page.get_by_role("button", name="Add this rule").click()
    expect(page.get_by_text("helm uninstall")).to_be_visible()
