"""The run page, whole."""

from dataclasses import replace
from datetime import datetime

from ddrun.copilot.drawing.card import card
from ddrun.copilot.drawing.dock import dock
from ddrun.copilot.drawing.needs import needs
from ddrun.copilot.drawing.steps import OVER, TROUBLE, mark, next_row, over_row
from ddrun.copilot.drawing.verbs import Verbs
from ddrun.copilot.fragments import Around, Change, Person, Row, Verb
from ddrun.copilot.run_fragments import RunFragment
from execution.queries.board import ChangeView, RunView
from execution.queries.cards import StepView
from execution.types import ApprovalStatus, Mode, RunStatus, StepStatus
from runbooks.types import Risk

_ENDED = (RunStatus.FINISHED, RunStatus.ABANDONED)
_MARKS = {"safe": "●", "caution": "▲", "danger": "⬣", "done": "✓", "idle": "○"}


def draw_run(run: RunView, around: Around, *, now: datetime, viewer: str) -> RunFragment:
    """Everything the run page shows to the member named `viewer`, at `now`."""
    verbs = Verbs(run)
    step = run.current
    coming = [one for one in run.steps if one.status not in OVER and not one.is_current]
    icon = _icon(run, step)
    words = _step_words(run)
    return RunFragment(
        run_id=run.id,
        number=f"RUN-{run.number}",
        title=around.title or run.title,
        incident_href=around.href,
        incident=around.incident,
        severity=around.severity,
        facts=_facts(run, around),
        step_words=words,
        since=around.since or run.started_at,
        since_words="since page" if around.since else "since start",
        ended=run.finished_at,
        sequence=run.sequence,
        revision=run.revision,
        now=now,
        status=run.status.value,
        marks=tuple(mark(item) for item in run.strip),
        over=tuple(over_row(run, one) for one in run.steps if one.status in OVER),
        card=card(run, step, verbs) if step and run.status not in _ENDED else None,
        coming=tuple(_coming(one, run, verbs) for one in coming),
        dock=dock(run, verbs, around.href),
        changes=tuple(_change(one, verbs) for one in run.changes),
        people=_people(run, verbs, viewer),
        alert=around.alert,
        announce=_announce(run, step),
        tab=f"{_MARKS[icon]} {words} · {around.incident or f'RUN-{run.number}'}",
        icon=icon,
        more=_more(run, verbs),
        goes_on=_goes_on(step),
        held=_held(run),
        notices=_notices(run),
        needs=needs(run, verbs, ended=run.status in _ENDED),
        plain_steps=_plain(run),
    )


def _more(run: RunView, verbs: Verbs) -> tuple[Verb, ...]:
    """What can be done at any time, away from the one button."""
    if run.status in _ENDED:
        return ()
    more = [verbs.add()] if run.may.add_step else []
    if run.paused and run.is_driver:
        more.append(verbs.plain("unpause", "Let safe steps go by themselves", symbol="play"))
    if run.mode is Mode.COPILOT and run.may.mode:
        more.append(verbs.plain("read-along", "Drop to read-along", symbol="book", tone="quiet"))
    elif run.mode is Mode.READ_ALONG and run.is_driver:
        more.append(verbs.plain("copilot", "Go on as copilot", symbol="play"))
    if run.may.finish and run.current:
        more.append(verbs.end_now())
    if run.may.abandon and run.current:
        explain = "The run ends unfinished and says so. What was changed stays as it is."
        more.append(verbs.plain("abandon", "Abandon", tone="quiet", explain=explain))
    return tuple(more)


def _step_words(run: RunView) -> str:
    if run.status in _ENDED:
        return str(run.status).capitalize()
    if run.current is None:
        return "Every step is over" if run.steps else "No steps yet"
    place = next(index for index, one in enumerate(run.steps, start=1) if one.is_current)
    if run.current.label == str(place):
        return f"Step {place} of {len(run.steps)}"
    return f"Step {run.current.label}, {place} of {len(run.steps)}"


def _facts(run: RunView, around: Around) -> tuple[str, ...]:
    facts = [around.service] if around.service else []
    if run.version_number:
        facts.append(f"{run.title} v{run.version_number}" + ("" if run.published else ", unpublished"))
    elif around.title:
        facts.append(run.title)
    if run.mode is Mode.READ_ALONG:
        facts.append("read-along: nothing executes")
    return tuple(facts)


def _icon(run: RunView, step: StepView | None) -> str:
    if run.status in _ENDED:
        return "done"
    if step is None or run.status is RunStatus.HELD:
        return "idle"
    if step.status in TROUBLE:
        return "danger"
    return step.risk.css if step.command else "idle"


def _announce(run: RunView, step: StepView | None) -> str:
    if run.status in _ENDED:
        return "The run is over."
    if step is None:
        return "Every step is over. Did this resolve it?"
    word = f" {step.risk.word}." if step.command else ""
    if step.status is StepStatus.RUNNING:
        return f"Step {step.label} is running.{word}"
    if step.status in TROUBLE:
        return f"Step {step.label}, {step.title}: {step.status}."
    if step.status is StepStatus.WAITING:
        return f"Step {step.label} waits for an approver."
    return f"Step {step.label}: {step.title}.{word} {run.next}".strip()


def _goes_on(step: StepView | None) -> str:
    if step is None or step.status not in (StepStatus.SENT, StepStatus.RUNNING):
        return "Nothing was running."
    where = f", on {step.target.name}" if step.target else ""
    return f"Step {step.label} goes on without it{where}."


def _held(run: RunView) -> str:
    if run.status is RunStatus.HELD:
        return f"This run is held: {run.held_why}" if run.held_why else "This run is held"
    return ""


def _notices(run: RunView) -> tuple[str, ...]:
    notices = []
    if run.paused and run.status is RunStatus.ACTIVE:
        notices.append("Going on by itself is paused; each step wants a click.")
    if run.agent and not run.agent.connected and run.status not in _ENDED:
        notices.append(
            f"{run.agent.name} is silent. A step it began may still be running there; nothing new is sent."
        )
    return tuple(notices)


def _coming(step: StepView, run: RunView, verbs: Verbs) -> Row:
    row = next_row(step)
    if step.risk is not Risk.RED or not step.command:
        return row
    if step.approval and step.approval.status is ApprovalStatus.ASKED:
        return replace(row, result="An approver was asked, so you will not wait")
    if step.approval and step.approval.status is ApprovalStatus.GIVEN:
        return replace(row, result=f"{step.approval.answered_by} approved")
    if run.is_driver and step.may.ask:
        return replace(row, verb=verbs.plain("ask", "Ask for approval now", step=step, tone="quiet"))
    return row


def _change(change: ChangeView, verbs: Verbs) -> Change:
    words = {"changed": "can be undone" if change.undo else "done", "unknown": "unknown whether it happened"}
    own: tuple[Verb, ...] = ()
    if change.is_open and change.run_id == verbs.run.id and verbs.run.may.drive:
        keep = verbs.change("keep", "Keep", change.step_id, tone="quiet")
        undo = verbs.change("undo", "Undo", change.step_id, symbol="undo", shortcut="u")
        own = (undo, keep) if change.undo and change.state == "changed" else (keep,)
    return Change(f"{change.label} {change.title}", change.undo, words.get(change.state, change.state), own)


def _people(run: RunView, verbs: Verbs, viewer: str) -> tuple[Person, ...]:
    people = []
    for one in run.people:
        drives = one.id == run.driver_id
        take = drives and not run.is_driver and bool(run.may.take_over)
        shown = "You" if drives and run.is_driver else one.name
        people.append(
            Person(
                shown, one.part, viewer if shown == "You" else one.name, verbs.take_over() if take else None
            )
        )
    return tuple(people)


def _plain(run: RunView) -> str:
    left = [one for one in run.steps if one.status not in OVER]
    return "\n\n".join(f"# {one.label} {one.title}\n{one.command or one.text}" for one in left)
