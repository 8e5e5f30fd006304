"""The library in the admin, to read: pages change it, through the product's actions."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ddrun.lib.admin import TenantAdmin, register
from runbooks.models import Outcome, Runbook, RunbookVersion
from runbooks.types import Risk


class RunbookAdmin(TenantAdmin):
    """Every runbook, with its versions and how often it helped."""

    list_display = (
        "title",
        "published",
        "worst",
        "quality",
        "answered",
        "resolved",
        "created_by",
        "open_page",
    )
    search_fields = ("title", "path")
    ordering = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """The organisation's runbooks with what their outcomes add up to."""
        rows: QuerySet[Model] = super().get_queryset(request)
        counted: QuerySet[Model] = rows.prefetch_related("versions").annotate(
            answered_runs=Count("outcomes", filter=Q(outcomes__resolved__isnull=False)),
            resolved_runs=Count("outcomes", filter=Q(outcomes__resolved=True)),
        )
        return counted

    @admin.display(description="Published")
    def published(self, runbook: Runbook) -> str:
        """Which version alerts find."""
        version = _published(runbook)
        return f"version {version.number}" if version else "no"

    @admin.display(description="Highest risk")
    def worst(self, runbook: Runbook) -> str:
        """The word of the highest risk in the newest version."""
        return Risk(runbook.versions.all()[0].worst).word

    @admin.display(description="Quality")
    def quality(self, runbook: Runbook) -> int:
        """Of 100, in the newest version."""
        return runbook.versions.all()[0].score

    @admin.display(description="Answered", ordering="answered_runs")
    def answered(self, runbook: Any) -> int:
        """In how many runs somebody said whether it helped."""
        return int(runbook.answered_runs)

    @admin.display(description="Resolved it", ordering="resolved_runs")
    def resolved(self, runbook: Any) -> str:
        """The share of the answered runs in which it did."""
        n = runbook.answered_runs
        return f"{round(100 * runbook.resolved_runs / n)} % (n = {n})" if n else "n = 0"

    @admin.display(description="Page")
    def open_page(self, runbook: Runbook) -> SafeString:
        """Where it is read, edited and published."""
        return _link("Open", runbook)


class RunbookVersionAdmin(TenantAdmin):
    """Every version as it was saved."""

    list_display = (
        "title",
        "number",
        "published_at",
        "worst",
        "score",
        "step_count",
        "created_by",
        "created_at",
    )
    list_filter = ("worst",)
    search_fields = ("title",)
    ordering = ("-created_at",)
    exclude = ("search", "parsed")


class OutcomeAdmin(TenantAdmin):
    """What runs taught."""

    list_display = ("created_at", "runbook", "version", "resolved", "resolved_by", "seconds")
    list_filter = ("resolved",)
    ordering = ("-created_at",)


def _published(runbook: Runbook) -> RunbookVersion | None:
    return next((version for version in runbook.versions.all() if version.published_at), None)


def _link(text: str, runbook: Runbook) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("runbooks:page", args=[runbook.id]), text)


register(Runbook, RunbookAdmin)
register(RunbookVersion, RunbookVersionAdmin)
register(Outcome, OutcomeAdmin)
