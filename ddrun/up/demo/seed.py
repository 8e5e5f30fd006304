"""Fills the demo: an organisation, two people, a dozen runbooks, a hook for the health checker."""

from pathlib import Path
from typing import Final

from ddrun.accounts import queries
from ddrun.accounts.actions.demo import DemoPerson, begin_demo
from ddrun.accounts.tokens import demo_token
from ddrun.lib import clock
from ddrun.lib.access import Member, Role
from ddrun.lib.tenancy import tenant
from ddrun.up.supervisor import say

RUNBOOKS: Final = Path(__file__).parent / "runbooks"
DANA: Final = DemoPerson(
    "Dana Reyes",
    "dana@demo.example",
    frozenset({Role.RESPONDER, Role.RUNBOOK_OWNER, Role.ADMINISTRATOR, Role.AUDITOR}),
)
OMAR: Final = DemoPerson("Omar Haddad", "omar@demo.example", frozenset({Role.APPROVER, Role.RESPONDER}))


def seed(*, anew: bool) -> bool:
    """The demo organisation is there; whether it was made just now. `anew` makes another in its place."""
    if queries.demo_organisation() and not anew:
        return False
    say("up", "filling the demo organisation")
    card, (dana, _omar) = begin_demo([DANA, OMAR])
    with tenant(card.id):
        fill_library(dana)
    return True


def fill_library(owner: Member) -> None:
    """Every runbook of the demo, published."""
    from runbooks.actions.importing import save_text
    from runbooks.actions.publishing import publish

    for file in sorted(RUNBOOKS.glob("*.md")):
        saved = save_text(file.read_text(), by=owner, path=file.name)
        publish(saved.version_id, by=owner)


def dana() -> Member:
    """The demo's administrator, in the demo organisation in use. To be called inside its `tenant`."""
    return _person(DANA)


def hook_key() -> str:
    """The key of a new hook for the demo's health checker; it is in the answer and nowhere else."""
    card = queries.demo_organisation()
    assert card is not None, "the demo was filled before"  # noqa: S101
    with tenant(card.id):
        from integrations.keys import connect

        name = f"Demo health checker, {clock.now():%Y-%m-%d %H:%M:%S}"
        return connect("alertmanager", name, by=dana()).key


def enrolment_token() -> str:
    """A one-time token for the demo's agent."""
    card = queries.demo_organisation()
    assert card is not None, "the demo was filled before"  # noqa: S101
    with tenant(card.id):
        from execution.actions.agents import invite_agent

        return invite_agent(by=dana(), name="local").token


def sign_in_lines() -> list[str]:
    """One line a person, with `{url}` where the server's address goes."""
    card = queries.demo_organisation()
    if card is None:
        return []
    with tenant(card.id):
        people = [_person(DANA), _person(OMAR)]
    width = max(len(person.name) for person in people)
    return [
        f"sign in as {person.name:{width}}  {{url}}/sign-in/demo/{demo_token(person.user_id)}/"
        for person in people
    ]


def _person(person: DemoPerson) -> Member:
    card = queries.demo_organisation()
    members = queries.members(card.id) if card else []
    return next(member for member in members if member.email == person.email)
