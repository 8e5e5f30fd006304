"""Where the ways out of a fork lead: a step, the end, other people, or simply on."""

from itertools import zip_longest
from re import compile
from typing import Final

from runbooks.parsing.forks import Fork
from runbooks.parsing.tongues.numbers import number_of
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Branch, Decision, Span

_LABEL: Final = 100  # characters of a branch that are shown
_OTHERWISE: Final = compile(
    r"[,;.]?\s+(?:otherwise|if not|or else|else"
    r"|if (?:that|this|it) (?:does(?:n'|n’|\s+no)t (?:help|work)|fails)|de lo contrario|si no"
    r"|caso contrário|senão|sinon"
    r"|andernfalls|sonst)[,:]?\s+|[，,;；]?(?:否则)[，,]?",
    2,
)


def decision_at(fork: Fork, step: int, labels: dict[int, int], tongues: tuple[Tongue, ...]) -> Decision:
    """The decision of a fork that stands at `step`; `labels` maps the author's step numbers to ours."""
    span = Span(fork.condition.start, fork.condition.end)
    actions = [part for action in fork.actions for part in _OTHERWISE.split(action) if part is not None]
    branches = tuple(
        Branch(_labelled(action), _goto(action, labels, tongues) or target)
        for action, target in zip_longest(actions, fork.targets[: len(actions)])
    )
    return Decision(step, fork.condition.text, span, branches)


def _labelled(action: str) -> str:
    bare = action.strip(" *_.,:;。")
    return (
        bare
        if len(bare) <= _LABEL
        else bare[: bare.rfind(" ", 0, _LABEL) if " " in bare[:_LABEL] else _LABEL] + "…"
    )


_GO: Final = compile(
    (
        r"\b(?:go|skip|jump|proceed|continue|return|move|advance|repeat|see|follow|ir|ve|vaya|salt\w*"
        r"|contin\w*|volv\w*|pas\w+|gehe\w*|weiter|springe\w*|fahre\w*|all\w+|voltar?|vá|pule|siga)\b|進"
        r"|戻|スキップ"
        r"|跳|转|返回|继续|前往|执行步骤|重复"
    ),
    2,
)


def _goto(action: str, labels: dict[int, int], tongues: tuple[Tongue, ...]) -> int | str | None:
    for tongue in tongues:
        if match := tongue.jump.search(action):
            number = number_of(match[1])
            if _GO.search(action[: match.start() + 1]) or len(action) < 40 or not tongue.spaced:
                return labels.get(number)
    if any(tongue.ending.search(action) for tongue in tongues):
        return "end"
    if any(tongue.escalation.search(action) for tongue in tongues):
        return "escalate"
    return None
