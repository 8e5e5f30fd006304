"""The ledger in the admin, to read."""

from compliance.models import AuditEntry, Checkpoint
from ddrun.lib.admin import TenantAdmin, register


class AuditEntryAdmin(TenantAdmin):
    """Every entry of the organisation."""

    list_display = ("sequence", "at", "kind", "actor_name", "incident_id", "run_id")
    list_filter = ("kind", "actor_kind")
    search_fields = ("actor_name", "kind", "content")
    ordering = ("-sequence",)


class CheckpointAdmin(TenantAdmin):
    """Every signed head of the organisation."""

    list_display = ("sequence", "at", "hash", "public_key")
    ordering = ("-sequence",)


register(AuditEntry, AuditEntryAdmin)
register(Checkpoint, CheckpointAdmin)
