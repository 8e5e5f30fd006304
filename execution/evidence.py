"""What execution adds to evidence: each run as it went, every byte its commands printed, exceptions."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ddrun.lib.ports import EvidenceFile, EvidenceScope
from execution.models import Attempt, CommandException, OutputChunk, Run, StepRun


class RunEvidence:
    """Answers `ddrun.lib.ports.EvidenceSource`."""

    def files(self, scope: EvidenceScope) -> Iterable[EvidenceFile]:
        """A summary of each run and the output of each attempt, which the ledger names by SHA-256."""
        runs = Run.objects.filter(organisation_id=scope.organisation_id, id__in=scope.run_ids)
        for run in runs.order_by("number"):
            yield from _of_run(run)
        rows = CommandException.objects.filter(organisation_id=scope.organisation_id)
        if said := [_exception(row) for row in rows.select_related("agent").order_by("asked_at")]:
            yield EvidenceFile("policy/exceptions.json", json.dumps(said, indent=1, sort_keys=True).encode())


def _of_run(run: Run) -> Iterator[EvidenceFile]:
    steps = list(StepRun.objects.filter(organisation_id=run.organisation_id, run=run).order_by("order"))
    attempts = list(
        Attempt.objects.filter(organisation_id=run.organisation_id, run=run)
        .select_related("step", "agent")
        .order_by("step__order", "number")
    )
    summary = {
        "number": run.number,
        "title": run.title,
        "runbook": _text(run.runbook_id),
        "version": run.version_number,
        "mode": run.mode,
        "status": run.status,
        "started": {"by": run.started_by_name, "at": _text(run.started_at)},
        "finished_at": _text(run.finished_at),
        "resolved": run.resolved,
        "steps": [_step(step, attempts) for step in steps],
    }
    yield EvidenceFile(f"runs/{run.number}/run.json", json.dumps(summary, indent=1, sort_keys=True).encode())
    for attempt in attempts:
        path = f"runs/{run.number}/step {attempt.step.label} attempt {attempt.number} output.txt"
        yield EvidenceFile(path, _output(attempt))


def _step(step: StepRun, attempts: list[Attempt]) -> dict[str, Any]:
    return {
        "label": step.label,
        "title": step.title,
        "status": step.status,
        "command": step.present_command,
        "as_in_runbook": step.command,
        "skipped_why": step.skip_reason,
        "done_by_hand": step.hand_note,
        "attempts": [_attempt(attempt) for attempt in attempts if attempt.step_id == step.id],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "status": attempt.status,
        "digest": attempt.digest,
        "command": attempt.command,
        "risk": attempt.risk,
        "reasons": attempt.reasons,
        "agent": attempt.agent.name,
        "target": attempt.target,
        "sent_by": attempt.sent_by_name,
        "by_itself": attempt.by_itself,
        "sent_at": _text(attempt.sent_at),
        "started_at": _text(attempt.started_at),
        "ended_at": _text(attempt.ended_at),
        "exit_code": attempt.exit_code,
        "output_sha256": attempt.output_digest,
    }


def _exception(row: CommandException) -> dict[str, Any]:
    return {
        "exception": str(row.id),
        "agent": row.agent.name,
        "command": row.command,
        "interpreter": row.interpreter,
        "digest": row.digest,
        "reason": row.reason,
        "asked": {"by": row.asked_by_name, "at": _text(row.asked_at)},
        "given": {"by": row.given_by_name, "at": _text(row.given_at)},
        "expires_at": _text(row.expires_at),
        "ended": {"by": row.ended_by_name, "at": _text(row.ended_at), "why": row.ended_why},
    }


def _output(attempt: Attempt) -> bytes:
    rows = OutputChunk.objects.filter(organisation_id=attempt.organisation_id, attempt=attempt)
    return b"".join(bytes(data) for data in rows.order_by("offset").values_list("data", flat=True))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
