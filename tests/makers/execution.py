"""Runs and agents as they come to be: frozen steps, a connected agent, and an agent's words."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from ddrun.accounts.types import OrganisationCard
from ddrun.lib.access import Member
from ddrun.lib.clock import now
from ddrun.lib.errors import NotFound
from ddrun.lib.ids import secret_token, uuid7
from execution.actions.desk import Told
from execution.actions.start import start_run
from execution.actions.turn import Press
from execution.actions.words import take_words
from execution.models import Agent, Approval, Attempt, Run, StepRun
from execution.protocol.messages import Buried, Ended, FromAgent, Output, Refused, Started, Status
from execution.types import Given, Mode
from runbooks.queries import classify
from runbooks.types import Branch, FrozenStep, FrozenVersion, Language, Span, StepKind

GREEN, YELLOW, RED = "df -h", "systemctl restart worker", "rm -rf /srv/queue/scratch"


def step(command: str = "", *, title: str = "", undo: str = "", drafted: bool = False) -> FrozenStep:
    """A step as the library freezes it; without a command it is manual. Its place is given by `version`."""
    verdict = classify(command, Language.SHELL) if command else None
    return FrozenStep(
        position=1,
        label="1",
        title=title or command or "Look around",
        text="",
        kind=StepKind.COMMAND if command else StepKind.MANUAL,
        span=Span(0, 10),
        lines=(1, 1),
        command=command,
        command_span=Span(0, len(command)) if command else None,
        risk=verdict.risk if verdict else FrozenStep.risk,
        reasons=verdict.reasons if verdict else (),
        undo=undo,
        drafted=drafted,
    )


def decision(*branches: tuple[str, int | str | None]) -> FrozenStep:
    """A decision with those branches."""
    made = step(title="Is it down?")
    ways = tuple(Branch(label, goto) for label, goto in branches)
    return FrozenStep(**{**vars(made), "kind": StepKind.DECISION, "branches": ways})


def version(*steps: FrozenStep, published: bool = True, variables: tuple[str, ...] = ()) -> FrozenVersion:
    """A version of those steps, numbered in order."""
    placed = tuple(
        FrozenStep(**{**vars(one), "position": place, "label": str(place)})
        for place, one in enumerate(steps, start=1)
    )
    return FrozenVersion(uuid7(), uuid7(), "Queue is stuck", 3, published, placed, variables)


def make_agent(organisation: OrganisationCard, name: str = "demo-1", **fields: object) -> Agent:
    """An agent that is connected and accepts everything, unless told otherwise."""
    at = now()
    defaults: dict[str, object] = {
        "public_key": bytes(32),
        "max_risk": "red",
        "connection": secret_token(),
        "journal": "journal-1",
        "last_seen": at,
        "connected_at": at,
        "enrolled_at": at - timedelta(days=1),
    }
    return Agent.objects.create(organisation_id=organisation.id, name=name, **(defaults | fields))


def make_run(
    by: Member,
    *steps: FrozenStep | str,
    mode: Mode = Mode.COPILOT,
    published: bool = True,
    variables: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    incident_id: UUID | None = None,
    of: Mapping[str, Any] | None = None,
) -> Run:
    """A run started by `by`; a step given as text is its command. `of` is what else its version has."""
    frozen = version(*(step(one) if isinstance(one, str) else one for one in steps), published=published)
    frozen = replace(frozen, **(of or {}))
    given = {name: Given(value, "alert") for name, value in (variables or {}).items()}
    begun = start_run(
        frozen,
        by=by,
        idempotency_key=secret_token(),
        mode=mode,
        variables=given,
        labels=labels,
        incident_id=incident_id,
    )
    return fresh(begun.run_id)


def fresh(run: Run | UUID) -> Run:
    """The run as it stands now."""
    return Run.objects.get(id=run.id if isinstance(run, Run) else run)


def press(run: Run | UUID) -> Press:
    """A press of a button on a page drawn just now."""
    return Press(secret_token(), fresh(run).revision)


def step_at(run: Run, order: int) -> StepRun:
    """The step at that place, as it stands now."""
    return StepRun.objects.get(run=run, order=order)


def statuses(run: Run) -> list[str]:
    """Where every step stands, in order."""
    return [
        str(one) for one in StepRun.objects.filter(run=run).order_by("order").values_list("status", flat=True)
    ]


def last_attempt(run: Run) -> Attempt:
    """The attempt that was sent last."""
    return Attempt.objects.filter(run=run).latest("sent_at", "id")


def open_approval(run: Run) -> Approval:
    """The run's approval that is asked or given."""
    return Approval.objects.get(run=run, status__in=["asked", "given"])


def says_started(attempt: Attempt) -> Told:
    """The agent says that the process exists."""
    return _said(
        attempt,
        Started(attempt.connection, str(attempt.id), attempt.digest, "web-1", "runner", "/", attempt.risk, 1),
    )


def says(attempt: Attempt, data: bytes, offset: int = 0, dropped: int = 0) -> Told:
    """The agent sends output."""
    word = Output(attempt.connection, str(attempt.id), "stdout", offset, data, dropped)
    return _said(attempt, word)


def says_ended(
    attempt: Attempt, exit_code: int = 0, *, how: str = "exited", data: bytes = b"", total: int | None = None
) -> Told:
    """The agent says that it is over, `data` being all it printed."""
    word = Ended(
        connection=attempt.connection,
        attempt=str(attempt.id),
        digest=attempt.digest,
        how=how,
        exit=exit_code if how == "exited" else None,
        signal=None,
        total=len(data) if total is None else total,
        dropped=0,
        output_digest=hashlib.sha256(data).hexdigest(),
        milliseconds=1200,
        confirmed=True,
        left=[],
        reason="",
    )
    return _said(attempt, word)


def runs_through(run: Run, data: bytes = b"") -> Attempt:
    """What was sent last starts, prints `data` and ends well."""
    attempt = last_attempt(run)
    says_started(attempt)
    if data:
        says(attempt, data)
    says_ended(attempt, data=data)
    return attempt


def says_buried(attempt: Attempt) -> Told:
    """The agent says that it never started and never will."""
    word = Buried(attempt.connection, str(attempt.id), "It came too late.")
    return _said(attempt, word)


def says_refused(attempt: Attempt) -> Told:
    """The agent's own rules say no."""
    word = Refused(
        attempt.connection, str(attempt.id), attempt.digest, "guard", "It is on the deny list.", "red"
    )
    return _said(attempt, word)


def says_status(attempt: Attempt, state: str, total: int = 0) -> Told:
    """The agent answers what became of it."""
    word = Status(attempt.connection, str(attempt.id), attempt.journal, state, total, "its keeper is gone")
    return _said(attempt, word)


def _said(attempt: Attempt, word: FromAgent) -> Told:
    """What the server answers to one word; raises `NotFound` when it knows no such attempt of the agent."""
    for _, told in take_words(attempt.organisation_id, attempt.agent_id, [word]):
        return told
    raise NotFound("There is no such attempt.")
