"""What runs taught."""

from django.db import models

from ddrun.lib.tenancy import TenantModel
from runbooks.models.library import Runbook, RunbookVersion


class Outcome(TenantModel):
    """What became of one run, step by step; `resolved` is empty while nobody has answered.

    It names its run as a plain id: runs live on the floor above.
    """

    run_id = models.UUIDField()
    runbook = models.ForeignKey(Runbook, null=True, on_delete=models.PROTECT, related_name="outcomes")
    version = models.ForeignKey(RunbookVersion, null=True, on_delete=models.PROTECT, related_name="outcomes")
    resolved = models.BooleanField(null=True)
    resolved_by = models.CharField(max_length=40, blank=True)
    seconds = models.FloatField()
    steps = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["organisation", "run_id"], name="outcome_of_run")]

    def __str__(self) -> str:
        return {True: "resolved", False: "not resolved", None: "not answered"}[self.resolved]
