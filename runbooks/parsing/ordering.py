"""Which steps wait for which, and which certainly do not.

A dependency is said only with evidence: a word, a variable, a thing that one changes and the other touches.
Steps are called parallel only with proof, or where the text says it and nothing known speaks against it:
what is not proven stays in the author's order. Every edge leads back, so there is no circle.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.resources import Touched, apart, touched_by
from runbooks.types import (
    Decision,
    Dependency,
    Parallel,
    ParsedRunbook,
    ParsedStep,
    Risk,
    Span,
    StepKind,
    StepRole,
)

_LEAD: Final = r"[\W\d]{0,10}(?:\*\*[^*\n]{1,40}\*\*\s*)?"
# "Then …", "once the pods are back, …": it says itself that it comes after.
_FOLLOWS: Final = compile(
    _LEAD + r"((?:and )?(?:then|next|afterwards?|after (?:that|this|which|the|it|you|all|both)|after"
    r"|once|finally"
    r"|lastly|when (?:that|this|it|the|all|done|finished|complete\w*|you)|as soon as|now that"
    r"|subsequently|following"
    r" (?:this|that)|with (?:that|this) done|luego|después|despu[eé]s de|una vez|cuando|finalmente"
    r"|por último|dann"
    r"|danach|anschließend|nachdem|sobald|schließlich|zuletzt|ensuite|puis|après|une fois|enfin|lorsque"
    r"|depois"
    r"|em seguida|assim que|uma vez|por fim)\b"
    r"|次に|その後|続いて|最後に|完了(?:し|後)|然后|接着|随后|之后|最后|完成后)",
    IGNORECASE,
)
_NUMBERED: Final = compile(
    r"\b(?:after|once|when|following|until|from|of|in|by|nach|sobald|aus|después d\w+|una vez|del?"
    r"|après|une fois"
    r"|de l['’]|após|depois d\w+|d[oa])\s+(?:\w+\s+){0,4}?(?:steps?|pasos?|schritte?n?|étapes?|passos?"
    r"|etapas?)"
    r"\s*#?(\d{1,3})|(?:手順|ステップ|步骤)\s*(\d{1,3})\s*(?:の|が|を|完|后|之后|後|中)",
    IGNORECASE,
)
_REFERS: Final = compile(
    r"\b(?:(?:the )?(?:previous|preceding|last|above|prior) (?:step|command|output|result|query|list)s?"
    r"|(?:output|results?|names?|ids?|values?|list|pods?|nodes?) (?:\w+ ){0,3}?(?:above|from before"
    r"|you (?:just )?(?:found"
    r"|noted|got|identified))|paso anterior|vorherigen? (?:schritt|befehl|ausgabe)|étape précédente"
    r"|passo anterior)\b"
    r"|前の手順|上の(?:結果|出力)|上一步|上面的",
    IGNORECASE,
)
# Cheap looks before the patterns are searched for.
_STEPS_HINTED: Final = ("step", "paso", "schritt", "tape", "tapa", "passo", "手順", "ステップ", "步骤")
_BACK_HINTED: Final = (
    "previous", "preceding", "last", "above", "prior", "before", "you ", "anterior", "vorherig", "précédente",
    "前の", "上",
)  # fmt: skip
_MEANWHILE_HINTED: Final = (
    "mean", "parallel", "same time", "simultan", "concurr", "while ", "mientras", "paralelo", "mismo tiempo",
    "währenddessen", "gleichzeitig", "zwischen", "pendant ce", "parallèle", "même temps", "entretemps",
    "enquanto", "mesmo tempo", "その間", "同時", "並行", "同时", "并行",
)  # fmt: skip
_MEANWHILE: Final = compile(
    r"\b(?:meanwhile|in the meantime|in parallel|at the same time|simultaneously|concurrently"
    r"|while (?:that|this|it|the"
    r"|you wait|waiting)(?: \w+){0,4}|mientras(?: tanto)?|en paralelo|al mismo tiempo|währenddessen"
    r"|gleichzeitig"
    r"|parallel dazu|inzwischen|in der zwischenzeit|pendant ce temps|en parallèle|en même temps|entretemps"
    r"|enquanto(?: isso)?|em paralelo|ao mesmo tempo)\b|その間に?|同時に|並行して|同时|与此同时|并行",
    IGNORECASE,
)
_LABEL: Final = compile(r"(\d{1,3})[.)]\s*$")
_HEAD: Final = 160  # characters of a step in which its order is said
_READS: Final = "Each only reads, none uses what another sets, and the text orders none of them."


@dataclass
class _Step:
    """A step with what its commands touch together."""

    step: ParsedStep
    touched: tuple[Touched, ...]
    green: bool
    things: frozenset[str] = field(init=False)
    sets: frozenset[str] = field(init=False)
    uses: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.things = frozenset().union(*(one.things for one in self.touched))
        self.sets = frozenset().union(*(one.sets for one in self.touched))
        self.uses = frozenset().union(*(one.uses for one in self.touched))

    @property
    def session(self) -> bool:
        return any(one.session for one in self.touched)


def order_of(parsed: ParsedRunbook) -> tuple[tuple[Dependency, ...], tuple[Parallel, ...]]:
    """The dependencies between steps and the groups that are certainly independent, in order."""
    steps = [_seen(step) for step in parsed.steps]
    depends = tuple(_dependencies(parsed.source, steps))
    return depends, tuple(_groups(parsed, steps, depends))


def _seen(step: ParsedStep) -> _Step:
    safe = all(
        c.verdict is not None and c.verdict.risk is Risk.GREEN and not c.drafted for c in step.commands
    )
    return _Step(step, tuple(touched_by(c) for c in step.commands), bool(step.commands) and safe)


def _dependencies(source: str, steps: Sequence[_Step]) -> Iterator[Dependency]:
    labels: dict[int, int] = {}
    setters: dict[str, int] = {}
    changers: dict[str, int] = {}
    readers: dict[str, list[int]] = {}
    for index, one in enumerate(steps):
        number = one.step.number
        before = source[max(0, one.step.span.start - 8) : one.step.span.start]
        seen: dict[int, Dependency] = {}
        for found in (
            *_said(source, one, steps[index - 1].step.number if index else 0, labels),
            *_by_variable(one, setters),
            *_by_thing(one, changers, readers),
        ):
            seen.setdefault(found.on, found)
        yield from (seen[on] for on in sorted(seen) if on < number)
        if match := _LABEL.search(before):
            labels[int(match[1])] = number
        setters.update(dict.fromkeys(one.sets, number))
        _keep(one, changers, readers)


def _said(source: str, one: _Step, before: int, labels: dict[int, int]) -> Iterator[Dependency]:
    start = one.step.span.start
    head = source[start : min(one.step.span.end, start + _HEAD)]
    numbered = False
    lower = head.lower()
    steps = any(hint in lower for hint in _STEPS_HINTED)
    for match in _NUMBERED.finditer(head) if steps else ():
        named = int(match[1] or match[2])
        on = labels.get(named, 0) if labels else named
        if 0 < on < one.step.number:
            numbered = True
            span = Span(start + match.start(), start + match.end())
            yield Dependency(one.step.number, on, f"It says so: “{match[0].strip()}”.", span)
    follows = _FOLLOWS.match(head) or (
        _REFERS.search(head) if any(hint in lower for hint in _BACK_HINTED) else None
    )
    if follows and before and not numbered:
        word = next((group for group in follows.groups() if group), follows[0])
        span = Span(start + follows.start(), start + follows.end())
        yield Dependency(one.step.number, before, f"It says so: “{word}”.", span)


def _by_variable(one: _Step, setters: dict[str, int]) -> Iterator[Dependency]:
    for command, touched in zip(one.step.commands, one.touched, strict=True):
        for name in sorted(touched.uses):
            if name in setters:
                why = f"It uses {name}, which step {setters[name]} sets."
                yield Dependency(one.step.number, setters[name], why, command.span)


def _by_thing(one: _Step, changers: dict[str, int], readers: dict[str, list[int]]) -> Iterator[Dependency]:
    for command, touched in zip(one.step.commands, one.touched, strict=True):
        for thing in sorted(touched.things):
            if thing in changers:
                why = f"Step {changers[thing]} changes {thing}, which it concerns."
                yield Dependency(one.step.number, changers[thing], why, command.span)
            if not one.green:
                for reader in readers.get(thing, ()):
                    why = f"It changes {thing}, which step {reader} looks at first."
                    yield Dependency(one.step.number, reader, why, command.span)


def _keep(one: _Step, changers: dict[str, int], readers: dict[str, list[int]]) -> None:
    for thing in one.things:
        if one.green:
            readers.setdefault(thing, []).append(one.step.number)
        else:
            changers[thing] = one.step.number
            # Who comes later waits for this step, and so for those it waited for.
            readers.pop(thing, None)


def _groups(
    parsed: ParsedRunbook, steps: Sequence[_Step], depends: Sequence[Dependency]
) -> Iterator[Parallel]:
    waits: dict[int, int] = {}
    for one in depends:
        waits[one.step] = max(one.on, waits.get(one.step, 0))
    entered = _entered(parsed.decisions)
    group: list[_Step] = []
    used: set[str] = set()
    for index, step in enumerate(steps):
        if group and not _joins(step, group, waits, entered, used):
            yield from _closed(group)
            group = []
        if _may_stand(step):
            group.append(step)
        elif index and (pair := _told_apart(parsed.source, steps[index - 1], step, waits, entered)):
            yield pair
        used |= step.uses
    yield from _closed(group)


def _entered(decisions: Sequence[Decision]) -> set[int]:
    """Where decisions stand and lead: no group reaches over such a step."""
    goals = {branch.goto for decision in decisions for branch in decision.branches}
    return {decision.step for decision in decisions} | {goal for goal in goals if isinstance(goal, int)}


def _may_stand(one: _Step) -> bool:
    """Whether the step can be one of a group at all: it only reads, and neither waits nor sets anything."""
    return (
        one.green
        and one.step.kind is StepKind.COMMAND
        and one.step.lasts is None
        and not one.sets
        and not one.session
        and one.step.role is not StepRole.ROLLBACK
    )


def _joins(
    one: _Step, group: Sequence[_Step], waits: dict[int, int], entered: set[int], used: set[str]
) -> bool:
    first, last = group[0].step, group[-1].step
    return (
        _may_stand(one)
        and one.step.number == last.number + 1
        and one.step.number not in entered
        and one.step.path == first.path
        and one.step.role is first.role
        and _conditions(one.step) == _conditions(first)
        and waits.get(one.step.number, 0) < first.number
        # What it is to be told first here may be what the steps before it show.
        and one.uses <= used
    )


def _conditions(step: ParsedStep) -> set[tuple[int, int]]:
    return {(one.span.start, one.until) for command in step.commands for one in command.when}


def _closed(group: Sequence[_Step]) -> Iterator[Parallel]:
    if len(group) > 1:
        yield Parallel(tuple(one.step.number for one in group), _READS)


def _told_apart(
    source: str, before: _Step, one: _Step, waits: dict[int, int], entered: set[int]
) -> Parallel | None:
    """ "Meanwhile, …": where the text says it, and the two are known to concern different things."""
    start = one.step.span.start
    head = source[start : min(one.step.span.end, start + _HEAD)]
    lower = head.lower()
    match = _MEANWHILE.search(head) if any(hint in lower for hint in _MEANWHILE_HINTED) else None
    free = not (one.uses & before.sets or before.uses & one.sets or one.session or before.session)
    same = one.step.path == before.step.path and _conditions(one.step) == _conditions(before.step)
    if (
        match is None
        or not (free and same and apart(one.things, before.things))
        or one.step.number in entered
    ):
        return None
    if waits.get(one.step.number, 0) >= before.step.number:
        return None
    mine, theirs = ", ".join(sorted(one.things)), ", ".join(sorted(before.things))
    why = f"It says so: “{match[0]}”, and {mine} is not {theirs}."
    return Parallel((before.step.number, one.step.number), why)
