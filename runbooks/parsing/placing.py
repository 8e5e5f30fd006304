"""Where forks stand among the steps, and where their ways out lead."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from re import compile
from typing import Final

from runbooks.parsing.answers import check_of, opens_otherwise
from runbooks.parsing.cases import (
    answers_to,
    cases_of,
    heading_fork,
    labelled_case,
    labelled_siblings,
    listed_case,
)
from runbooks.parsing.decisions import bare_gate_of, forks_of, gate_of
from runbooks.parsing.document import Block, BlockKind, Sentence
from runbooks.parsing.drafts import Draft
from runbooks.parsing.forks import GO_ON, LEAVE, Fork
from runbooks.parsing.instructions import opens_with_verb
from runbooks.parsing.sections import Role, Section
from runbooks.parsing.sentences import sentences_of
from runbooks.parsing.tables import symptom_rows
from runbooks.parsing.targets import decision_at
from runbooks.parsing.tongues.tongue import Tongue
from runbooks.types import Decision

_WORD: Final = compile(r"[^\W\d_]{2}")  # a number alone is none of a heading's sentences
_NO_FORKS: Final = (Role.CONTEXT, Role.PREREQUISITES)

Placed = tuple[Fork, int]


def decisions_of(
    sections: Sequence[Section], drafts: Sequence[Draft], tongues: tuple[Tongue, ...]
) -> tuple[Decision, ...]:
    """Every fork with its step and targets, in document order."""
    if not drafts:
        return ()
    placed = [
        *_in_steps(drafts, tongues),
        *_gates(drafts, tongues),
        *_around_steps(sections, drafts, tongues),
    ]
    seen: set[int] = set()
    decisions = []
    labels = _Labels(drafts)
    for fork, step in sorted(placed, key=lambda pair: pair[0].condition.start):
        if fork.condition.text and fork.condition.start not in seen:
            seen.add(fork.condition.start)
            decisions.append(decision_at(fork, step, labels.seen_from(step), tongues))
    return tuple(decisions)


def _in_steps(drafts: Sequence[Draft], tongues: tuple[Tongue, ...]) -> list[Placed]:
    """The forks in what the steps say; one that begins with "otherwise" is a way out of the one before."""
    found: list[Placed] = []
    siblings = labelled_siblings(drafts)
    for number, draft in enumerate(drafts, start=1):
        found.extend((fork, number) for fork in (listed_case(draft), answers_to(number, drafts)) if fork)
        first = draft.sentences[0].text if draft.sentences else ""
        other = opens_otherwise(first, tongues)
        if other and number > 1 and not (found and found[-1][1] == number - 1):
            said = drafts[number - 2].details or drafts[number - 2].sentences
            if said and (check := check_of(said[-1], tongues)):
                found.append((check, number - 1))
        if other and found and found[-1][1] == number - 1:
            # A step with commands does them first; a way out without any passes over the other way.
            past: int | str | None = number + 1 if number < len(drafts) else "end"
            fork = found[-1][0]
            targets = (*(None if drafts[number - 2].commands else past for _ in fork.actions), number)
            found[-1] = (replace(fork, actions=(*fork.actions, first[other:]), targets=targets), number - 1)
        told = draft.is_case or number in siblings
        case = labelled_case(draft.sentences[0], tongues) if told and draft.sentences else None
        if case is not None:
            found.append((case, number))
            continue
        found.extend(
            (fork, number) for fork in forks_of([*draft.sentences, *draft.details], tongues, draft.after)
        )
    return found


def _gates(drafts: Sequence[Draft], tongues: tuple[Tongue, ...]) -> Iterator[Placed]:
    """Conditions over a whole list: into its first step, or past its last."""
    for number, draft in enumerate(drafts, start=1):
        if draft.gate is None or (number > 1 and drafts[number - 2].gate is draft.gate):
            continue
        last = number
        while last < len(drafts) and drafts[last].gate is draft.gate:
            last += 1
        fork = gate_of(draft.gate, tongues) or bare_gate_of(draft.gate, tongues)
        if fork is not None:
            past = last + 1 if last < len(drafts) else "end"
            yield replace(fork, actions=(GO_ON, LEAVE), targets=(number, past)), number


def _around_steps(
    sections: Sequence[Section], drafts: Sequence[Draft], tongues: tuple[Tongue, ...]
) -> Iterator[Placed]:
    """The forks of headings and tables."""
    starts = [draft.start for draft in drafts]
    siblings: dict[tuple[str, ...], list[tuple[Sentence, Section]]] = {}
    for section in sections:
        if section.role in _NO_FORKS:
            continue
        headed = section.heading is not None and section.role is not Role.TITLE
        told = sentences_of(section.heading) if section.heading and headed else []
        heading = [sentence for sentence in told if _WORD.search(sentence.text)][:1]
        for sentence in heading:
            siblings.setdefault(section.path, []).append((sentence, section))
            if fork := heading_fork(sentence, tongues):
                yield _entered(fork, section, starts)
        for block in section.blocks:
            if block.kind is BlockKind.TABLE:
                yield from (
                    (fork, _step_at(fork.condition.start, starts)) for fork in _row_forks(block, tongues)
                )
    for group in siblings.values():
        owners = {sentence.start: section for sentence, section in group}
        for fork in cases_of([sentence for sentence, _ in group]):
            owner = max(start for start in owners if start <= fork.condition.start)
            yield _entered(fork, owners[owner], starts)


def _entered(fork: Fork, section: Section, starts: list[int]) -> Placed:
    """A section that is entered only under its condition: into it, or past its last step."""
    ends = section.blocks[-1].end if section.blocks else fork.condition.end
    first = _step_at(fork.condition.start, starts)
    after = bisect_right(starts, ends) + 1
    past: int | str = after if after <= len(starts) else "end"
    if after <= first:
        return replace(fork, actions=(GO_ON,), targets=(None,)), first
    return replace(fork, actions=(GO_ON, LEAVE), targets=(first, past)), first


def _step_at(offset: int, starts: list[int]) -> int:
    """The number of the step that holds an offset, or else of the next one."""
    before = bisect_right(starts, offset)
    return min(len(starts), before if before and starts[before - 1] == offset else before + 1)


def _row_forks(block: Block, tongues: tuple[Tongue, ...]) -> Iterator[Fork]:
    for symptom, action in symptom_rows(block):
        for condition in sentences_of(symptom)[:1]:
            if opens_with_verb(condition.text, tongues):
                continue  # "Kill query": what the row is for
            yield Fork(condition.part(0, 200), (action.text,))


class _Labels:
    """The author's step numbers → ours. A number that stands in several lists means the nearest one's."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._all: dict[int, int] = {}
        self._by_section: dict[str, dict[int, int]] = {}
        for number, draft in enumerate(drafts, start=1):
            if draft.label is not None:
                self._all.setdefault(draft.label, number)
                self._by_section.setdefault(draft.section, {}).setdefault(draft.label, number)
        if not self._all:
            self._all = {number: number for number in range(1, len(drafts) + 1)}

    def seen_from(self, step: int) -> dict[int, int]:
        """The numbers of the step's own section first."""
        own = self._by_section.get(self._drafts[step - 1].section)
        return {**self._all, **own} if own and len(self._by_section) > 1 else self._all
