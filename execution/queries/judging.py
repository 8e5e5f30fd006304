"""A step judged as it stands now: values written in, risk of the result, target, policy's answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from ddrun.accounts.queries import organisation
from ddrun.lib.clock import now
from ddrun.lib.postgres.together import Asked, read_together
from execution.models import Agent, Approval, CommandException, OrganisationHold, Run, StepRun
from execution.policy.decide import Ruling, RunFacts, StepFacts, decide
from execution.policy.easing import Eased, Easing, Exact, ease
from execution.policy.placing import Placing
from execution.policy.quoting import Resolved, resolve
from execution.protocol.digest import attempt_digest, exception_digest
from execution.protocol.messages import TargetFacts
from execution.queries.agents import CANDIDATES, HOLD, card_of, hold_of, placed
from execution.queries.cards import AgentCard, HoldView
from execution.queries.exceptions import asked_given, easings_of
from execution.types import ApprovalStatus, Mode, RunStatus, Target
from runbooks import queries as runbooks
from runbooks.types import CommandRule, FrozenStep, Language, Risk, Ruled, Verdict

NO_RULES: Final = Ruled(Verdict(Risk.YELLOW, ()))
NOT_EASED: Final = Eased(Risk.RED)
INTERPRETER: Final = ("bash", "--noprofile", "--norc", "-c")
_REMEMBERED: Final = 4096


@dataclass(frozen=True)
class Around:
    """What a judgement needs of the organisation: read once, used for every step of a run."""

    at: datetime
    everything_held: HoldView | None
    agents: tuple[AgentCard, ...]
    rules: tuple[CommandRule, ...] = ()
    exceptions: tuple[Easing, ...] = ()

    def agent(self, agent_id: UUID | None) -> AgentCard | None:
        """The agent with that id, unless it is switched off."""
        return next((card for card in self.agents if card.id == agent_id), None)


@dataclass(frozen=True)
class Judged:
    """A step as it stands now; `approval` is the open one, `verdict` that of the resolved command.

    The verdict is what the organisation's rules (`under`) and an exception (`eased`) leave of it; `proven`
    is the risk before both.
    """

    resolved: Resolved
    verdict: Verdict
    risk: Risk
    agent: AgentCard | None
    target: Target | None
    no_target: str
    ruling: Ruling
    approval: Approval | None = None
    environment: dict[str, str] = field(default_factory=dict, hash=False)
    proven: Risk = Risk.YELLOW
    under: Ruled = NO_RULES
    eased: Eased = NOT_EASED

    @property
    def policy(self) -> tuple[str, ...]:
        """The sentences of every rule and exception that applies."""
        return (*self.under.said, *((self.eased.said,) if self.eased.said else ()))


def around(organisation_id: UUID) -> Around:
    """The organisation's hold, agents, rules and exceptions, now."""
    return around_of(*read_together(*asked_around(organisation_id)))


def asked_around(organisation_id: UUID) -> tuple[Asked, ...]:
    """The questions for the same, to be asked together with others; `around_of` reads the answers."""
    return (
        Asked(OrganisationHold, HOLD, [organisation_id]),
        Asked(Agent, CANDIDATES, [organisation_id]),
        runbooks.asked_rules(organisation_id),
        asked_given(organisation_id),
    )


def around_of(
    holds: Sequence[OrganisationHold],
    agents: Sequence[Agent],
    rules: Sequence[Any],
    given: Sequence[CommandException],
) -> Around:
    """What the answers to `asked_around` say."""
    at = now()
    cards = tuple(card_of(row, at) for row in agents)
    return Around(at, hold_of(holds), cards, runbooks.rules_of(rules), easings_of(given, cards))


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
    resolved = resolve(command, values_of(run), language, step.words_to_fill)
    verdict = verdict_on(resolved.text, language) if command and resolved.filled else frozen_verdict(step)
    # The runbook's own risk, which a person or a model may have raised, is a floor: no value lowers it.
    # An edited command is another command.
    floor = verdict.risk if step.edited_command else max(verdict.risk, Risk(step.risk), key=_rank)
    placing = place_of(run, about)
    agent = about.agent(placing.agent_id)
    eased = _eased(floor, resolved, agent, about)
    left = replace(verdict, risk=eased.risk, reasons=(*filter(None, [eased.said]), *verdict.reasons))
    # The organisation's rules come last: no exception lowers what they raise.
    under = runbooks.ruled(resolved.text, language, left, about.rules)
    verdict, risk = under.verdict, under.verdict.risk
    approval = next((one for one in approvals if one.step_id == step.id), None)
    facts = StepFacts(
        risk=risk,
        language=language,
        forbidden=under.forbidden,
        has_command=bool(command),
        grounded=step.command_start is not None,
        drafted=step.drafted and not step.edited_command,
        accepted=step.accepted_by is not None,
        edited=bool(step.edited_command),
        added=step.added_by is not None,
        retried=step.attempts_made > 0,
        unfilled=_as_spelled(resolved.missing, step),
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
        proven=floor,
        under=under,
        eased=eased,
    )


def foreseen(
    steps: Iterable[FrozenStep], values: Mapping[str, str], rules: tuple[CommandRule, ...] = ()
) -> tuple[FrozenStep, ...]:
    """The steps with the risk a run with those values would find, so that no page promises another one.

    `rules` are the organisation's; what an exception on one agent eases is told in the run alone.
    """
    return tuple(
        replace(step, risk=_foreseen(step, values, rules)) if step.command else step for step in steps
    )


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


def _foreseen(step: FrozenStep, values: Mapping[str, str], rules: tuple[CommandRule, ...]) -> Risk:
    resolved = resolve(step.command, values, step.language, step.stand_ins)
    verdict = (
        verdict_on(resolved.text, step.language) if resolved.filled else Verdict(step.risk, step.reasons)
    )
    verdict = replace(verdict, risk=max(verdict.risk, step.risk, key=_rank))
    return runbooks.ruled(resolved.text, step.language, verdict, rules).verdict.risk


def _as_spelled(names: Iterable[str], step: StepRun) -> tuple[str, ...]:
    """The names as the command shows them where a word of it stands for the value."""
    spelled = {one.name: one.spelled for one in step.words_to_fill}
    return tuple(spelled.get(name, name) for name in names)


def _eased(risk: Risk, resolved: Resolved, agent: AgentCard | None, about: Around) -> Eased:
    if risk is not Risk.RED or agent is None or not resolved.filled or not about.exceptions:
        return Eased(risk)
    exact = Exact(exception_digest(resolved.text, list(INTERPRETER)), agent.id, about.at)
    return ease(risk, about.exceptions, agent.eases, on=exact)


def _stands(approval: Approval | None, at: datetime) -> bool:
    given = approval is not None and approval.status == ApprovalStatus.GIVEN
    return given and approval is not None and approval.expires_at > at


def _rank(risk: Risk) -> int:
    return risk.rank
