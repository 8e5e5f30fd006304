"""Finds an incident's runbook and attaches it with its reason; learns from what people say of it."""

from uuid import UUID

from django.db import transaction

from compliance.actions import record
from compliance.types import SYSTEM, Actor, Kind
from ddrun.accounts.actions.people import actor_of
from ddrun.lib.access import Act, Member, require
from ddrun.lib.clock import now
from ddrun.lib.errors import Conflict, NotFound
from incidents import feed, queries
from incidents.actions.order import in_order, locked
from incidents.matching.rank import AlertText
from incidents.models import Confirmation, Incident
from incidents.types import IncidentStatus, MatchState, RankedRunbook, Ranking
from runbooks import queries as library


@transaction.atomic
def match_incident(organisation_id: UUID, incident_id: UUID) -> Ranking | None:
    """Attaches the best runbook that fits, or says why none does. Attaching starts nothing.

    A runbook that is attached already stays: people may be working by it, so a better one is only listed.
    Nothing changes for an incident that is resolved. Safe to repeat.
    """
    incident = Incident.objects.filter(organisation_id=organisation_id, id=incident_id).first()
    if incident is None or incident.status == IncidentStatus.RESOLVED:
        return None
    # The ranking takes the most time, so it comes before the lock.
    ranking = queries.fitting(queries.the_alert(incident), organisation_id)
    in_order(organisation_id)
    incident.refresh_from_db()
    incident.ranked = [_kept(one) for one in ranking.ranked]
    incident.save()
    if incident.status == IncidentStatus.RESOLVED or incident.runbook_id is not None:
        return ranking
    best = queries.nearest(ranking.ranked, incident.rejected)
    if best is None:
        _attach_none(incident, ranking.reason, by=SYSTEM)
    else:
        _attach(incident, best, by=SYSTEM)
    return ranking


@transaction.atomic
def not_this_one(incident_id: UUID, runbook_id: UUID, *, by: Member) -> None:
    """The attached runbook does not fit: the next best takes its place, or none."""
    require(by, Act.RESPOND)
    incident = locked(by.organisation_id, incident_id)
    if incident.runbook_id != runbook_id:
        raise Conflict("Another runbook is attached by now; look again.")
    incident.rejected = [*incident.rejected, runbook_id]
    title = incident.version.title if incident.version else ""
    feed.note(incident, "runbook.rejected", f"“{title}” does not fit, says {by.name}.", by=actor_of(by))
    best = queries.nearest(queries.ranked_of(incident), incident.rejected)
    if best is None:
        _attach_none(incident, "No other runbook fits well enough.", by=actor_of(by), rejected=runbook_id)
    else:
        _attach(incident, best, by=actor_of(by), rejected=runbook_id)


@transaction.atomic
def this_one(incident_id: UUID, runbook_id: UUID, *, by: Member) -> None:
    """Attaches the runbook a person chose; the matcher does not replace it."""
    require(by, Act.RESPOND)
    incident = locked(by.organisation_id, incident_id)
    card = next((card for card in library.library(by.organisation_id) if card.id == runbook_id), None)
    if card is None:
        raise NotFound("That runbook is not here.")
    known = next((one for one in queries.ranked_of(incident) if one.runbook_id == runbook_id), None)
    incident.rejected = [one for one in incident.rejected if one != runbook_id]
    chosen = RankedRunbook(
        runbook_id, card.version_id, card.title, known.score if known else 0.0, (f"Chosen by {by.name}.",)
    )
    _attach(incident, chosen, by=actor_of(by), state=MatchState.BY_HAND)


def learn(incident: Incident, *, runbook_id: UUID) -> None:
    """Remembers that alerts like this incident's are resolved with that runbook."""
    alert = queries.the_alert(incident)
    confirm(alert, organisation_id=incident.organisation_id, runbook_id=runbook_id, incident=incident)


def confirm(
    alert: AlertText, *, organisation_id: UUID, runbook_id: UUID, incident: Incident | None = None
) -> None:
    """Remembers that this alert was resolved with that runbook."""
    Confirmation.objects.create(
        organisation_id=organisation_id,
        runbook_id=runbook_id,
        incident=incident,
        alert_name=alert.name[:300],
        text=f"{alert.summary} {alert.description}".strip()[:4000],
        at=now(),
    )


def _attach(
    incident: Incident,
    best: RankedRunbook,
    *,
    by: Actor,
    state: MatchState = MatchState.MATCHED,
    rejected: UUID | None = None,
) -> None:
    incident.runbook_id, incident.version_id = best.runbook_id, best.version_id
    incident.match_state, incident.match_score = state, best.score
    incident.match_reason = " ".join(best.reasons)
    incident.save()
    feed.note(incident, "runbook.matched", f"Runbook “{best.title}” attached. {incident.match_reason}", by=by)
    _record(incident, Kind.RUNBOOK_MATCHED, by, rejected, runbook=str(best.runbook_id), title=best.title)


def _attach_none(incident: Incident, reason: str, *, by: Actor, rejected: UUID | None = None) -> None:
    said_before = incident.match_state == MatchState.NONE and incident.match_reason == reason
    incident.runbook_id = incident.version_id = incident.match_score = None
    incident.match_state, incident.match_reason = MatchState.NONE, reason
    incident.save()
    if said_before:
        return
    feed.note(incident, "runbook.unmatched", reason, by=by)
    _record(incident, Kind.RUNBOOK_UNMATCHED, by, rejected)


def _record(incident: Incident, kind: Kind, by: Actor, rejected: UUID | None, **facts: str) -> None:
    record(
        kind,
        organisation_id=incident.organisation_id,
        actor=by,
        facts={
            "number": incident.number,
            "reason": incident.match_reason,
            "score": f"{incident.match_score:.4f}" if incident.match_score is not None else "",
            "rejected": str(rejected) if rejected else "",
            **facts,
        },
        incident_id=incident.id,
    )


def _kept(one: RankedRunbook) -> dict[str, object]:
    return {
        "runbook_id": str(one.runbook_id),
        "version_id": str(one.version_id),
        "title": one.title,
        "score": one.score,
        "reasons": list(one.reasons),
    }
