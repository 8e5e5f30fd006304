"""People in the admin."""

from ddrun.accounts.models import Membership, RoleGrant
from ddrun.lib.admin import TenantAdmin, register


class MembershipAdmin(TenantAdmin):
    """Who belongs to the organisation."""

    list_display = ("user", "joined_at", "active")


class RoleGrantAdmin(TenantAdmin):
    """Who is what, and since when."""

    list_display = ("membership", "role", "given_at", "given_by")


register(Membership, MembershipAdmin)
register(RoleGrant, RoleGrantAdmin)
