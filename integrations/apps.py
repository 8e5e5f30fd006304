"""Wiring of the doors."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Vendors' languages, translated to ours."""

    name = "integrations"
    verbose_name = "Integrations"
