"""One dispatch of one command to one target, the consent for it, and what it printed."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from execution.models.agents import Agent
from execution.models.runs import Run, StepRun
from execution.types import ApprovalStatus, AttemptStatus


class Attempt(TenantModel):
    """A command that was sent, exactly as it was sent; `digest` covers everything an approval does.

    `changes` says that it was not proven to read only. Bytes are counted as masked by the agent: `received`
    of them are stored (with `lost` told as dropped before them), `total` were made.
    """

    step = models.ForeignKey(StepRun, on_delete=models.CASCADE, related_name="attempts")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="attempts")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, default=AttemptStatus.SENT)
    digest = models.CharField(max_length=64)
    command = models.TextField()
    interpreter = models.JSONField()
    risk = models.CharField(max_length=10)
    changes = models.BooleanField()
    reasons = models.JSONField(default=list)
    user = models.CharField(max_length=100, blank=True)
    directory = models.CharField(max_length=4096, blank=True)
    environment = models.JSONField(default=dict)
    passes = models.JSONField(default=list)
    target = models.CharField(max_length=500)
    target_labels = models.JSONField(default=dict)
    journal = models.CharField(max_length=100, blank=True)
    connection = models.CharField(max_length=100)
    sent_by_name = models.CharField(max_length=200)
    by_itself = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    start_by = models.DateTimeField()
    limit_seconds = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=20, blank=True)
    exit_code = models.IntegerField(null=True)
    signal = models.IntegerField(null=True)
    milliseconds = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    cause = models.CharField(max_length=30, blank=True)
    confirmed = models.BooleanField(null=True)
    left = models.JSONField(default=list)
    judged_by_agent = models.CharField(max_length=10, blank=True)
    ran_as = models.CharField(max_length=300, blank=True)
    stop_asked = models.CharField(max_length=20, blank=True)
    received = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    dropped = models.BigIntegerField(default=0)
    output_digest = models.CharField(max_length=64, blank=True)
    output_matches = models.BooleanField(null=True)
    signed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "target"],
                condition=models.Q(changes=True, status__in=["sent", "running"]),
                name="one_change_per_target",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status"], name="attempt_by_status"),
            models.Index(fields=["agent", "status"], name="attempt_of_agent"),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} of {self.step}"


class OutputChunk(TenantModel):
    """Bytes an attempt printed, from `offset`; `dropped` bytes just before them exist nowhere."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="chunks")
    offset = models.BigIntegerField()
    stream = models.CharField(max_length=10)
    data = models.BinaryField()
    dropped = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["attempt", "offset"], name="chunk_place_once")]


class Approval(TenantModel):
    """Consent for one attempt that is not made yet: `attempt_id` is the id it will have.

    `digest` covers the attempt byte for byte; `facts` are what it was computed from.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="approvals")
    step = models.ForeignKey(StepRun, on_delete=models.CASCADE, related_name="approvals")
    attempt_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    facts = models.JSONField()
    status = models.CharField(max_length=10, default=ApprovalStatus.ASKED)
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(status__in=["asked", "given"]),
                name="one_open_approval_per_step",
            )
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="approval_by_status")]
