"""The incident page, whole."""

from datetime import datetime
from secrets import token_hex
from typing import Unpack

from ddrun.copilot.drawing.verbs import More
from ddrun.copilot.fragments import Field, Row, Verb
from ddrun.copilot.incident_fragments import (
    AlertRow,
    IncidentFragment,
    Matched,
    Moment,
    Other,
    RunRow,
    Value,
)
from execution.queries.board import RunCard
from execution.types import RunStatus
from incidents.queries import AlertLine, IncidentView
from incidents.types import IncidentStatus, MatchState
from runbooks.types import FrozenStep, FrozenVersion, Risk
from runbooks.types.variables import Variable


def draw_incident(
    found: IncidentView, version: FrozenVersion | None, *, now: datetime, may_respond: bool
) -> IncidentFragment:
    """Everything the incident page shows at `now`; verbs only to who may respond."""
    verbs = _Verbs(found, may_respond)
    texts = [alert.description or alert.summary for alert in found.alerts]
    return IncidentFragment(
        id=found.id,
        number=f"INC-{found.number}",
        title=found.title,
        text=next((text for text in texts if text and text not in found.title), ""),
        severity=found.severity.value,
        status=found.status.value,
        service=found.service,
        environment=found.environment,
        since=found.opened_at,
        ended=found.resolved_at,
        now=now,
        matched=_matched(found, version, verbs),
        unmatched=_unmatched(found),
        others=tuple(
            Other(
                one.title,
                f"/runbooks/{one.runbook_id}/",
                "; ".join(one.reasons[:2]),
                verbs.attach(str(one.runbook_id)) if found.is_open else None,
            )
            for one in found.nearest
            if one.runbook_id != found.runbook_id
        ),
        alerts=tuple(_alert(alert) for alert in found.alerts),
        runs=tuple(_run(run) for run in found.runs),
        moments=tuple(
            Moment(line.at, line.text, "" if line.by in line.text else line.by)
            for line in reversed(found.timeline)
        ),
        is_open=found.is_open,
        offer=_offer(found),
        acknowledge=verbs.plain("acknowledge", "Acknowledge")
        if found.status is IncidentStatus.TRIGGERED
        else None,
        resolve=verbs.resolve() if found.is_open else verbs.plain("reopen", "Reopen"),
        empty_run=verbs.plain("empty-run", "Start an empty run", symbol="plus") if found.is_open else None,
        sequence=len(found.timeline),
    )


class _Verbs:
    """The verbs of one incident; None for who may not."""

    def __init__(self, found: IncidentView, allowed: bool) -> None:
        self.found = found
        self.allowed = allowed

    def plain(self, verb: str, label: str, **more: Unpack[More]) -> Verb | None:
        if not self.allowed:
            return None
        more.setdefault("id", f"{verb}-incident")
        return Verb(
            href=f"/incidents/{self.found.number}/{verb}/",
            label=label,
            key=token_hex(16),
            revision=0,
            **more,
        )

    def attach(self, runbook_id: str) -> Verb | None:
        return self.plain(
            "attach", "Use this one", hidden=(("runbook", runbook_id),), id=f"attach-{runbook_id}"
        )

    def resolve(self) -> Verb | None:
        explain = "It stays open while a run is live or a change is neither undone nor kept."
        why = Field("reason", "What was it? Leave it empty if the timeline says it.", required=False)
        return self.plain("resolve", "Resolve", symbol="check", explain=explain, fields=(why,))


def _value(name: str, value: str, origin: str, told: Variable | None) -> Value:
    if told is None:
        return Value(name, value, origin)
    hint = (
        f"default {told.default.text}"
        if told.default
        else f"e.g. {told.example.text}"
        if told.example
        else ""
    )
    numbers = ", ".join(str(number) for number in told.steps)
    steps = f"step{'s' if len(told.steps) > 1 else ''} {numbers}" if numbers else ""
    return Value(name, value, origin, told.type.value, "; ".join(filter(None, (hint, steps))))


def _matched(found: IncidentView, version: FrozenVersion | None, verbs: _Verbs) -> Matched | None:
    if found.runbook_id is None or version is None or not found.is_open:
        return None
    asked = (("version", str(found.version_id)),)
    this = (("runbook", str(found.runbook_id)),)
    told = {one.name: one for one in version.told}
    filled = tuple(_value(one.name, one.value, one.origin, told.get(one.name)) for one in found.variables)
    live = any(run.status in (RunStatus.ACTIVE, RunStatus.HELD) for run in found.runs)
    return Matched(
        title=found.runbook_title,
        href=f"/runbooks/{found.runbook_id}/",
        version=found.version_number or 0,
        published=version.published,
        reasons=found.reasons,
        says=found.match_reason,
        steps=tuple(_step(step) for step in version.steps),
        values=(*filled, *(_value(name, "", "", told.get(name)) for name in found.missing)),
        needed=version.needed,
        probes=tuple(probe.command for probe in version.probes),
        start=None
        if version.read_along_only
        else verbs.plain("start", "Start the run", tone="" if live else "primary tall", hidden=asked),
        read_along_only=version.read_along_only,
        start_read_along=verbs.plain("read-along", "Only read along", hidden=asked),
        not_this=verbs.plain("not-this", "Not this one", tone="quiet", hidden=this),
    )


def _step(step: FrozenStep) -> Row:
    says = step.risk.word if step.command else "Decision" if step.branches else "By hand"
    if step.command and step.risk is Risk.RED:
        says = "Danger, 2 people"
    return Row(
        id=f"p{step.position}",
        label=step.label,
        title=step.title,
        risk=step.risk if step.command else None,
        says=says,
        over=False,
    )


def _unmatched(found: IncidentView) -> str:
    if found.match_state is MatchState.PENDING:
        return "Looking for the runbook that fits. Nothing waits for it."
    return found.match_reason or "No runbook fits well enough to be put in front of you."


def _offer(found: IncidentView) -> str:
    if not found.offered:
        return ""
    if any(run.status in (RunStatus.ACTIVE, RunStatus.HELD) for run in found.runs):
        return "Every alert has resolved. A run is still live, so it stays open until you say."
    return "Every alert has resolved. Resolve the incident when nothing more is to be done."


def _alert(alert: AlertLine) -> AlertRow:
    return AlertRow(
        name=alert.name,
        state=alert.state.value,
        severity=alert.severity.value,
        summary=alert.summary,
        source=alert.source,
        since=alert.started_at or alert.first_seen_at,
        times=alert.times,
        because=alert.joined_because,
        labels=alert.labels,
        links=alert.links,
    )


def _run(run: RunCard) -> RunRow:
    is_open = run.status in (RunStatus.ACTIVE, RunStatus.HELD)
    ended = {True: "resolved it", False: "did not resolve it", None: str(run.status)}[run.resolved]
    says = f"{run.driver} drives, {run.settled} of {run.steps} steps over" if is_open else ended
    return RunRow(f"/runs/{run.id}/", f"Run {run.number}: {run.title}", says, is_open)
