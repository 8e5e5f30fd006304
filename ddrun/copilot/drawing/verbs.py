"""The things a person can press on a run page, each with its own key and the revision it was drawn with."""

from dataclasses import dataclass
from secrets import token_hex
from typing import TypedDict, Unpack
from uuid import UUID

from ddrun.copilot.fragments import Field, Verb
from execution.queries.board import RunView
from execution.queries.cards import AttemptView, Permit, ProbeView, StepView, VariableView
from runbooks.types import Risk
from runbooks.types.variables import VariableType


class More(TypedDict, total=False):
    """What a verb may have beyond its name; as in `fragments.Verb`."""

    id: str
    symbol: str
    shortcut: str
    tone: str
    locked: str
    confirm: str
    explain: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verbs:
    """Makes the verbs of one run as one viewer sees it."""

    run: RunView

    def plain(
        self,
        verb: str,
        label: str,
        permit: Permit | None = None,
        *,
        step: StepView | None = None,
        **more: Unpack[More],
    ) -> Verb:
        """A verb of the run or of one step; locked with the reason when the viewer may not."""
        if permit is not None and not permit:
            more["locked"] = permit.why_not
        return self._verb(verb, label, step.id if step else None, more)

    def change(self, verb: str, label: str, step_id: UUID, **more: Unpack[More]) -> Verb:
        """A verb about a change made earlier, by its step's id."""
        return self._verb(verb, label, step_id, more)

    def _verb(self, verb: str, label: str, step_id: UUID | None, more: More) -> Verb:
        more.setdefault("id", f"{verb}-{step_id.hex if step_id else 'run'}")
        return Verb(
            href=f"/runs/{self.run.id}/{verb}/",
            label=label,
            key=token_hex(16),
            revision=self.run.revision,
            step_id=step_id,
            **more,
        )

    def take_over(self) -> Verb:
        """Become the driver, with one click, from beside the driver's name."""
        return self.plain("take-over", "Take over", id="take-over-rail")

    def start(self, step: StepView) -> Verb:
        """The one button that runs a step; for red it names the target and waits until that is typed."""
        if step.typed_target:
            return self.plain(
                "step",
                f"Run step {step.label} on {step.typed_target}",
                step.may.run,
                step=step,
                tone="primary",
                locked=step.may.run.why_not or f"Type {step.typed_target} first.",
                confirm=step.typed_target if step.may.run else "",
            )
        return self.plain(
            "step", f"Run step {step.label}", step.may.run, step=step, tone="primary", shortcut="Enter"
        )

    def skip(self, step: StepView) -> Verb:
        """Skip, with a reason."""
        return self.plain(
            "skip",
            "Skip",
            step=step,
            shortcut="s",
            fields=(Field("reason", "Why is it skipped?", help="It goes into the ledger and the outcome."),),
        )

    def by_hand(self, step: StepView, label: str = "Done by hand") -> Verb:
        """Done by hand, with what it printed."""
        what = (
            "What did it print? Leave it empty when it prints nothing." if step.command else "What came out?"
        )
        return self.plain(
            "by-hand",
            label,
            step=step,
            symbol="hand",
            tone="quiet",
            explain="You did it outside of this page. The step counts as done, by you.",
            fields=(Field("note", what, code=bool(step.command), rows=4, required=False),),
        )

    def edit(self, step: StepView) -> Verb:
        """Edit the command of this run; the runbook stays as it is."""
        return self.plain(
            "edit",
            "Edit",
            step=step,
            symbol="edit",
            shortcut="e",
            tone="quiet",
            explain="Only this run changes. The text is judged again, and an approval of the old is void.",
            fields=(Field("command", "Command", raw_command(step), code=True, rows=4),),
        )

    def stop(self, step: StepView, attempt: AttemptView) -> Verb:
        """Stop: at once for what only reads, as an explained choice for what changes something."""
        if attempt.risk is Risk.GREEN or not attempt.next_stop:
            return self.plain(
                "stop", f"Stop step {step.label}", step.may.stop, step=step, symbol="stop", shortcut="."
            )
        return self.plain(
            "stop",
            f"Stop step {step.label}",
            step=step,
            symbol="stop",
            shortcut=".",
            explain="This step changes something; stopped halfway it may leave things worse than either end. "
            f"The stop begins with {attempt.next_stop}; pressed again it uses the next stronger signal.",
        )

    def add(self) -> Verb:
        """Add a step mid-run."""
        return self.plain(
            "add",
            "Add a step",
            symbol="plus",
            explain="It stands before the current step, is judged like any other, and never runs by itself.",
            fields=(
                Field("title", "What is it for?", required=False),
                Field("command", "Command", code=True, rows=3),
            ),
        )

    def add_draft(self, name: str, command: str, step: StepView) -> Verb:
        """Add a drafted command as a step, once a person has read it."""
        slug = name.replace(" ", "-").lower()
        return self._drafted(f"{name}, for step {step.label}", command, f"draft-{slug}-{step.id.hex}")

    def add_probe(self, number: int, probe: ProbeView) -> Verb:
        """Add a check of the runbook's needs as a step, once a person has read it."""
        return self._drafted(f"Check: {probe.need}", probe.command, f"probe-{number}")

    def _drafted(self, title: str, command: str, identity: str) -> Verb:
        return self.plain(
            "add",
            "Add as a step",
            symbol="plus",
            tone="quiet",
            explain="A draft: read it first. Added, it is judged like any other, and never runs by itself.",
            fields=(
                Field("title", "What is it for?", title, required=False),
                Field("command", "Command", command, code=True, rows=3),
            ),
            id=identity,
        )

    def give(self, one: VariableView, *, beside: str) -> tuple[Verb, ...]:
        """Give or change a value, or say that the runbook's own word is it; `beside` says where."""
        this = (("name", one.name),)
        coming = "Steps that come use the new value, and an approval of the old is void."
        fill = self.plain(
            "fill",
            f"{'Change' if one.value else 'Fill in'} {one.name.replace('_', ' ')}",
            symbol="edit",
            tone="quiet" if one.value else "",
            explain=f"{coming if one.value else 'The alert did not say.'} "
            "It is quoted for the place where it stands.",
            fields=_asked(one),
            hidden=this,
            id=f"fill-{beside}-{one.name}",
        )
        if one.value or not one.word:
            return (fill,)
        label = f"Use {one.word} as written"
        written = self.plain(
            "as-written", label, tone="quiet", hidden=this, id=f"written-{beside}-{one.name}"
        )
        return (fill, written)

    def end_now(self) -> Verb:
        """End the run before its last step, with the answer to the one question."""
        return self.plain(
            "finish",
            "End the run",
            symbol="flag",
            tone="quiet",
            explain="The steps that are left count as not reached.",
            fields=(
                Field("resolved", "Did it resolve the incident?", choices=(("yes", "Yes"), ("no", "No"))),
            ),
        )

    def choose_agent(self) -> Verb:
        """Say which agent the run means."""
        choices = tuple(
            (str(card.id), f"{card.name}{'' if card.connected else ' (silent)'}")
            for card in self.run.agents
            if not card.disabled
        )
        return self.plain(
            "agent",
            "Choose where it runs",
            symbol="server",
            explain="The alert's labels fit none or several agents. Nothing is ever sent to a guess.",
            fields=(Field("agent", "Agent", choices=choices),),
        )


def _asked(one: VariableView) -> tuple[Field, ...]:
    """The field of a value with what the runbook's text suggests, and what to do with an odd one."""
    kind = "" if one.type is VariableType.TEXT else f" ({one.type})"
    value = Field(
        "value",
        f"{one.name.replace('_', ' ')}{kind}",
        one.value or one.default,
        code=True,
        help="Filled in from the runbook's text, which calls it the default."
        if one.default and not one.value
        else "",
        placeholder=f"e.g. {one.example}" if one.example else "",
    )
    if not one.checked:
        return (value,)
    ways = (("", "Ask me again"), ("yes", "Use it all the same"))
    return (value, Field("odd", "When it looks odd", choices=ways))


def raw_command(step: StepView) -> str:
    """The command with its placeholders, as it is edited: filled values go back to their names."""
    return (
        "".join(f"<{piece.variable}>" if piece.variable else piece.text for piece in step.pieces)
        or step.command
    )
