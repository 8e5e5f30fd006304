"""The product as Django sees it: where `bench`, checks and other verbs of the whole live."""

from importlib import import_module

from django.apps import AppConfig


class ProductConfig(AppConfig):
    """Holds the management commands and system checks that belong to no single room."""

    name = "ddrun"
    label = "product"

    def ready(self) -> None:
        """Whoever rings a job speaks to our Celery application, not to a nameless one."""
        import_module("ddrun.celery")
