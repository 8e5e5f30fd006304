"""What an organisation asks of its runbooks."""

from typing import Final

from django.core.validators import MaxValueValidator
from django.db import models

from ddrun.lib.tenancy import TenantModel

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
