"""Words of the ledger that others may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

# What a fact may be. A sequence is a list or a tuple; numbers stay within what RFC 8785 can write.
type JSON = bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None


@dataclass(frozen=True)
class Actor:
    """Who did it, as plain values: an entry outlives the person.

    `kind` is person, agent or system; `id` is the member's, the agent's, or the name of the part.
    """

    kind: str
    id: str
    name: str


SYSTEM = Actor("system", "dd0c/run", "dd0c/run")


class Kind(StrEnum):
    """Every act that is written down."""

    ORGANISATION_CREATED = "organisation.created"
    SIGNED_IN = "person.signed_in"
    SIGNED_OUT = "person.signed_out"
    PERSON_INVITED = "person.invited"
    PERSON_JOINED = "person.joined"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    RUNBOOK_IMPORTED = "runbook.imported"
    RUNBOOK_EDITED = "runbook.edited"
    RUNBOOK_PUBLISHED = "runbook.published"
    RUNBOOK_UNPUBLISHED = "runbook.unpublished"
    LIBRARY_CHANGED = "library.changed"
    RULE_ADDED = "rule.added"
    RULE_WITHDRAWN = "rule.withdrawn"
    EXCEPTION_ASKED = "exception.asked"
    EXCEPTION_GIVEN = "exception.given"
    EXCEPTION_ENDED = "exception.ended"
    MODEL_ASKED = "model.asked"
    INTEGRATION_CREATED = "integration.created"
    INTEGRATION_CHANGED = "integration.changed"
    DELIVERY_ACCEPTED = "delivery.accepted"
    DELIVERY_REFUSED = "delivery.refused"
    ALERT_RECEIVED = "alert.received"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_CHANGED = "incident.changed"
    INCIDENT_RESOLVED = "incident.resolved"
    RUNBOOK_MATCHED = "runbook.matched"
    RUNBOOK_UNMATCHED = "runbook.unmatched"
    RUN_STARTED = "run.started"
    RUN_CHANGED = "run.changed"
    RUN_FINISHED = "run.finished"
    DRIVER_CHANGED = "run.driver_changed"
    STEP_CHANGED = "step.changed"
    STEP_EDITED = "step.edited"
    STEP_ADDED = "step.added"
    STEP_SKIPPED = "step.skipped"
    STEP_BY_HAND = "step.by_hand"
    DECISION_TAKEN = "step.decision_taken"
    ATTEMPT_SENT = "attempt.sent"
    ATTEMPT_STARTED = "attempt.started"
    ATTEMPT_ENDED = "attempt.ended"
    ATTEMPT_REFUSED = "attempt.refused"
    STOP_ASKED = "attempt.stop_asked"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_GIVEN = "approval.given"
    APPROVAL_REFUSED = "approval.refused"
    APPROVAL_VOID = "approval.void"
    HOLD_SET = "hold.set"
    HOLD_LIFTED = "hold.lifted"
    AGENT_INVITED = "agent.invited"
    AGENT_ENROLLED = "agent.enrolled"
    AGENT_CHANGED = "agent.changed"
    CHANGE_KEPT = "change.kept"
    DEMO_BROKEN = "demo.broken"
    EVIDENCE_EXPORTED = "evidence.exported"
    CHAIN_SEALED = "chain.sealed"


@dataclass(frozen=True)
class NewEntry:
    """An act to be written down; its place and hash come with the writing."""

    kind: Kind
    actor: Actor
    facts: Mapping[str, JSON]
    incident_id: UUID | None = None
    run_id: UUID | None = None


@dataclass(frozen=True)
class Recorded:
    """An entry that was written: its place in the organisation's sequence and its hash in hex."""

    organisation_id: UUID
    sequence: int
    hash: str
