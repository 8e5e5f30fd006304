"""Who may do what, as a matrix: a row for each act, a column for each role."""

import pytest

from ddrun.lib.access import WHO_MAY, Act, Member, Role, require
from ddrun.lib.errors import NotAllowed
from ddrun.lib.ids import uuid7

COLUMNS = (Role.VIEWER, Role.RESPONDER, Role.RUNBOOK_OWNER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR)
MATRIX = {
    #                        view  resp  owner appr  admin audit
    Act.READ: "               yes   yes   yes   yes   yes   yes",
    Act.RESPOND: "            no    yes   yes   yes   yes   no",
    Act.RECEIVE_BY_HAND: "    no    yes   yes   yes   yes   no",
    Act.IMPORT: "             no    yes   yes   no    yes   no",
    Act.PUBLISH: "            no    no    yes   no    no    no",
    Act.SET_LEAST_QUALITY: " no    no    yes   no    yes   no",
    Act.ADD_RULE: "           no    no    yes   no    yes   no",
    Act.WITHDRAW_RULE: "      no    no    no    no    yes   no",
    Act.ASK_EXCEPTION: "      no    no    yes   no    no    no",
    Act.END_EXCEPTION: "      no    no    yes   yes   yes   no",
    Act.APPROVE: "            no    no    no    yes   no    no",
    Act.HOLD_EVERYTHING: "    no    yes   yes   yes   yes   no",
    Act.LIFT_HOLD: "          no    no    no    yes   yes   no",
    Act.SEE_LEDGER: "         no    no    no    no    yes   yes",
    Act.EXPORT_EVIDENCE: "    no    no    no    no    yes   yes",
    Act.MANAGE_AGENTS: "      no    no    no    no    yes   no",
    Act.MANAGE_INTEGRATIONS: "no    no    no    no    yes   no",
    Act.MANAGE_PEOPLE: "      no    no    no    no    yes   no",
    Act.USE_ADMIN: "          no    no    yes   no    yes   yes",
}
CELLS = [
    (act, role, answer == "yes")
    for act, row in MATRIX.items()
    for role, answer in zip(COLUMNS, row.split(), strict=True)
]


def somebody(*roles: Role) -> Member:
    return Member(uuid7(), 1, uuid7(), "Somebody", "somebody@example.com", frozenset(roles))


@pytest.mark.parametrize(("act", "role", "allowed"), CELLS)
def test_a_role_may_do_exactly_what_the_matrix_says(act: Act, role: Role, allowed: bool) -> None:
    assert somebody(role).may(act) is allowed


def test_every_act_stands_in_the_matrix() -> None:
    assert set(MATRIX) == set(Act) == set(WHO_MAY)


@pytest.mark.parametrize("act", Act)
def test_nobody_without_a_role_may_do_anything_and_is_told_who_may(act: Act) -> None:
    with pytest.raises(NotAllowed, match="an administrator can give it"):
        require(somebody(), act)


def test_who_audits_never_acts() -> None:
    acts = {act for act in Act if somebody(Role.AUDITOR).may(act)}
    assert acts == {Act.READ, Act.SEE_LEDGER, Act.EXPORT_EVIDENCE, Act.USE_ADMIN}
