"""The admin site, and what every page of it shares.

One organisation's rows only, and nobody writes round the actions.

2026-11-23: the theme draws itself with Alpine, which evaluates strings and writes styles. Without leave
to do so every page of it stands behind a veil that nothing takes away. The leave ends with these pages.
"""

from typing import Any, Final

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from ddrun.lib.access import Act, Member, require

ALPINE_NEEDS: Final = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}


class ProductAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold ships no types
    """The admin for runbook owners, administrators and auditors of one organisation."""

    site_header = site_title = "dd0c/run"
    index_title = "Library"

    def has_permission(self, request: HttpRequest) -> bool:
        """Members whose role allows it; being a Django superuser is not enough."""
        member: Member | None = getattr(request, "member", None)
        return member is not None and member.may(Act.USE_ADMIN)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the admin, with what its theme needs of the browser."""
        return csp_update(ALPINE_NEEDS)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The product's own sign-in; who is signed in and may not enter reads who may."""
        member: Member | None = getattr(request, "member", None)
        if member is not None:
            require(member, Act.USE_ADMIN)
        return redirect_to_login(request.GET.get("next", "/admin/"))


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
