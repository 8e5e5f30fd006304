"""What an incident's alerts say that a run can use."""

from collections.abc import Iterable
from uuid import UUID

from incidents.context.inject import AlertFacts, fill
from incidents.models import Alert
from incidents.types import AlertState, FilledVariable


def filled_variables(
    organisation_id: UUID, incident_id: UUID, names: Iterable[str]
) -> tuple[FilledVariable, ...]:
    """The variables among `names` that the incident's alerts fill, each with its origin.

    Alerts that still fire are asked; where all have resolved, all are.
    """
    return fill(names, [_facts(row) for row in _telling(organisation_id, incident_id)])


def labels_of(organisation_id: UUID, incident_id: UUID) -> dict[str, str]:
    """The labels on which all the telling alerts agree."""
    rows = _telling(organisation_id, incident_id)
    if not rows:
        return {}
    first, *others = (row.labels for row in rows)
    return {name: value for name, value in first.items() if all(o.get(name) == value for o in others)}


def _telling(organisation_id: UUID, incident_id: UUID) -> list[Alert]:
    rows = list(Alert.objects.filter(organisation_id=organisation_id, incident_id=incident_id))
    return [row for row in rows if row.state != AlertState.RESOLVED] or rows


def _facts(row: Alert) -> AlertFacts:
    return AlertFacts(row.name, row.severity, row.service, row.environment, row.summary, row.labels)
