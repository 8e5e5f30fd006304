"""A person starts a run: the published steps are copied, and from here on only the copy counts."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from compliance.actions import person
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Refusal
from execution.actions.advance import advance
from execution.actions.turn import answered, once
from execution.feed import Move
from execution.models import Run, StepRun
from execution.types import Given, Mode, RunStarted, RunStatus
from runbooks.types import FrozenStep, FrozenVersion
from runbooks.types.placeholders import canonical
from runbooks.types.variables import Variable

EMPTY: FrozenVersion = FrozenVersion(
    runbook_id=None, version_id=None, title="Empty run", number=0, published=False, steps=()
)


@transaction.atomic
def start_run(
    frozen: FrozenVersion,
    *,
    by: Member,
    idempotency_key: str,
    mode: Mode = Mode.COPILOT,
    incident_id: UUID | None = None,
    variables: Mapping[str, Given] | None = None,
    labels: Mapping[str, str] | None = None,
) -> RunStarted:
    """A new run of `frozen`, driven by `by`; its first green steps are under way when this returns.

    `labels` are the alert's: an agent must agree with them (law 6). Variables the runbook names and
    nobody has given stay empty. A repetition of the key gives the run that was started before.
    Raises `Refusal` when the version can only be read along and `mode` is another.
    """
    require(by, Act.RESPOND)
    before = once(by, "start run", idempotency_key)
    if before is not None:
        return RunStarted(UUID(str(before["run"])), int(str(before["number"])))
    if frozen.read_along_only and mode is not Mode.READ_ALONG:
        raise Refusal(frozen.read_along_only)
    run = _new_run(frozen, by, mode, incident_id)
    run.variables = _variables(frozen, variables or {})
    run.labels = dict(labels or {})
    run.checklist = {
        "needed": list(frozen.needed),
        "probes": [[one.need, one.command] for one in frozen.probes],
    }
    run.save(force_insert=True)
    StepRun.objects.bulk_create(
        _step(run, order, frozen_step) for order, frozen_step in enumerate(frozen.steps, start=1)
    )
    with Move(run) as move:
        text = f"{by.name} started run {run.number} of “{run.title}” in {mode}."
        move.note(
            Kind.RUN_STARTED,
            text,
            by=person(by),
            mode=mode.value,
            version=str(frozen.version_id or ""),
            version_number=frozen.number,
            published=frozen.published,
        )
        answered(by, idempotency_key, {"run": str(run.id), "number": run.number})
        advance(move)
    return RunStarted(run.id, run.number)


def start_empty_run(
    *,
    by: Member,
    idempotency_key: str,
    incident_id: UUID | None = None,
    variables: Mapping[str, Given] | None = None,
    labels: Mapping[str, str] | None = None,
) -> RunStarted:
    """A run without steps; each is added by hand."""
    return start_run(
        EMPTY,
        by=by,
        idempotency_key=idempotency_key,
        incident_id=incident_id,
        variables=variables,
        labels=labels,
    )


def _new_run(frozen: FrozenVersion, by: Member, mode: Mode, incident_id: UUID | None) -> Run:
    return Run(
        organisation_id=by.organisation_id,
        number=_next_number(by.organisation_id),
        incident_id=incident_id,
        runbook_id=frozen.runbook_id,
        version_id=frozen.version_id,
        version_number=frozen.number,
        published=frozen.published,
        title=frozen.title[:500],
        mode=mode,
        status=RunStatus.ACTIVE,
        started_by=by.id,
        started_by_name=by.name,
        started_at=now(),
        driver=by.id,
        driver_name=by.name,
        drivers=[str(by.id)],
    )


def _next_number(organisation_id: UUID) -> int:
    """One more than the highest; the lock makes two starts in one instant wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"runs {organisation_id}"])
    rows = Run.objects.filter(organisation_id=organisation_id)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _variables(frozen: FrozenVersion, given: Mapping[str, Given]) -> dict[str, dict[str, str | None]]:
    told = {canonical(one.name): _told(one) for one in frozen.told}
    values: dict[str, dict[str, str | None]] = {
        canonical(name): {"value": "", "origin": "", "by": None} for name in frozen.variables
    }
    for name, one in given.items():
        by = str(one.by) if one.by else None
        values[canonical(name)] = {"value": one.value, "origin": one.origin, "by": by}
    return {name: {**value, **told.get(name, {})} for name, value in values.items()}


def _told(variable: Variable) -> dict[str, str | None]:
    """What the text says of it, kept with the run: a suggestion, never a value by itself."""
    return {
        "type": variable.type.value,
        "default": variable.default.text if variable.default else "",
        "example": variable.example.text if variable.example else "",
    }


def _step(run: Run, order: int, frozen: FrozenStep) -> StepRun:
    return StepRun(
        organisation_id=run.organisation_id,
        run=run,
        order=order,
        position=frozen.position,
        label=frozen.label,
        title=frozen.title[:1000],
        text=frozen.text,
        kind=frozen.kind,
        span_start=frozen.span.start,
        span_end=frozen.span.end,
        line_from=frozen.lines[0],
        line_to=frozen.lines[1],
        command=frozen.command,
        command_start=frozen.command_span.start if frozen.command_span else None,
        command_end=frozen.command_span.end if frozen.command_span else None,
        language=frozen.language,
        risk=frozen.risk,
        reasons=list(frozen.reasons),
        undo=frozen.undo,
        drafted=frozen.drafted,
        vague=frozen.vague,
        warning=frozen.warning,
        expected=frozen.expected,
        branches=[{"label": branch.label, "goto": branch.goto} for branch in frozen.branches],
        stand_ins=[[one.start, one.end, one.name] for one in frozen.stand_ins],
    )
