"""Who may do what: the one table, and the person as the rest of the product sees one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from ddrun.lib.errors import NotAllowed


class Role(StrEnum):
    """What a person is in one organisation; a person may hold several."""

    VIEWER = "viewer"
    RESPONDER = "responder"
    RUNBOOK_OWNER = "runbook owner"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Act(StrEnum):
    """Everything a role can allow. The value reads after "may"."""

    READ = "read runbooks, incidents and runs"
    RESPOND = "acknowledge incidents, start and drive runs"
    RECEIVE_BY_HAND = "open an incident by hand"
    IMPORT = "save runbooks"
    PUBLISH = "publish runbooks"
    SET_LEAST_QUALITY = "say how good a runbook must be to be run"
    ADD_RULE = "add rules on commands"
    WITHDRAW_RULE = "withdraw rules on commands"
    ASK_EXCEPTION = "ask for an exception for one command on one target"
    END_EXCEPTION = "end an exception"
    APPROVE = "approve dangerous steps"
    HOLD_EVERYTHING = "hold everything"
    LIFT_HOLD = "let runs go on after a hold"
    SEE_LEDGER = "read the ledger"
    EXPORT_EVIDENCE = "export evidence"
    MANAGE_AGENTS = "manage agents"
    MANAGE_INTEGRATIONS = "manage integrations"
    MANAGE_PEOPLE = "invite people and give roles"
    USE_ADMIN = "open the admin"


_R = Role
WHO_MAY: Final[Mapping[Act, frozenset[Role]]] = {
    Act.READ: frozenset(_R),
    Act.RESPOND: frozenset({_R.RESPONDER, _R.RUNBOOK_OWNER, _R.APPROVER, _R.ADMINISTRATOR}),
    Act.RECEIVE_BY_HAND: frozenset({_R.RESPONDER, _R.RUNBOOK_OWNER, _R.APPROVER, _R.ADMINISTRATOR}),
    Act.IMPORT: frozenset({_R.RESPONDER, _R.RUNBOOK_OWNER, _R.ADMINISTRATOR}),
    Act.PUBLISH: frozenset({_R.RUNBOOK_OWNER}),
    Act.SET_LEAST_QUALITY: frozenset({_R.RUNBOOK_OWNER, _R.ADMINISTRATOR}),
    Act.ADD_RULE: frozenset({_R.RUNBOOK_OWNER, _R.ADMINISTRATOR}),
    # A rule makes things stricter; to take one back makes them weaker, so it takes more.
    Act.WITHDRAW_RULE: frozenset({_R.ADMINISTRATOR}),
    Act.ASK_EXCEPTION: frozenset({_R.RUNBOOK_OWNER}),
    Act.END_EXCEPTION: frozenset({_R.RUNBOOK_OWNER, _R.APPROVER, _R.ADMINISTRATOR}),
    Act.APPROVE: frozenset({_R.APPROVER}),
    Act.HOLD_EVERYTHING: frozenset({_R.RESPONDER, _R.RUNBOOK_OWNER, _R.APPROVER, _R.ADMINISTRATOR}),
    Act.LIFT_HOLD: frozenset({_R.APPROVER, _R.ADMINISTRATOR}),
    Act.SEE_LEDGER: frozenset({_R.AUDITOR, _R.ADMINISTRATOR}),
    Act.EXPORT_EVIDENCE: frozenset({_R.AUDITOR, _R.ADMINISTRATOR}),
    Act.MANAGE_AGENTS: frozenset({_R.ADMINISTRATOR}),
    Act.MANAGE_INTEGRATIONS: frozenset({_R.ADMINISTRATOR}),
    Act.MANAGE_PEOPLE: frozenset({_R.ADMINISTRATOR}),
    Act.USE_ADMIN: frozenset({_R.RUNBOOK_OWNER, _R.ADMINISTRATOR, _R.AUDITOR}),
}


@dataclass(frozen=True)
class Member:
    """A person in one organisation, as handed between the rooms.

    `role_since` holds when each role was given: a role granted during a run does not count for it.
    """

    id: UUID
    user_id: int
    organisation_id: UUID
    name: str
    email: str
    roles: frozenset[Role] = frozenset()
    role_since: Mapping[Role, datetime] = field(default_factory=dict, hash=False, compare=False)

    def may(self, act: Act) -> bool:
        """Whether one of the person's roles allows `act`."""
        return bool(self.roles & WHO_MAY[act])

    def may_since(self, act: Act) -> datetime | None:
        """Since when a role of the person's has allowed `act`; None when none does."""
        given = (self.role_since[role] for role in self.roles & WHO_MAY[act] if role in self.role_since)
        return min(given, default=None)


def require(member: Member, act: Act) -> None:
    """Raises `NotAllowed`, naming the roles that may, unless `member` may `act`."""
    if not member.may(act):
        who = " or ".join(sorted(WHO_MAY[act]))
        raise NotAllowed(f"You may not {act}. It takes the role {who}; an administrator can give it.")
