"""Where the ways out of a decision lead, as positions of a run."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from runbooks.types import Branch, Condition, Decision
from runbooks.versions.guards import Part

_OTHERWISE: Final = "otherwise"
_YES: Final = "yes"
_NO: Final = "no"
_LEAVE: Final = "pass over it"


class Ways:
    """The ways on from each part; `parts` in the order of the run."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._first: dict[int, int] = {}
        self._commands: dict[int, list[int]] = {}
        self._before: list[int] = []  # for each part, the position of the decision before it; 0 for none
        decided = 0
        for position, part in enumerate(parts, start=1):
            self._before.append(decided)
            decided = position if part.decision else decided
            self._first.setdefault(part.step.number, position)
            if part.command:
                self._commands.setdefault(part.step.number, []).append(position)
        self._numbers = sorted(self._first)
        self._starts = [part.at for part in parts]

    def words(self, position: int) -> str:
        """The condition that is asked at a position; "otherwise" says what it is the other way out of."""
        part = self._parts[position - 1]
        if part.decision:
            return part.decision.condition
        guard = part.guard
        if guard is None or not guard.otherwise:
            return guard.text if guard else ""
        decided = self._before[position - 1]
        before = self._parts[decided - 1].decision if decided else None
        return f"{guard.text} (not: {before.condition.rstrip(' .:,')})" if before else guard.text

    def of(self, position: int) -> tuple[Branch, ...]:
        """The ways out of the decision or question at a position, the one around what it guards too."""
        part = self._parts[position - 1]
        if part.decision is None:
            return (Branch(_YES, None), Branch(_NO, self._past(position, part.asks)))
        return self._decided(position, part.decision, part.asks)

    def _decided(self, position: int, decision: Decision, asks: tuple[Condition, ...]) -> tuple[Branch, ...]:
        own = [at for at in self._commands.get(decision.step, []) if at > position]
        raw = decision.branches
        branches = tuple(self._branch(branch, position, own, asks) for branch in raw)
        leads_in = {None, position + 1, *own[:1]}
        if own and all(branch.goto in (None, decision.step) for branch in raw):
            around = self._past(position, asks) if asks else self._after(decision.step)
            if all(branch.goto not in leads_in for branch in branches):
                return (Branch(_YES, None), *branches)
            if any(branch.goto not in leads_in for branch in branches):
                return branches
            return (*branches, Branch(_OTHERWISE, around))
        # A text that says only what to do when it is so still asks whether it is.
        return (*branches, Branch(_OTHERWISE, None)) if len(branches) == 1 else branches

    def _branch(
        self, branch: Branch, position: int, own: Sequence[int], asks: tuple[Condition, ...]
    ) -> Branch:
        """`branch` with a position; past the question that it has answered already."""
        here = self._parts[position - 1].step.number
        if branch.goto in (None, here):
            told = (at for at in own[1:] if self._is_told(branch, at))
            return replace(branch, goto=next(told, own[0] if branch.goto == here and own else None))
        if not isinstance(branch.goto, int):
            return branch
        # A step that asks nothing was left out; the way goes on at the one after it.
        later = bisect_right(self._numbers, branch.goto - 1)
        if later >= len(self._numbers):
            return replace(branch, goto="end")
        target = self._first[self._numbers[later]]
        if branch.label == _LEAVE and asks:
            past = self._past(position, asks)
            return replace(branch, goto=past if isinstance(past, str) else max(past, target))
        guard = self._parts[target - 1].guard
        if guard is not None and guard.otherwise and self._before[target - 1] == position:
            target += 1
        return replace(branch, goto=target)

    def _is_told(self, branch: Branch, position: int) -> bool:
        """The branch names the command at a position, which another condition governs."""
        command = self._parts[position - 1].command
        return command is not None and any(c.otherwise for c in command.when) and command.text in branch.label

    def _past(self, position: int, asks: tuple[Condition, ...]) -> int | str:
        """The first position behind all that some conditions govern."""
        until = max(one.until for one in asks)
        at = position
        while at < len(self._parts) and self._starts[at] < until:
            at += 1
        return at + 1 if at < len(self._parts) else "end"

    def _after(self, number: int) -> int | str:
        later = bisect_right(self._numbers, number)
        return self._first[self._numbers[later]] if later < len(self._numbers) else "end"
