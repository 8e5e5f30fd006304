"""The library as a Django app."""

from django.apps import AppConfig


class RunbooksConfig(AppConfig):
    """Knowing: documents become steps; steps learn."""

    name = "runbooks"
    verbose_name = "Library"
