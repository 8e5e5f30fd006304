"""Runbooks, what they were read from, and their versions with every step and command."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ddrun.lib.tenancy import TenantModel
from runbooks.types import Language, Risk, StepKind

_RISKS = [(risk.value, risk.word) for risk in Risk]


class SourceDocument(TenantModel):
    """The text as it came in, likely secrets replaced before it was stored; never changed after.

    Spans count characters of `text`, or of `converted` where `text` was HTML.
    """

    path = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    converted = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "source document"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.path or "pasted text"

    @property
    def counted(self) -> str:
        """The text that spans count in."""
        return self.converted or self.text


class Runbook(TenantModel):
    """One procedure through all its versions; `title` is that of the newest."""

    title = models.CharField(max_length=300)
    path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]
        indexes = [models.Index(fields=["organisation", "title"], name="runbook_title")]

    def __str__(self) -> str:
        return self.title


class RunbookVersion(TenantModel):
    """What a runbook said at one time. Only its publication changes; the database refuses the rest.

    `parsed` is the whole reading (see `runbooks.versions.written`); `worst` the highest risk in it.
    """

    runbook = models.ForeignKey(Runbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="versions")
    parsed = models.JSONField()
    score = models.PositiveSmallIntegerField()
    step_count = models.PositiveIntegerField()
    worst = models.CharField(max_length=6, choices=_RISKS)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = "version"
        ordering = ["runbook", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["runbook", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["runbook"],
                condition=models.Q(published_at__isnull=False),
                name="one_published_version",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="version_search")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Step(TenantModel):
    """One step of a version, with its span in the source."""

    version = models.ForeignKey(RunbookVersion, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in StepKind])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    section = models.TextField(blank=True)
    vague = models.TextField(blank=True)
    warning = models.TextField(blank=True)
    expected = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="step_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Command(TenantModel):
    """One command of a step, with its span, its risk and the reasons for it."""

    version = models.ForeignKey(RunbookVersion, on_delete=models.PROTECT, related_name="commands")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="commands")
    position = models.PositiveIntegerField()
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    language = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Language])
    drafted = models.BooleanField(default=False)
    risk = models.CharField(max_length=6, choices=_RISKS)
    reasons = models.JSONField(default=list)
    undo = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="command_position")]

    def __str__(self) -> str:
        return self.text
