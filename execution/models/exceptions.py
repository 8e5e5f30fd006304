"""One red command that two people let go as a yellow one, on one agent, for a time."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from execution.models.agents import Agent


class CommandException(TenantModel):
    """Asked for by one person, given by another; it stands from `given_at` until it ends or expires.

    `digest` covers command and interpreter, and is what the agent's own file must list too. The row is
    never deleted.
    """

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    command = models.TextField()
    interpreter = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    given_by_name = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "agent", "digest"],
                condition=models.Q(ended_at=None),
                name="one_open_exception",
            ),
            models.CheckConstraint(
                condition=models.Q(given_by=None) | ~models.Q(given_by=models.F("asked_by")),
                name="exception_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.command} on {self.agent}"
