"""The product as Django sees it: where `bench`, checks and other verbs of the whole live."""

from django.apps import AppConfig


class ProductConfig(AppConfig):
    """Holds the management commands and system checks that belong to no single room."""

    name = "ddrun"
    label = "product"
