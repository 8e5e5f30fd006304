"""Wiring of the accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations, teams, roles and sign-in."""

    name = "ddrun.accounts"
    label = "accounts"
    verbose_name = "People"
