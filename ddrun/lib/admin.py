"""The admin site, and what every page of it shares.

One organisation's rows only, and nobody writes round the actions.
"""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from ddrun.lib.access import Act, Member


class ProductAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold ships no types
    """The admin for runbook owners, administrators and auditors of one organisation."""

    site_header = site_title = "dd0c/run"
    index_title = "Library"

    def has_permission(self, request: HttpRequest) -> bool:
        """Members whose role allows it; being a Django superuser is not enough."""
        member: Member | None = getattr(request, "member", None)
        return member is not None and member.may(Act.USE_ADMIN)


site = ProductAdminSite(name="admin")


class TenantAdmin(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """A table of the member's own organisation, to read. Changes go through the product's actions."""

    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of the organisation the session works in."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.filter(organisation_id=request.organisation_id)  # type: ignore[attr-defined]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may open the admin sees what is in it."""
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may open the admin may read it."""
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are made by the product's actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by the product's actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are not deleted."""
        return False


def register(model: type[Model], page: type[TenantAdmin]) -> None:
    """Shows the model's rows in the admin."""
    site.register(model, page)
