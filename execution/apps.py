"""Runs as a Django app."""

from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    """Doing: a run moves step by step, with consent."""

    name = "execution"
    verbose_name = "Runs"
