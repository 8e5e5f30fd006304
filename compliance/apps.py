"""The ledger as a Django app."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Proof: what happened, in an order nobody can change."""

    name = "compliance"
    verbose_name = "Ledger"
