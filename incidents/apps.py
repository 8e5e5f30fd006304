"""Wiring of the incidents room."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Alerts become incidents and find their runbooks."""

    name = "incidents"
    verbose_name = "Incidents"
