"""A step judged as it stands now: values written in, risk of the result, target, policy's answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from ddrun.accounts.queries import organisation
from ddrun.lib.clock import now
from execution.models import Agent, Approval, OrganisationHold, Run, StepRun
from execution.policy.decide import Ruling, RunFacts, StepFacts, decide
from execution.policy.placing import Placing
from execution.policy.quoting import Resolved, resolve
from execution.protocol.digest import attempt_digest
from execution.protocol.messages import TargetFacts
from execution.queries.agents import candidates, card_of, hold, hold_of, placed
from execution.queries.cards import AgentCard, HoldView
from execution.types import ApprovalStatus, Mode, RunStatus, Target
from runbooks import queries as runbooks
from runbooks.types import FrozenStep, Language, Risk, Verdict

INTERPRETER: Final = ("bash", "--noprofile", "--norc", "-c")
_REMEMBERED: Final = 4096


@dataclass(frozen=True)
class Around:
    """What a judgement needs of the organisation: read once, used for every step of a run."""

    at: datetime
    everything_held: HoldView | None
    agents: tuple[AgentCard, ...]

    def agent(self, agent_id: UUID | None) -> AgentCard | None:
        """The agent with that id, unless it is switched off."""
        return next((card for card in self.agents if card.id == agent_id), None)


@dataclass(frozen=True)
class Judged:
    """A step as it stands now; `approval` is the open one, `verdict` that of the resolved command."""

    resolved: Resolved
    verdict: Verdict
    risk: Risk
    agent: AgentCard | None
    target: Target | None
    no_target: str
    ruling: Ruling
    approval: Approval | None = None
    environment: dict[str, str] = field(default_factory=dict, hash=False)


def around(organisation_id: UUID) -> Around:
    """The organisation's hold and agents, now."""
    at = now()
    return Around(at, hold(organisation_id), tuple(candidates(organisation_id, at)))


def around_of(holds: Sequence[OrganisationHold], agents: Sequence[Agent]) -> Around:
    """The same, from rows that were read already."""
    at = now()
    return Around(at, hold_of(holds), tuple(card_of(row, at) for row in agents))


def place_of(run: Run, about: Around) -> Placing:
    """The agent the run means, or why a person must choose."""
    return placed(run.agent_id, run.labels, about.agents)


def values_of(run: Run) -> dict[str, str]:
    """The run's values by canonical name."""
    return {name: str(given["value"]) for name, given in run.variables.items()}


def judge(run: Run, step: StepRun, about: Around, approvals: Sequence[Approval] = ()) -> Judged:
    """What the step's command comes to, how risky that is, where it lands, and what policy says."""
    language = Language(step.language)
    command = step.present_command
    resolved = resolve(command, values_of(run), language)
    verdict = verdict_on(resolved.text, language) if command and resolved.filled else frozen_verdict(step)
    # The runbook's own risk, which a person or a model may have raised, is a floor: no value lowers it.
    # An edited command is another command.
    risk = verdict.risk if step.edited_command else max(verdict.risk, Risk(step.risk), key=_rank)
    placing = place_of(run, about)
    agent = about.agent(placing.agent_id)
    approval = next((one for one in approvals if one.step_id == step.id), None)
    facts = StepFacts(
        risk=risk,
        language=language,
        has_command=bool(command),
        grounded=step.command_start is not None,
        drafted=step.drafted and not step.edited_command,
        accepted=step.accepted_by is not None,
        edited=bool(step.edited_command),
        added=step.added_by is not None,
        retried=step.attempts_made > 0,
        unfilled=resolved.missing,
        unplaceable=resolved.refused,
        no_target=placing.why_not,
        agent_max_risk=agent.max_risk if agent else Risk.RED,
        approved=_stands(approval, about.at),
    )
    return Judged(
        resolved=resolved,
        verdict=verdict,
        risk=risk,
        agent=agent,
        target=Target(agent.id, agent.name, agent.name, agent.labels) if agent else None,
        no_target=placing.why_not,
        ruling=decide(facts, run_facts(run, about)),
        approval=approval,
        environment=dict(verdict.pins),
    )


def foreseen(steps: Iterable[FrozenStep], values: Mapping[str, str]) -> tuple[FrozenStep, ...]:
    """The steps with the risk a run with those values would find, so that no page promises another one."""
    return tuple(replace(step, risk=_foreseen(step, values)) if step.command else step for step in steps)


def run_facts(run: Run, about: Around) -> RunFacts:
    """The run as policy sees it."""
    return RunFacts(
        mode=Mode(run.mode),
        status=RunStatus(run.status),
        published=run.published,
        started_by_person=run.started_by is not None,
        paused=run.paused,
        everything_held=about.everything_held is not None,
    )


def frozen_verdict(step: StepRun) -> Verdict:
    """The verdict the runbook came with, for a command that cannot be resolved yet."""
    return Verdict(Risk(step.risk), tuple(step.reasons))


@lru_cache(maxsize=_REMEMBERED)
def slug_of(organisation_id: UUID) -> str:
    """The organisation's slug, which begins every agent's id on the wire and never changes."""
    return organisation(organisation_id).slug


@lru_cache(maxsize=_REMEMBERED)
def verdict_on(command: str, language: Language) -> Verdict:
    """The classifier's word on a resolved command; remembered, since it depends on the text alone."""
    return runbooks.classify(command, language)


def digest_for(run: Run, step: StepRun, judged: Judged, attempt_id: UUID, *, slug: str) -> str:
    """What an approval of this attempt covers, byte for byte. The step must have a target."""
    if judged.agent is None:
        raise ValueError("a step without a target has no digest")
    return attempt_digest(
        organisation=str(run.organisation_id),
        run=str(run.id),
        step=str(step.id),
        attempt=str(attempt_id),
        version=str(run.version_id or ""),
        interpreter=list(INTERPRETER),
        command=judged.resolved.text,
        agent=f"{slug}.{judged.agent.id}",
        user="",
        directory="",
        environment=judged.environment,
        passes=list(judged.agent.passes),
        target=TargetFacts(judged.agent.name, judged.agent.labels),
    )


def _foreseen(step: FrozenStep, values: Mapping[str, str]) -> Risk:
    resolved = resolve(step.command, values, step.language)
    if not resolved.filled:
        return step.risk
    return max(verdict_on(resolved.text, step.language).risk, step.risk, key=_rank)


def _stands(approval: Approval | None, at: datetime) -> bool:
    given = approval is not None and approval.status == ApprovalStatus.GIVEN
    return given and approval is not None and approval.expires_at > at


def _rank(risk: Risk) -> int:
    return risk.rank
