"""May this step go? Risk × mode × trust × role, answered with a reason in words. Laws 2, 3 and 6.

Trust and calendar have their place in the arguments; nothing grants more than `Trust.GUIDED` yet.
"""

from dataclasses import dataclass

from execution.types import Decision, Mode, RunStatus, Trust
from runbooks.types import Language, Risk


@dataclass(frozen=True)
class StepFacts:
    """What policy needs to know of a step; `risk` is that of the resolved command.

    `risk` is what rules raised and an exception eased; `forbidden` the rule that keeps it from ever
    executing. `unfilled` names the variables without a value, `unplaceable` says why a value cannot stand
    where it should, `no_target` why no agent is agreed; all empty when everything is in order.
    """

    risk: Risk
    language: Language = Language.SHELL
    forbidden: str = ""
    has_command: bool = True
    grounded: bool = True
    drafted: bool = False
    accepted: bool = False  # a person accepted the drafted command
    edited: bool = False
    added: bool = False
    retried: bool = False
    unfilled: tuple[str, ...] = ()
    unplaceable: str = ""
    no_target: str = ""
    agent_max_risk: Risk = Risk.GREEN
    approved: bool = False  # an unused, unexpired approval of this exact digest


@dataclass(frozen=True)
class RunFacts:
    """What policy needs to know of the run around the step."""

    mode: Mode = Mode.COPILOT
    status: RunStatus = RunStatus.ACTIVE
    published: bool = True
    started_by_person: bool = True
    paused: bool = False
    everything_held: bool = False
    trust: Trust = Trust.GUIDED
    frozen_calendar: bool = False


@dataclass(frozen=True)
class Ruling:
    """What policy says, and why. `why_not_by_itself` is empty exactly when `by_itself` holds."""

    decision: Decision
    reason: str
    by_itself: bool = False
    why_not_by_itself: str = ""


def decide(step: StepFacts, run: RunFacts) -> Ruling:
    """What the step takes to start now: nothing, the driver's click, an approver too, or it is refused."""
    if refusal := _refusal(step, run):
        return Ruling(Decision.REFUSE, refusal, why_not_by_itself=refusal)
    why_not = _why_not_by_itself(step, run)
    if not why_not:
        return Ruling(Decision.ALLOW, "It reads only, and stands in the published runbook.", by_itself=True)
    if step.risk is Risk.RED and not step.approved:
        reason = "It destroys or cuts off: another person, an approver, approves exactly this command."
        return Ruling(Decision.ASK_APPROVER, reason, why_not_by_itself=why_not)
    if step.risk is Risk.RED:
        reason = "It is approved; the driver types the target's name."
        return Ruling(Decision.ASK_DRIVER, reason, why_not_by_itself=why_not)
    return Ruling(Decision.ASK_DRIVER, why_not, why_not_by_itself=why_not)


def _refusal(step: StepFacts, run: RunFacts) -> str:
    """Why the step cannot be started by anybody now; empty when it can."""
    if run.status in (RunStatus.FINISHED, RunStatus.ABANDONED):
        return "The run is over."
    if step.forbidden and not step.unfilled:  # a value may still make it another command
        return step.forbidden
    if run.everything_held:
        return "Everything is held in this organisation."
    if run.status is RunStatus.HELD:
        return "The run is held; let it go on first."
    if run.mode is Mode.READ_ALONG:
        return "In read-along nothing executes; copy the command, or do the step by hand."
    if run.frozen_calendar:
        return "The calendar is frozen."
    if not step.has_command:
        return "This step has no command; do it by hand."
    if step.language is not Language.SHELL:
        return f"Commands in {step.language} are done by hand: copy it, then paste what came out."
    return _not_ready(step)


def _not_ready(step: StepFacts) -> str:
    if step.drafted and not step.accepted:
        return "The command does not stand in the source; a person must accept or edit it first."
    if step.unfilled:
        return f"No value for {', '.join(step.unfilled)}."
    if step.unplaceable:
        return step.unplaceable
    if step.no_target:
        return step.no_target
    if step.risk.rank > step.agent_max_risk.rank:
        return (
            f"The agent accepts at most {step.agent_max_risk.word}; this is {step.risk.word}. "
            "Its administrator can raise the limit on the agent."
        )
    return ""


def _why_not_by_itself(step: StepFacts, run: RunFacts) -> str:
    """The first clause of law 2 the step does not meet; empty when it meets all."""
    clauses = (
        (step.risk is not Risk.GREEN, _why_risk(step.risk)),
        (not run.started_by_person, "No person started this run."),
        (not run.published, "The version is not published."),
        (step.added, "It was added during the run."),
        (step.edited, "The command was edited."),
        (not step.grounded or step.drafted, "The command does not stand in the source word for word."),
        (step.retried, "A retry is a person's choice."),
        (run.paused, "Going on by itself is paused."),
    )
    return next((why for broken, why in clauses if broken), "")


def _why_risk(risk: Risk) -> str:
    return (
        "It changes something, or is not proven safe." if risk is Risk.YELLOW else "It destroys or cuts off."
    )
