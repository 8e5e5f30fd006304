"""Who may do what with a run and its steps now, and why not."""

from dataclasses import dataclass
from typing import Final

from ddrun.lib.access import Act, Member
from execution.machine.states import NEEDS_A_PERSON, OVER, SETTLED, UNDER_WAY
from execution.models import Run, StepRun
from execution.queries.board import RunPermits
from execution.queries.cards import HoldView, Permit, StepPermits
from execution.queries.judging import Judged
from execution.types import Decision, Mode, RunStatus, StepStatus

YES: Final = Permit(True)


def no(why: str) -> Permit:
    """Not allowed, with the reason."""
    return Permit(False, why)


def _first(*clauses: tuple[bool, str]) -> Permit:
    return next((no(why) for broken, why in clauses if broken), YES)


@dataclass(frozen=True)
class Viewer:
    """The person who looks, and what they are in this run."""

    member: Member
    run: Run

    @property
    def drives(self) -> bool:
        """Whether the person is the driver."""
        return self.member.id == self.run.driver

    def responds(self) -> Permit:
        """May act in a run that is not over."""
        return _first(
            (RunStatus(self.run.status) in OVER, "The run is over."),
            (not self.member.may(Act.RESPOND), "It takes the role responder; an administrator can give it."),
        )

    def driving(self) -> Permit:
        """May move the run."""
        responds = self.responds()
        if not responds or self.drives:
            return responds
        return no(f"{self.run.driver_name} drives. Take over to act.")


def run_permits(viewer: Viewer, everything_held: HoldView | None, *, under_way: bool) -> RunPermits:
    """What the viewer may do with the run."""
    run, drive, respond = viewer.run, viewer.driving(), viewer.responds()
    held = run.status == RunStatus.HELD
    read_along = run.mode == Mode.READ_ALONG
    finish = drive if not drive or not under_way else no("A step is under way. Wait for it, or stop it.")
    return RunPermits(
        drive=drive,
        take_over=no("You drive this run.") if viewer.drives else respond,
        hold=no("The run is held.") if held else respond,
        go_on=drive if held else no("The run is not held."),
        hold_everything=_first(
            (everything_held is not None, "Everything is held."),
            (not viewer.member.may(Act.HOLD_EVERYTHING), "It takes the role responder."),
        ),
        lift_hold=_first(
            (everything_held is None, "Nothing is held."),
            (not viewer.member.may(Act.LIFT_HOLD), "It takes the role approver or administrator."),
        ),
        pause=drive if run.paused else respond,
        mode=drive if read_along else respond,
        add_step=drive,
        fill=drive,
        choose_agent=drive,
        finish=finish,
        abandon=finish,
    )


def step_permits(viewer: Viewer, step: StepRun, judged: Judged, *, is_current: bool) -> StepPermits:
    """What the viewer may do with the step; whatever is not the current one can only be prepared."""
    drive, status = viewer.driving(), StepStatus(step.status)
    here = _first((not drive, drive.why_not), (not is_current, "It is not the current step."))
    word = f"It is {status}."
    return StepPermits(
        run=_run(here, status, judged),
        ask=_first(
            (not drive, drive.why_not),
            (status is not StepStatus.READY, word),
            (judged.ruling.decision is not Decision.ASK_APPROVER, judged.ruling.reason),
        ),
        skip=_first((not drive, drive.why_not), (status in SETTLED | UNDER_WAY, word)),
        by_hand=_first(
            (not here, here.why_not),
            (bool(step.branches), "Choose one of its branches."),
            (status in UNDER_WAY, word),
        ),
        edit=_first(
            (not drive, drive.why_not),
            (not step.present_command, "It has no command."),
            (status in SETTLED | UNDER_WAY, word),
        ),
        accept=_first(
            (not drive, drive.why_not),
            (
                not step.drafted or step.accepted_by is not None or bool(step.edited_command),
                "Nothing to accept.",
            ),
            (status in SETTLED | UNDER_WAY, word),
        ),
        retry=_first((not here, here.why_not), (status not in NEEDS_A_PERSON, word)),
        stop=_first(
            (not viewer.responds(), viewer.responds().why_not),
            (status not in UNDER_WAY and status is not StepStatus.UNKNOWN, "Nothing of it is under way."),
        ),
        decide=_first(
            (not here, here.why_not),
            (not step.branches, "It is no decision."),
            (status is not StepStatus.READY, word),
        ),
        undo=_first((not drive, drive.why_not), (not step.undo, "No undo is known.")),
    )


def _run(here: Permit, status: StepStatus, judged: Judged) -> Permit:
    return _first(
        (not here, here.why_not),
        (status is not StepStatus.READY, f"It is {status}."),
        (judged.ruling.decision in (Decision.REFUSE, Decision.ASK_APPROVER), judged.ruling.reason),
    )
