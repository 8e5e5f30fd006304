"""The one place of action: what the button says, and what happens when it is pressed."""

from ddrun.copilot.drawing.verbs import Verbs
from ddrun.copilot.fragments import Dock, Verb
from execution.queries.board import RunView
from execution.queries.cards import StepView
from execution.types import Decision, RunStatus, StepStatus
from runbooks.types import Risk


def dock(run: RunView, verbs: Verbs, back: str) -> Dock:
    """The dock of the run as this viewer sees it; `back` is where the end leads."""
    if run.status in (RunStatus.FINISHED, RunStatus.ABANDONED):
        return Dock(
            title=_ended(run),
            says="Nothing more happens in this run.",
            symbol="check",
            href=back,
            link="Back to the incident",
        )
    step = run.current
    if step is None:
        return _question(run, verbs)
    if step.status in (StepStatus.SENT, StepStatus.RUNNING):
        return _running(run, step, verbs)
    if not run.is_driver:
        others = (verbs.plain("take-over", "Take over driving"),) if run.may.take_over else ()
        return Dock(title=f"{run.driver} drives", says=run.next, symbol="person", others=others)
    if run.status is RunStatus.HELD:
        return Dock(
            title="Held",
            says=run.held_why or "No next step starts.",
            symbol="pause",
            primary=verbs.plain("go-on", "Let the run go on", run.may.go_on, tone="primary"),
        )
    return _at_step(run, step, verbs)


def _ended(run: RunView) -> str:
    if run.status is RunStatus.ABANDONED:
        return "This run was abandoned"
    return {True: "Resolved", False: "Finished, not resolved", None: "Finished"}[run.resolved]


def _question(run: RunView, verbs: Verbs) -> Dock:
    if not run.steps:
        return Dock(
            "No step yet", "Add one above; it is judged like any other and never runs by itself.", "plus"
        )
    if not run.is_driver:
        others = (verbs.plain("take-over", "Take over driving"),) if run.may.take_over else ()
        return Dock(
            "Every step is over", f"{run.driver} says whether this resolved it.", "flag", "", None, others
        )
    yes = verbs.plain(
        "finish",
        "Yes, resolved",
        run.may.finish,
        tone="primary",
        hidden=(("resolved", "yes"),),
        id="finish-yes",
    )
    no = verbs.plain("finish", "No", run.may.finish, hidden=(("resolved", "no"),), id="finish-no")
    return Dock(
        "Every step is over",
        "Did this resolve it? The answer is what the runbook learns.",
        "flag",
        "",
        yes,
        (no,),
    )


def _running(run: RunView, step: StepView, verbs: Verbs) -> Dock:
    attempt = step.attempt
    where = f" on {step.target.name}" if step.target else ""
    if step.status is StepStatus.SENT:
        title, since = f"Sending step {step.label}{where}", None
    else:
        title, since = f"Running step {step.label}{where}", attempt.started_at if attempt else None
    says = run.next
    if attempt and attempt.stop_asked:
        says = f"Asked to stop ({attempt.stop_asked}); waiting for the agent to say that it has."
    elif stop := run.stops_before:
        says = f"Goes on by itself, then stops before step {stop.label}."
    others: tuple[Verb, ...] = ()
    if attempt and step.may.stop:
        others = (verbs.stop(step, attempt),)
    if run.may.pause and not run.paused:
        others = (verbs.plain("pause", "Pause", tone="quiet", symbol="pause", shortcut="p"), *others)
    return Dock(title, says, running=True, since=since, others=others)


def _at_step(run: RunView, step: StepView, verbs: Verbs) -> Dock:
    hold = (verbs.plain("hold", "Hold", tone="quiet", symbol="pause", shortcut="."),) if run.may.hold else ()
    skip = (verbs.skip(step),) if step.may.skip else ()
    others = (*hold, *skip)
    tone = step.risk.css if step.command else ""
    symbol = tone or ("branch" if step.branches else "hand")
    if step.status in (StepStatus.FAILED, StepStatus.STOPPED, StepStatus.BURIED):
        again = verbs.plain("retry", "Try again", step.may.retry, step=step, tone="primary", symbol="")
        return Dock(f"Step {step.label} {step.status}", _after_trouble(step), "x", "danger", again, others)
    if step.status is StepStatus.UNKNOWN:
        again = verbs.plain("retry", "It did not run: try again", step.may.retry, step=step)
        return Dock(
            f"Step {step.label} may have run",
            "Look on the machine first.",
            "question",
            "danger",
            None,
            (*others, again),
        )
    if step.status is StepStatus.WAITING:
        return Dock("Waiting for an approver", step.title, "danger", "danger", None, others)
    if step.branches:
        return Dock("Your decision", "Choose a branch above.", "branch", "", None, others)
    if not step.command:
        done = verbs.plain(
            "by-hand",
            f"Step {step.label} is done",
            step.may.by_hand,
            step=step,
            tone="primary",
            shortcut="Enter",
            id=f"done-{step.id.hex}",
        )
        return Dock(step.title, "Yours to do; nothing is sent.", "hand", "", done, others)
    return Dock(step.title, _says(run, step), symbol, tone, _primary(step, verbs), others)


def _after_trouble(step: StepView) -> str:
    if step.status is StepStatus.BURIED:
        return "Nothing is running, and nothing was changed by it."
    if step.risk is Risk.GREEN:
        return "Nothing is running. It only reads."
    return "Nothing is running. Read the output before you try again."


def _primary(step: StepView, verbs: Verbs) -> Verb | None:
    if step.decision is Decision.ASK_APPROVER:
        return verbs.plain(
            "ask",
            f"Ask for approval of step {step.label}",
            step.may.ask,
            step=step,
            tone="primary",
            shortcut="Enter",
        )
    if step.drafted and not step.accepted:
        return verbs.plain("accept", "Accept this command", step.may.accept, step=step, tone="primary")
    if step.decision is Decision.REFUSE:
        # What is in the way is asked for on the card; the button says so instead of vanishing.
        return verbs.plain("step", f"Run step {step.label}", step=step, tone="primary", locked=step.why)
    return verbs.start(step)


def _says(run: RunView, step: StepView) -> str:
    if step.decision is Decision.REFUSE:
        return step.why
    if step.risk is Risk.GREEN:
        return step.why_not_by_itself or "Reads only."
    undo = "Undo is ready." if step.undo else "No undo is known."
    if step.risk is Risk.YELLOW:
        return f"{step.why} {undo}"
    if step.decision is Decision.ASK_APPROVER:
        return f"Destroys or cuts off. {undo} An approver looks at exactly this command first."
    by = f"Approved by {step.approval.answered_by}." if step.approval else ""
    return f"{undo} {by} Type the target’s name to unlock."
