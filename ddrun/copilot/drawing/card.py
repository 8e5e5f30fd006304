"""The current step: what it is, what it would do, what it waits for."""

from collections.abc import Mapping

from ddrun.copilot.drawing.steps import TROUBLE, log_of
from ddrun.copilot.drawing.verbs import Verbs
from ddrun.copilot.fragments import Card, Choice, Draft, Gate, Piece, Verb
from execution.queries.board import RunView
from execution.queries.cards import StepView
from execution.types import ApprovalStatus, StepStatus
from runbooks.types import Branch, Language, Risk


def card(run: RunView, step: StepView, verbs: Verbs) -> Card:
    """The card of the current step as this viewer sees it."""
    attempt = step.attempt
    state = _state(step)
    return Card(
        id=step.id.hex,
        label=step.label,
        title=step.title,
        text=_beyond_title(step.text, step.title),
        state=state,
        chip=_chip(step, state),
        risk=step.risk if step.command else None,
        lead=_lead(step, state),
        policy=step.policy if step.command else (),
        reasons=tuple(one for one in step.reasons if one not in step.policy) if step.command else (),
        pieces=tuple(_piece(p.text, p.variable, p.filled, p.origin) for p in step.pieces),
        command=step.command,
        language=step.language.value,
        filled=sum(1 for piece in step.pieces if piece.variable and piece.filled),
        where=step.target.name if step.target else "",
        edited_from=step.edited_from,
        expected=step.expected,
        undo=step.undo,
        undo_says=_undo_says(step),
        drafts=_drafts(run, step, verbs) if state in ("ask", "wait", "failed", "unknown") else (),
        warning=step.warning,
        vague=step.vague,
        source=_source(run, step),
        source_href=f"/runbooks/{run.runbook_id}/" if run.runbook_id else "",
        gates=_gates(run, step, state),
        choices=_choices(run, step, verbs) if state == "decide" else (),
        asks=_asks(run, step, state, verbs),
        log=log_of(run.id, attempt) if attempt and state not in ("ask", "wait") else None,
        since=attempt.started_at if attempt else None,
        ways=_ways(step) if state in ("failed", "unknown") else (),
        confirm=step.typed_target if step.may.run and step.typed_target else "",
        confirm_form=f"step-{step.id.hex}",
    )


def _beyond_title(text: str, title: str) -> str:
    """The text without the title it begins with, when what is left is a sentence of its own."""
    said, head = text.strip(), title.strip()
    if not said.casefold().startswith(head.casefold()):
        return said
    rest = said[len(head) :].lstrip(" .:;,\n")
    return rest if not rest or rest[0].isupper() else said


def _state(step: StepView) -> str:
    if step.status is StepStatus.SENT:
        return "sent"
    if step.status is StepStatus.RUNNING:
        return "running"
    if step.status is StepStatus.WAITING:
        return "wait"
    if step.status is StepStatus.UNKNOWN:
        return "unknown"
    if step.status in TROUBLE:
        return "failed"
    if step.branches:
        return "decide"
    return "ask" if step.command else "hand"


def _chip(step: StepView, state: str) -> str:
    attempt = step.attempt
    if state == "unknown":
        return "Unknown: it may have run"
    if state == "failed" and attempt:
        words = {"stopped": "Stopped", "buried": "Never started"}.get(step.status.value, "Failed")
        exit_code = f", exit {attempt.exit_code}" if attempt.exit_code is not None else ""
        after = f" after {attempt.seconds:.0f} s" if attempt.seconds else ""
        return f"{words}{after}{exit_code}"
    if state == "decide":
        return "Decision"
    if not step.command:
        return "By hand"
    if step.forbidden:
        return "Danger: forbidden here"
    if step.risk is Risk.GREEN:
        return "Safe: reads only"
    return f"{step.risk.word}: {'undo ready' if step.undo else 'no undo known'}"


def _lead(step: StepView, state: str) -> str:
    attempt = step.attempt
    if state == "unknown":
        return (
            "Nobody can know whether it ran. Look on the machine, then say what you found. "
            "It is never sent again by itself."
        )
    if state == "failed" and attempt:
        left = f" Still there: {', '.join(attempt.left)}." if attempt.left else ""
        harmless = " It only reads, so it changed nothing." if attempt.risk is Risk.GREEN else ""
        never = " It never started, so it changed nothing." if step.status is StepStatus.BURIED else harmless
        return f"{attempt.reason}{never}{left}".strip()
    if step.drafted and not step.accepted:
        return "This command does not stand in the source word for word. Read it, then accept or edit it."
    return ""


def _piece(text: str, variable: str, filled: bool, origin: str) -> Piece:
    if not variable:
        return Piece(text)
    return Piece(text, origin or variable) if filled else Piece(text, unfilled=True)


def _undo_says(step: StepView) -> str:
    if not step.command or step.risk is Risk.GREEN or step.undo:
        return ""
    return step.advice.no_undo or "No undo is known for this command."


def _drafts(run: RunView, step: StepView, verbs: Verbs) -> tuple[Draft, ...]:
    """What can be done instead or first; an undo is among it where it leaves a value open."""
    advice = step.advice
    undo = advice.undo if advice.undo and advice.undo.first else None
    named = (("Undo", undo), ("Try it dry", advice.dry_run), ("Safer", advice.safer))
    addable = bool(run.may.add_step) and step.language is Language.SHELL
    return tuple(
        Draft(
            name,
            offer.text,
            offer.risk,
            offer.says,
            offer.first,
            verb=verbs.add_draft(name, offer.text, step) if addable and offer is not undo else None,
            ask=verbs.add_draft(f"{name} ask first", offer.first, step) if addable and offer.first else None,
        )
        for name, offer in named
        if offer
    )


def _source(run: RunView, step: StepView) -> str:
    if step.added_by:
        return f"{step.added_by}, added during this run"
    first, last = step.lines
    if not run.runbook_id or not first:
        return ""
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{run.title} v{run.version_number}, {where}"


def _gates(run: RunView, step: StepView, state: str) -> tuple[Gate, ...]:
    approval = step.approval
    if step.forbidden or step.risk is not Risk.RED or not step.command or state not in ("ask", "wait"):
        return ()
    able = [person.name for person in run.people if "approve" in person.part.casefold()]
    whom = f"Can approve: {', '.join(able)}." if able else ""
    if approval is None:
        return (Gate(False, "Another person must approve exactly this command", whom),)
    if approval.status is ApprovalStatus.GIVEN:
        when = f"{approval.answered_at:%H:%M:%S} UTC" if approval.answered_at else ""
        said = f"{when}: “{approval.reason}”" if approval.reason else when
        return (Gate(True, f"{approval.answered_by} approved", said, approval.answered_by),)
    if approval.status is ApprovalStatus.ASKED:
        asked = f"Asked by {approval.asked_by} at {approval.asked_at:%H:%M:%S} UTC. {whom}"
        return (Gate(False, "Waiting for an approver", asked.strip()),)
    if approval.status is ApprovalStatus.REFUSED:
        return (Gate(False, f"{approval.answered_by} refused", approval.reason),)
    return (Gate(False, "The approval is void", approval.reason or whom),)


def _choices(run: RunView, step: StepView, verbs: Verbs) -> tuple[Choice, ...]:
    labels = {one.position: one.label for one in run.steps if one.position}
    return tuple(
        Choice(
            verbs.plain(
                "decide",
                branch.label,
                step.may.decide,
                step=step,
                hidden=(("branch", str(index)),),
                id=f"branch-{index}",
            ),
            _goes(branch, labels),
        )
        for index, branch in enumerate(step.branches)
    )


def _goes(branch: Branch, labels: Mapping[int, str]) -> str:
    if branch.goto == "end":
        return "ends the procedure"
    if branch.goto == "escalate":
        return "calls somebody in; the rest is skipped"
    if isinstance(branch.goto, int):
        return f"goes to step {labels.get(branch.goto, branch.goto)}"
    return "goes on with the next step"


def _asks(run: RunView, step: StepView, state: str, verbs: Verbs) -> tuple[Verb, ...]:
    asks: list[Verb] = []
    if run.may.fill:
        for one in run.variables:
            asks += verbs.give(one, beside="step") if one.name in step.missing else ()
    if step.no_target and run.may.choose_agent and run.agents and step.command:
        asks.append(verbs.choose_agent())
    if state in ("ask", "wait", "failed") and step.may.edit and step.command:
        asks.append(verbs.edit(step))
    if step.may.by_hand and (step.command or step.branches):
        asks.append(verbs.by_hand(step, "It did run" if state == "unknown" else "Done by hand"))
    return tuple(asks)


def _ways(step: StepView) -> tuple[tuple[str, str], ...]:
    ways = []
    if step.may.retry:
        ways.append(("Try again", "A new attempt of the same command; the old one is never sent again."))
    if step.may.edit:
        ways.append(("Edit it", "The new text is judged again and run as a new attempt."))
    if step.may.by_hand:
        ways.append(("Do it by hand", "Copy the command, run it yourself, and paste what came out."))
    if step.may.skip:
        ways.append(("Skip it", "With a reason. The runbook's owner sees it."))
    return tuple(ways)
