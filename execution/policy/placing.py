"""Which agent a step means. Law 6: the alert's labels agree with the agent's; none or several fit: ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Candidate:
    """An agent that is not switched off. `needs` are labels the alert must carry, set on the server."""

    id: UUID
    name: str
    labels: Mapping[str, str]
    needs: Mapping[str, str]
    connected: bool


@dataclass(frozen=True)
class Placing:
    """The agreed agent, or `why_not` as a sentence that asks a person."""

    agent_id: UUID | None
    why_not: str = ""


def place(candidates: Sequence[Candidate], labels: Mapping[str, str], chosen: UUID | None) -> Placing:
    """The agent that `labels` (the alert's; empty for a run started by hand) or a person's choice means."""
    if chosen is not None:
        return _chosen(candidates, chosen)
    fitting = [one for one in candidates if agrees(one, labels)]
    if not fitting:
        return Placing(None, _none_fits(candidates, labels))
    if len(fitting) > 1:
        names = ", ".join(one.name for one in fitting)
        return Placing(None, f"Several agents fit: {names}. Choose one.")
    if not fitting[0].connected:
        return Placing(None, f"The agent {fitting[0].name} is not connected.")
    return Placing(fitting[0].id)


def agrees(candidate: Candidate, labels: Mapping[str, str]) -> bool:
    """Whether a label says that the alert and the agent belong together, and none says that they do not.

    An agent that shares no label with the alert may stand anywhere: a person chooses it, or nobody does.
    Where no alert speaks (`labels` empty), nothing can disagree but what the agent needs.
    """
    shared = [key for key in candidate.labels if key in labels]
    if any(labels[key] != candidate.labels[key] for key in shared):
        return False
    if any(labels.get(key) != value for key, value in candidate.needs.items()):
        return False
    return bool(shared or candidate.needs or not labels)


def _chosen(candidates: Sequence[Candidate], chosen: UUID) -> Placing:
    one = next((candidate for candidate in candidates if candidate.id == chosen), None)
    if one is None:
        return Placing(None, "The chosen agent was switched off. Choose another.")
    if not one.connected:
        return Placing(None, f"The agent {one.name} is not connected.")
    return Placing(one.id)


def _none_fits(candidates: Sequence[Candidate], labels: Mapping[str, str]) -> str:
    if not candidates:
        return "There is no agent yet; an administrator can add one."
    differing = sorted(
        f"{one.name} has {key}={value}"
        for one in candidates
        for key, value in {**one.labels, **one.needs}.items()
        if labels.get(key, "" if key in one.needs else value) != value
    )
    said = "; ".join(differing[:3]) or "they share none"
    return f"No agent's labels agree with the alert's ({said}). Choose one."
