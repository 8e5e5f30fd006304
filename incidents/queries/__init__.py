"""Reads and judgements about incidents: frozen values out."""

from incidents.queries.glance import Glance, glance
from incidents.queries.joining import environment_of, open_for_joining, unmatched
from incidents.queries.letters import letters
from incidents.queries.matching import alert_text, fitting, nearest, the_alert
from incidents.queries.pages import (
    PAGE,
    AlertLine,
    IncidentRow,
    IncidentView,
    TimelineLine,
    incident,
    incident_by_number,
    incidents,
    ranked_of,
)
from incidents.queries.variables import filled_variables, labels_of

__all__ = [
    "PAGE",
    "AlertLine",
    "Glance",
    "IncidentRow",
    "IncidentView",
    "TimelineLine",
    "alert_text",
    "environment_of",
    "filled_variables",
    "fitting",
    "glance",
    "incident",
    "incident_by_number",
    "incidents",
    "labels_of",
    "letters",
    "nearest",
    "open_for_joining",
    "ranked_of",
    "the_alert",
    "unmatched",
]
