"""A run, its steps, and what happened in it, in order."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from execution.types import Mode, RunStatus, StepStatus
from runbooks.types import Language, Risk, StepKind
from runbooks.types.placeholders import Placeholder


class Run(TenantModel):
    """One walk through one runbook version.

    `revision` grows at every move: a page drawn before is refused. `variables` maps a name to its
    value, origin and who gave it; `labels` are the alert's, which agents must agree with. `drivers`
    holds everyone who ever drove, the present one last: none of them approves (law 3). `checklist` is the
    runbook's at the start: what is needed, and probes, each the need and its drafted command.
    """

    number = models.PositiveIntegerField()
    incident_id = models.UUIDField(null=True)
    runbook_id = models.UUIDField(null=True)
    version_id = models.UUIDField(null=True)
    version_number = models.PositiveIntegerField(default=0)
    published = models.BooleanField(default=False)
    title = models.CharField(max_length=500)
    mode = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Mode])
    status = models.CharField(max_length=20, default=RunStatus.ACTIVE)
    held_why = models.CharField(max_length=500, blank=True)
    paused = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    last_event = models.PositiveIntegerField(default=0)
    started_by = models.UUIDField()
    started_by_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    driver = models.UUIDField()
    driver_name = models.CharField(max_length=200)
    drivers = models.JSONField(default=list)
    variables = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    checklist = models.JSONField(default=dict)
    agent = models.ForeignKey("execution.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    resolved = models.BooleanField(null=True)
    resolved_by_step = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="run_number_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "incident_id"], name="run_of_incident"),
            models.Index(fields=["organisation", "status", "-number"], name="run_by_status"),
        ]

    def __str__(self) -> str:
        return f"Run {self.number}"


class StepRun(TenantModel):
    """One step of a run, copied from the runbook when the run started, or added by a person.

    `order` is its place in the run; `position` its place in the runbook, 0 for an added one. `risk`
    is that of the command as it stands in the runbook; `judged_*` that of the resolved command, when
    it was last looked at. `edited_by` lists everyone who wrote in the command (law 3). `stand_ins` are
    the words of `command` that wait for a value: each start, end and canonical name.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=40)
    title = models.CharField(max_length=1000)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in StepKind])
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    line_from = models.PositiveIntegerField(default=0)
    line_to = models.PositiveIntegerField(default=0)
    command = models.TextField(blank=True)
    command_start = models.PositiveIntegerField(null=True)
    command_end = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=20, default=Language.SHELL)
    risk = models.CharField(max_length=10, default=Risk.GREEN)
    reasons = models.JSONField(default=list)
    undo = models.TextField(blank=True)
    drafted = models.BooleanField(default=False)
    vague = models.TextField(blank=True)
    warning = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    branches = models.JSONField(default=list)
    stand_ins = models.JSONField(default=list)
    status = models.CharField(max_length=20, default=StepStatus.READY)
    accepted_by = models.UUIDField(null=True)
    edited_command = models.TextField(blank=True)
    edited_by = models.JSONField(default=list)
    added_by = models.UUIDField(null=True)
    added_by_name = models.CharField(max_length=200, blank=True)
    skip_reason = models.CharField(max_length=1000, blank=True)
    hand_note = models.TextField(blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)
    chosen = models.CharField(max_length=500, blank=True)
    repeats = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    undo_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="undone_in")
    kept_by_name = models.CharField(max_length=200, blank=True)
    attempts_made = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "order"], name="step_place_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"Step {self.label}"

    @property
    def present_command(self) -> str:
        """The command as it now stands: edited, or as in the runbook; placeholders unfilled."""
        return self.edited_command or self.command

    @property
    def words_to_fill(self) -> tuple[Placeholder, ...]:
        """The words of the present command that wait for a value; what a person wrote is meant as it is."""
        if self.edited_command:
            return ()
        return tuple(
            Placeholder(start, end, name, self.command[start:end]) for start, end, name in self.stand_ins
        )


class RunEvent(TenantModel):
    """Something that happened in a run; only ever added, numbered from 1 within the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=100)
    actor_name = models.CharField(max_length=200)
    step = models.ForeignKey(StepRun, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["run", "sequence"], name="event_place_once")]


class IdempotencyKey(TenantModel):
    """An act that was done once already, and what it answered: a repeated POST does nothing more."""

    key = models.CharField(max_length=100)
    act = models.CharField(max_length=60)
    member = models.UUIDField()
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="act_done_once")]
        indexes = [models.Index(fields=["organisation", "at"], name="idempotency_by_age")]
