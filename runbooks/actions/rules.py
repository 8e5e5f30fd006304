"""Somebody who may says what commands the organisation raises or forbids, or takes it back."""

from uuid import UUID

from django.db import IntegrityError, transaction

from compliance.actions import person, record
from compliance.types import Kind
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound, Refusal
from runbooks.models import PolicyRule
from runbooks.risk.fits import NoPattern, pattern_of
from runbooks.types import Effect, Matches


@transaction.atomic
def add_rule(
    written: str, *, effect: Effect, matches: Matches, reason: str, by: Member, idempotency_key: str
) -> UUID:
    """The rule, which binds every step that is not sent yet; its id. A repetition of the key adds nothing.

    Raises `Refusal` for words that cannot be followed or no reason, and `Conflict` for what stands already.
    """
    require(by, Act.ADD_RULE)
    written, reason = " ".join(written.split()), " ".join(reason.split())
    if not reason:
        raise Refusal("Say why: people read it wherever the rule applies.")
    if len(reason) > 300 or len(written) > 200:
        raise Refusal("A rule has at most 200 characters, and its reason 300.")
    try:
        pattern_of(written, matches)
    except NoPattern as odd:
        raise Refusal(str(odd)) from odd
    if not idempotency_key or len(idempotency_key) > 100:
        raise Conflict("The page sent no usable key for this act; load it again.")
    before = PolicyRule.objects.filter(organisation_id=by.organisation_id, key=idempotency_key).first()
    if before is not None:
        return before.id
    row = _kept(written, effect, matches, reason, by, idempotency_key)
    record(
        Kind.RULE_ADDED,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={
            "rule": str(row.id),
            "effect": effect,
            "matches": matches,
            "written": written,
            "reason": reason,
        },
    )
    return row.id


@transaction.atomic
def withdraw_rule(rule_id: UUID, *, by: Member, why: str) -> None:
    """The rule binds no more; it stays to be read. One that was withdrawn already stays as it is."""
    require(by, Act.WITHDRAW_RULE)
    rows = PolicyRule.objects.select_for_update().filter(organisation_id=by.organisation_id)
    row = rows.filter(id=rule_id).first()
    if row is None:
        raise NotFound("There is no such rule.")
    if row.withdrawn_at is not None:
        return
    why = " ".join(why.split())[:300]
    if not why:
        raise Refusal("Say why the rule is withdrawn.")
    row.withdrawn_at, row.withdrawn_by_name, row.withdrawn_why = now(), by.name, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
    record(
        Kind.RULE_WITHDRAWN,
        organisation_id=by.organisation_id,
        actor=person(by),
        facts={"rule": str(row.id), "effect": row.effect, "written": row.written, "why": why},
    )


def _kept(written: str, effect: Effect, matches: Matches, reason: str, by: Member, key: str) -> PolicyRule:
    try:
        with transaction.atomic():
            return PolicyRule.objects.create(
                organisation_id=by.organisation_id,
                effect=effect,
                matches=matches,
                written=written,
                reason=reason,
                key=key,
                added_by=by.id,
                added_by_name=by.name,
                added_at=now(),
            )
    except IntegrityError as clash:
        raise Conflict(f"There is such a rule on “{written}” already.") from clash
