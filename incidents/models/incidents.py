"""Incidents, the services they are about, what was done in them, and what they taught the matcher."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ddrun.lib.tenancy import TenantModel
from incidents.types import IncidentStatus, MatchState, Severity

SEVERITIES = [(severity.value, severity.value) for severity in Severity]


class Service(TenantModel):
    """Something the organisation runs, known by the name that alerts give it."""

    name = models.CharField(max_length=300)
    first_seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="service_names_differ")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Incident(TenantModel):
    """A trouble that people work on, from its first alert until it is resolved.

    `runbook` and `version` are what is attached now; `ranked` the matcher's last answer, best first, as
    [{runbook_id, version_id, title, score, reasons}]; `rejected` the runbooks a person said no to.
    `offered_at` is when every alert had resolved and the incident was kept open for a run.
    """

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    status = models.CharField(max_length=12, choices=[(s.value, s.value) for s in IncidentStatus])
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    environment = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=200, blank=True)
    last_alert_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    match_state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in MatchState], default=MatchState.PENDING
    )
    match_reason = models.TextField(blank=True)
    match_score = models.FloatField(null=True, blank=True)
    ranked = models.JSONField(default=list)
    rejected = ArrayField(models.UUIDField(), default=list)
    runbook = models.ForeignKey(
        "runbooks.Runbook", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        "runbooks.RunbookVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="incident_numbers_differ"),
            models.CheckConstraint(
                condition=models.Q(status=IncidentStatus.RESOLVED.value, resolved_at__isnull=False)
                | (~models.Q(status=IncidentStatus.RESOLVED.value) & models.Q(resolved_at__isnull=True)),
                name="resolved_incidents_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-opened_at"], name="incident_newest"),
            models.Index(
                fields=["organisation", "-last_alert_at"],
                condition=~models.Q(status=IncidentStatus.RESOLVED.value),
                name="incident_open",
            ),
        ]
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"


class TimelineEntry(TenantModel):
    """One thing that happened in an incident outside its runs; added, never changed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["organisation", "incident", "at"], name="timeline_order")]
        ordering = ["at", "id"]
        verbose_name_plural = "timeline entries"

    def __str__(self) -> str:
        return self.text


class Confirmation(TenantModel):
    """An alert that was resolved with a runbook, as a person confirmed: what the matcher learns from."""

    runbook = models.ForeignKey("runbooks.Runbook", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+")
    alert_name = models.CharField(max_length=300)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "runbook", "-at"], name="confirmations_of_runbook")]
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.alert_name
