"""The run page: everything it shows, read in one go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ddrun.accounts import queries as accounts
from ddrun.lib.access import Act, Member
from ddrun.lib.errors import NotFound
from ddrun.lib.postgres.together import Asked, read_together
from execution.machine.plan import Plan, plan
from execution.machine.states import UNDER_WAY
from execution.models import Approval, Attempt, Run, RunEvent, StepRun
from execution.queries.board import EventView, PersonView, RunView, StripItem
from execution.queries.cards import CommandPiece, StepView
from execution.queries.changes import changes_of
from execution.queries.consent import approval_view
from execution.queries.judging import Around, Judged, around, judge, place_of
from execution.queries.needed import probes_of, variables_of
from execution.queries.output import attempt_views, tails
from execution.queries.permits import Viewer, run_permits, step_permits
from execution.queries.planning import planned
from execution.types import ApprovalStatus, Mode, RunStatus, StepStatus
from runbooks import queries as runbooks
from runbooks.types import Branch, Language, Risk, StepKind
from runbooks.types.advice import Advice

EVENTS_SHOWN: Final = 200
# A run moves a few times a second at most; one that moves during each of these is drawn as it stands.
READINGS: Final = 4
_RUN: Final = "select * from execution_run where id = %s and organisation_id = %s"
_STEPS: Final = 'select * from execution_steprun where run_id = %s and organisation_id = %s order by "order"'
_ATTEMPTS: Final = (
    "select * from execution_attempt where run_id = %s and organisation_id = %s order by number"
)
_APPROVALS: Final = (
    "select * from execution_approval where run_id = %s and organisation_id = %s order by asked_at desc"
)


@dataclass(frozen=True)
class _Rows:
    run: Run
    steps: Sequence[StepRun]
    attempts: Mapping[UUID, Sequence[Attempt]]
    approvals: Sequence[Approval]
    about: Around
    tails: Mapping[UUID, tuple[str, int]]


def run_page(organisation_id: UUID, run_id: UUID, viewer: Member) -> RunView:
    """The run as the viewer sees it; raises `NotFound`."""
    rows = _read(organisation_id, run_id)
    run, looks = rows.run, Viewer(viewer, rows.run)
    now = plan(planned(run, rows.steps, everything_held=rows.about.everything_held is not None))
    steps = tuple(_step(rows, step, looks, now) for step in rows.steps)
    under_way = any(step.status in UNDER_WAY for step in rows.steps)
    return RunView(
        id=run.id,
        number=run.number,
        title=run.title,
        status=RunStatus(run.status),
        mode=Mode(run.mode),
        revision=run.revision,
        sequence=run.last_event,
        incident_id=run.incident_id,
        runbook_id=run.runbook_id,
        version_id=run.version_id,
        version_number=run.version_number,
        published=run.published,
        started_by=run.started_by_name,
        started_at=run.started_at,
        finished_at=run.finished_at,
        driver_id=run.driver,
        driver=run.driver_name,
        is_driver=looks.drives,
        held_why=run.held_why,
        everything_held=rows.about.everything_held,
        paused=run.paused,
        next_kind=now.next.value,
        next=_next(now, steps),
        steps=steps,
        strip=tuple(_strip(step) for step in steps),
        changes=tuple(changes_of(run, rows.steps, rows.attempts)),
        people=_people(organisation_id, run, rows.approvals),
        events=events_since(organisation_id, run_id, max(0, run.last_event - EVENTS_SHOWN)),
        variables=variables_of(run, rows.steps),
        needed=tuple(run.checklist.get("needed", ())),
        probes=probes_of(run),
        agent=rows.about.agent(place_of(run, rows.about).agent_id),
        agents=rows.about.agents,
        resolved=run.resolved,
        resolved_by_step=run.resolved_by_step,
        may=run_permits(looks, rows.about.everything_held, under_way=under_way),
    )


def events_since(organisation_id: UUID, run_id: UUID, sequence: int) -> tuple[EventView, ...]:
    """What happened after event number `sequence`, in order."""
    rows = RunEvent.objects.filter(organisation_id=organisation_id, run_id=run_id, sequence__gt=sequence)
    return tuple(
        EventView(row.sequence, row.kind, row.at, row.actor_name, row.step_id, row.text)
        for row in rows.order_by("sequence")
    )


def _read(organisation_id: UUID, run_id: UUID) -> _Rows:
    """The rows of one revision: a press on a page drawn across two of them would be refused as stale."""
    whose = [run_id, organisation_id]
    for _ in range(READINGS):
        runs, steps, attempts, approvals, again = read_together(
            Asked(Run, _RUN, whose),
            Asked(StepRun, _STEPS, whose),
            Asked(Attempt, _ATTEMPTS, whose),
            Asked(Approval, _APPROVALS, whose),
            Asked(Run, _RUN, whose),
        )
        if not runs:
            raise NotFound("There is no such run.")
        if runs[0].revision == again[0].revision:
            break
    by_step: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_step[attempt.step_id].append(attempt)
    return _Rows(
        run=runs[0],
        steps=steps,
        attempts=by_step,
        approvals=approvals,
        about=around(organisation_id),
        tails=tails(organisation_id, run_id),
    )


def _step(rows: _Rows, step: StepRun, viewer: Viewer, now: Plan) -> StepView:
    opened = [one for one in rows.approvals if one.status in (ApprovalStatus.ASKED, ApprovalStatus.GIVEN)]
    judged = judge(rows.run, step, rows.about, opened)
    latest = next((one for one in rows.approvals if one.step_id == step.id), None)
    is_current = step.order == now.order
    typed = judged.target.name if judged.target and judged.risk is Risk.RED else ""
    return StepView(
        id=step.id,
        order=step.order,
        position=step.position,
        label=step.label,
        title=step.title,
        text=step.text,
        kind=StepKind(step.kind),
        language=Language(step.language),
        status=StepStatus(step.status),
        is_current=is_current,
        risk=judged.risk,
        reasons=judged.verdict.reasons,
        command=judged.resolved.text,
        pieces=_pieces(rows.run, judged),
        edited_from=step.command if step.edited_command else "",
        added_by=step.added_by_name,
        drafted=step.drafted,
        accepted=step.accepted_by is not None,
        missing=judged.resolved.missing,
        vague=step.vague,
        warning=step.warning,
        expected=step.expected,
        undo=step.undo or judged.verdict.undo or "",
        lines=(step.line_from, step.line_to),
        branches=tuple(Branch(str(one["label"]), one["goto"]) for one in step.branches),
        advice=_advice(step, judged) if is_current else Advice(),
        chosen=step.chosen,
        skip_reason=step.skip_reason,
        hand_note=step.hand_note,
        settled_by=step.settled_by_name,
        forbidden=judged.under.forbidden,
        policy=judged.policy,
        target=judged.target,
        no_target=judged.no_target if step.present_command else "",
        decision=judged.ruling.decision,
        why=judged.ruling.reason,
        by_itself=judged.ruling.by_itself,
        why_not_by_itself=judged.ruling.why_not_by_itself,
        typed_target=typed,
        approval=approval_view(latest, rows.run, step, viewer.member) if latest else None,
        attempts=attempt_views(rows.attempts.get(step.id, ()), rows.tails),
        may=step_permits(viewer, step, judged, is_current=is_current),
    )


def _advice(step: StepRun, judged: Judged) -> Advice:
    """What can be offered beside the command, its values filled in."""
    if not step.present_command:
        return Advice()
    return runbooks.advice(judged.resolved.open_text, Language(step.language), judged.risk)


def _pieces(run: Run, judged: Judged) -> tuple[CommandPiece, ...]:
    return tuple(
        CommandPiece(
            piece.text,
            piece.variable,
            piece.filled,
            str(run.variables.get(piece.variable, {}).get("origin", "")),
        )
        for piece in judged.resolved.pieces
    )


def _strip(step: StepView) -> StripItem:
    return StripItem(step.id, step.label, step.title, step.kind, step.risk, step.status, step.is_current)


def _next(now: Plan, steps: Sequence[StepView]) -> str:
    """What the dock says of what comes, in one sentence."""
    step = next((one for one in steps if one.order == now.order), None)
    if step is None or now.why_not:
        return now.why_not
    stops = next((one for one in steps if one.order > step.order and not one.by_itself), None)
    if not step.by_itself:
        return step.why
    return (
        f"Goes on by itself, then stops before step {stops.label}."
        if stops
        else "Goes on by itself to the end."
    )


def _people(organisation_id: UUID, run: Run, approvals: Sequence[Approval]) -> tuple[PersonView, ...]:
    people = [PersonView(run.driver, run.driver_name, "drives")]
    if run.started_by != run.driver:
        people.append(PersonView(run.started_by, run.started_by_name, "started it"))
    answered = {one.answered_by: one.answered_by_name for one in approvals if one.answered_by}
    people += [
        PersonView(member, name, "answered an approval") for member, name in answered.items() if member
    ]
    known = {person.id for person in people} | {UUID(one) for one in run.drivers}
    for member in accounts.members_who_may(organisation_id, Act.APPROVE):
        if member.id not in known:
            people.append(PersonView(member.id, member.name, "can approve"))
    return tuple(people)
