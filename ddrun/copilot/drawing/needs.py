"""What a run needs, beside its steps: the values with where they are from, and the checklist."""

from ddrun.copilot.drawing.verbs import Verbs
from ddrun.copilot.fragments import Draft, Verb
from ddrun.copilot.run_fragments import Needs, RunValue
from execution.queries.board import RunView
from execution.queries.cards import VariableView
from runbooks.types import Risk
from runbooks.types.variables import VariableType

MET = "Add it, run it, and what it prints shows whether this is met."


def needs(run: RunView, verbs: Verbs, *, ended: bool) -> Needs:
    """Values and checklist of the run; nothing can be pressed in one that `ended`."""
    return Needs(
        values=tuple(_value(run, one, verbs, ended=ended) for one in run.variables),
        needed=run.needed,
        probes=tuple(
            Draft(
                probe.need,
                probe.command,
                probe.risk,
                MET if probe.risk is Risk.GREEN else "Not proven safe: read it before you add it.",
                verb=verbs.add_probe(number, probe) if run.may.add_step and not ended else None,
            )
            for number, probe in enumerate(run.probes)
        ),
    )


def hint_of(one: VariableView) -> str:
    """What the runbook says of the value, in a few words."""
    said = [] if one.type is VariableType.TEXT else [one.type.value]
    if one.default:
        said.append(f"default {one.default}")
    elif one.example:
        said.append(f"e.g. {one.example}")
    if one.needed:
        said.append(f"step{'s' if len(one.needed) > 1 else ''} {', '.join(one.needed)}")
    return "; ".join(said)


def _value(run: RunView, one: VariableView, verbs: Verbs, *, ended: bool) -> RunValue:
    asked: tuple[Verb, ...] = ()
    asked_on_card = run.current is not None and one.name in run.current.missing
    if run.may.fill and not ended and one.needed and not asked_on_card:
        asked = verbs.give(one, beside="values")
    return RunValue(one.name.replace("_", " "), one.value, one.origin, hint_of(one), asked)
