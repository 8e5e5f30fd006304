"""What an organisation asks of its runbooks."""

from typing import Final

from django.core.validators import MaxValueValidator
from django.db import models

from ddrun.lib.tenancy import TenantModel
from runbooks.types import Effect, Matches

# Below this a text has hardly a step that can be followed as it stands.
LEAST_QUALITY: Final = 20


class LibraryPolicy(TenantModel):
    """The quality, 0..100, a version must have to be run. Without a row: `LEAST_QUALITY`."""

    least_quality = models.PositiveSmallIntegerField(
        default=LEAST_QUALITY, validators=[MaxValueValidator(100)]
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200)

    class Meta:
        verbose_name = "library policy"
        verbose_name_plural = "library policies"
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="one_library_policy"),
            models.CheckConstraint(condition=models.Q(least_quality__lte=100), name="quality_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"at least {self.least_quality}"


class PolicyRule(TenantModel):
    """A rule on commands. It binds from the moment it stands until it is withdrawn, and is never deleted.

    `key` is that of the press that added it, so that a repetition adds nothing.
    """

    effect = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Effect])
    matches = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Matches])
    written = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    added_by = models.UUIDField()
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "command rule"
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="rule_added_once"),
            models.UniqueConstraint(
                fields=["organisation", "effect", "matches", "written"],
                condition=models.Q(withdrawn_at=None),
                name="rule_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written}: {self.effect}"
