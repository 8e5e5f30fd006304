"""Connections to vendors, and every delivery as it arrived."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from integrations.types import DeliveryState


class Connection(TenantModel):
    """A hook of one vendor, with its key as a hash and the vendor's secret sealed.

    While a key is being changed the old one is accepted until `old_key_until`; so is the old secret.
    """

    vendor = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    key_hash = models.CharField(max_length=64, unique=True)
    key_hint = models.CharField(max_length=8)
    old_key_hash = models.CharField(max_length=64, blank=True)
    old_key_until = models.DateTimeField(null=True, blank=True)
    sealed_secret = models.TextField(blank=True)
    old_sealed_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "vendor", "name"], name="connection_names_differ")
        ]
        ordering = ["vendor", "name"]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.name}"


class Delivery(TenantModel):
    """A message as it arrived: the raw bytes, the headers without credentials, and what became of it."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="deliveries")
    vendor = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    dedup_key = models.CharField(max_length=350)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in DeliveryState])
    sentence = models.TextField(blank=True)
    alerts = models.PositiveIntegerField(default=0)
    incident_id = models.UUIDField(null=True, blank=True)
    replay_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "dedup_key"], name="a_delivery_is_kept_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-received_at"], name="delivery_newest"),
            models.Index(
                fields=["organisation", "received_at"],
                condition=models.Q(state=DeliveryState.RECEIVED.value),
                name="delivery_unread",
            ),
        ]
        ordering = ["-received_at"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.vendor}, {self.received_at:%Y-%m-%d %H:%M:%S}"
