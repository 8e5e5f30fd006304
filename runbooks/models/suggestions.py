"""What a language model was asked, what it answered, and what waits for a person because of it."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from runbooks.models.library import RunbookVersion


class ModelSwitch(TenantModel):
    """Whether the organisation's texts may go to the model. Without a row: off."""

    on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200)

    class Meta:
        verbose_name = "language model switch"
        verbose_name_plural = "language model switches"
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_model_switch")]


class ModelReading(TenantModel):
    """One call of the model: what it cost, and its answer, which is not asked for twice.

    `key` is the SHA-256 of purpose, model and document; `cost` is in millionths of a cent.
    """

    key = models.CharField(max_length=64)
    model = models.CharField(max_length=120)
    answer = models.JSONField(null=True)
    trouble = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "model reading"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["organisation", "key"], name="reading_by_content"),
            models.Index(fields=["organisation", "at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return self.trouble or self.model


class Suggestion(TenantModel):
    """Changes to a version that wait for a person; `changes` are grounded ones only."""

    class State(models.TextChoices):
        """Where the suggestion stands."""

        ASKED = "asked"
        READY = "ready"
        NOTHING = "nothing new"
        FAILED = "failed"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    version = models.ForeignKey(RunbookVersion, on_delete=models.PROTECT, related_name="suggestions")
    # The name of the prompt: what the model was asked for.
    purpose = models.CharField(max_length=40, default="refine_runbook")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    changes = models.JSONField(default=list)
    dropped = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(state__in=["asked", "ready"]),
                name="one_open_suggestion",
            )
        ]

    def __str__(self) -> str:
        return self.state
