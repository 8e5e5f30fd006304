"""Tables of the ledger. They are only ever added to; the database refuses the rest."""

from django.db import models
from django.utils.functional import cached_property

from compliance.chain.hashing import Link
from ddrun.lib.ids import uuid7


class AuditEntry(models.Model):
    """One act, in its organisation's own sequence.

    It names organisation, people, incidents and runs as plain values, never as foreign keys:
    an entry outlives them all. `content` is the canonical text that `digest` covers.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    incident_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    facts = models.JSONField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "entry"
        verbose_name_plural = "entries"
        ordering = ["organisation_id", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "sequence"], name="entry_place"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="entry_counts_from_one"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "incident_id", "sequence"], name="entry_of_incident"),
            models.Index(fields=["organisation_id", "at"], name="entry_at"),
            models.Index(fields=["organisation_id", "kind", "sequence"], name="entry_of_kind"),
        ]

    def __str__(self) -> str:
        return f"entry {self.sequence}: {self.kind}"

    @cached_property
    def link(self) -> Link:
        """The entry's place in the chain, as its columns say it."""
        return Link(str(self.organisation_id), self.sequence, self.previous, self.digest)


class Checkpoint(models.Model):
    """The head of an organisation's chain as the server signed it at a moment (a checkpoint)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = "checkpoint"
        ordering = ["organisation_id", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "sequence", "public_key"], name="checkpoint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"head at entry {self.sequence}"
