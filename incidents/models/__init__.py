"""Tables of alerts and incidents."""

from incidents.models.alerts import Alert
from incidents.models.incidents import Confirmation, Incident, Service, TimelineEntry

__all__ = ["Alert", "Confirmation", "Incident", "Service", "TimelineEntry"]
