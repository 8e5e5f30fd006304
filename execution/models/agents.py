"""Programs in the customer's network, how they join, and the brake for all of them."""

from django.db import models

from ddrun.lib.tenancy import TenantModel


class Agent(TenantModel):
    """A named, labelled program that runs commands where it stands.

    `labels`, `environment`, `max_risk` and `passes` are what the agent said of itself last: they
    belong to its administrator. `needs` narrows on the server: labels an alert must carry for it.
    `connection` is the nonce of the present connection, empty when there is none; `journal` the
    identity of its memory. `eases` are the exceptions in its own file: digest and last day.
    """

    name = models.CharField(max_length=100)
    public_key = models.BinaryField(max_length=32)
    labels = models.JSONField(default=dict)
    needs = models.JSONField(default=dict)
    environment = models.CharField(max_length=100, blank=True)
    host = models.JSONField(default=dict)
    max_risk = models.CharField(max_length=10, default="green")
    guard = models.JSONField(default=dict)
    passes = models.JSONField(default=list)
    version = models.CharField(max_length=50, blank=True)
    journal = models.CharField(max_length=100, blank=True)
    eases = models.JSONField(default=list)
    connection = models.CharField(max_length=100, blank=True)
    connected_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=models.Q(disabled_at=None), name="agent_name_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "disabled_at"], name="agent_of_organisation")]

    def __str__(self) -> str:
        return self.name


class EnrolmentToken(TenantModel):
    """A one-time word that lets one agent join; stored as a hash only."""

    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField()
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")


class OrganisationHold(TenantModel):
    """Everything is held, until somebody lifts it; at most one stands at a time."""

    reason = models.CharField(max_length=500, blank=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField()
    set_by_name = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(lifted_at=None), name="one_hold_at_a_time"
            )
        ]
