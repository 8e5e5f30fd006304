"""Agents and runs in the admin, to read; they are changed on their own pages."""

from ddrun.lib.admin import TenantAdmin, register
from execution.models import Agent, Approval, Run


class AgentAdmin(TenantAdmin):
    """Every agent of the organisation, those switched off too."""

    list_display = ("name", "environment", "max_risk", "version", "last_seen", "disabled_at")
    list_filter = ("environment", "max_risk")
    search_fields = ("name",)
    ordering = ("name",)


class RunAdmin(TenantAdmin):
    """Every run of the organisation."""

    list_display = ("number", "title", "status", "mode", "driver_name", "started_at", "resolved")
    list_filter = ("status", "mode", "resolved")
    search_fields = ("title", "driver_name", "started_by_name")
    ordering = ("-number",)


class ApprovalAdmin(TenantAdmin):
    """Every consent that was asked for."""

    list_display = ("asked_at", "asked_by_name", "status", "answered_by_name", "answered_at", "reason")
    list_filter = ("status",)
    search_fields = ("asked_by_name", "answered_by_name")
    ordering = ("-asked_at",)


register(Agent, AgentAdmin)
register(Run, RunAdmin)
register(Approval, ApprovalAdmin)
