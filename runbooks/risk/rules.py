"""A verdict under the rules of an organisation: raised, or forbidden for good. Nothing here lowers a risk.

What a rule that forbids may fit is forbidden too, since approval must never decide it; what cannot be looked
into at all is not, or no script could ever run: it is never green, and the step says what was not checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from runbooks.risk.fits import Fit, Pattern, fit, pattern_of
from runbooks.risk.sight import look
from runbooks.types import CommandRule, Effect, Language, Matches, Risk, Ruled, Verdict

MOST_NAMED: Final = 3
LEAST: Final = {Effect.CAUTION: Risk.YELLOW, Effect.DANGER: Risk.RED, Effect.FORBID: Risk.RED}


@dataclass(frozen=True)
class _Finding:
    """What one rule comes to for one command."""

    rule: CommandRule
    fit: Fit
    why: str


@lru_cache(maxsize=4096)
def ruled(text: str, language: Language, verdict: Verdict, rules: tuple[CommandRule, ...]) -> Ruled:
    """The verdict on `text` once every rule was held against it."""
    if not rules or not text.strip():
        return Ruled(verdict)
    seen = look(text, language)
    every = [_Finding(rule, *fit(_pattern(rule.written, rule.matches), seen)) for rule in rules]
    found = sorted((one for one in every if one.fit > Fit.UNSEEN), key=_strictest_first)
    risk = max((verdict.risk, *(LEAST[one.rule.effect] for one in found)), key=lambda one: one.rank)
    unseen = [one for one in every if one.fit is Fit.UNSEEN and _would_matter(one.rule, risk)]
    if unseen and risk is Risk.GREEN:
        risk = Risk.YELLOW
    said = tuple(_sentence(one) for one in found) + ((_not_checked(unseen),) if unseen else ())
    forbidden = next((_sentence(one) for one in found if one.rule.effect is Effect.FORBID), "")
    return Ruled(replace(verdict, risk=risk, reasons=(*said, *verdict.reasons)), forbidden, said)


@lru_cache(maxsize=1024)
def _pattern(written: str, matches: Matches) -> Pattern:
    return pattern_of(written, matches)


def _strictest_first(one: _Finding) -> int:
    return -list(Effect).index(one.rule.effect)


def _would_matter(rule: CommandRule, risk: Risk) -> bool:
    return rule.effect is Effect.FORBID or LEAST[rule.effect].rank > risk.rank


def _sentence(one: _Finding) -> str:
    rule, forbids = one.rule, one.rule.effect is Effect.FORBID
    because = f"{rule.reason.rstrip('.')} (rule by {rule.by}, {rule.at.day} {rule.at:%b %Y})."
    what = "Forbidden" if forbids else f"Raised to {LEAST[rule.effect].word}"
    if one.fit is Fit.IS:
        return f"{what} by your organisation: {because}"
    way_out = " Write it out plainly, or do it by hand." if forbids else ""
    return f"{what} by your organisation, since it may be `{rule.written}` ({one.why}): {because}{way_out}"


def _not_checked(unseen: Sequence[_Finding]) -> str:
    named = [f"`{one.rule.written}`" for one in unseen[:MOST_NAMED]]
    more = f" and {len(unseen) - MOST_NAMED} more" if len(unseen) > MOST_NAMED else ""
    return (
        f"It could not be checked against your organisation's rules on {', '.join(named)}{more}, "
        f"because {unseen[0].why}. Read it before you start it."
    )
