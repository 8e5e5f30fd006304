"""Incidents and their alerts in the admin, to read."""

from ddrun.lib.admin import TenantAdmin, register
from incidents.models import Alert, Confirmation, Incident, Service


class IncidentAdmin(TenantAdmin):
    """Every incident with the runbook it found."""

    list_display = (
        "number",
        "title",
        "severity",
        "status",
        "service",
        "match_state",
        "match_score",
        "opened_at",
        "resolved_at",
    )
    list_filter = ("status", "severity", "match_state")
    list_select_related = ("service",)
    search_fields = ("title",)
    exclude = ("ranked", "rejected")
    ordering = ("-opened_at",)


class AlertAdmin(TenantAdmin):
    """Every alert of every incident."""

    list_display = ("name", "incident", "severity", "state", "source", "service", "times", "last_seen_at")
    list_filter = ("state", "severity", "source")
    list_select_related = ("incident",)
    search_fields = ("name", "fingerprint")
    ordering = ("-last_seen_at",)


class ServiceAdmin(TenantAdmin):
    """Every service that alerts have named."""

    list_display = ("name", "first_seen_at")
    search_fields = ("name",)
    ordering = ("name",)


class ConfirmationAdmin(TenantAdmin):
    """What the matcher has learned: which runbook resolved which alert."""

    list_display = ("alert_name", "runbook", "incident", "at")
    list_select_related = ("runbook", "incident")
    search_fields = ("alert_name",)
    ordering = ("-at",)


register(Incident, IncidentAdmin)
register(Alert, AlertAdmin)
register(Service, ServiceAdmin)
register(Confirmation, ConfirmationAdmin)
