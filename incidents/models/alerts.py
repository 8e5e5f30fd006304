"""Alerts, as their senders told them."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from incidents.models.incidents import SEVERITIES, Incident
from incidents.types import AlertState


class Alert(TenantModel):
    """One episode of one trouble at one sender, within an incident.

    `fingerprint` begins with the sender's name. `started_at` is the sender's clock, the rest is ours.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alerts")
    source = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=350)
    name = models.CharField(max_length=300)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in AlertState])
    service = models.CharField(max_length=300, blank=True)
    environment = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    labels = models.JSONField(default=dict)
    links = models.JSONField(default=list)
    joined_because = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "fingerprint"], name="one_alert_an_episode"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "fingerprint", "-first_seen_at"], name="alert_by_fingerprint"
            )
        ]
        ordering = ["first_seen_at", "id"]

    def __str__(self) -> str:
        return self.name
