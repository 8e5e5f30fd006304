"""Hooks and deliveries in the admin, to read. Keys and secrets are not among the fields."""

from ddrun.lib.admin import TenantAdmin, register
from integrations.models import Connection, Delivery


class ConnectionAdmin(TenantAdmin):
    """Every hook."""

    list_display = ("name", "vendor", "key_hint", "old_key_until", "created_by", "created_at")
    list_filter = ("vendor",)
    search_fields = ("name",)
    fields = ("name", "vendor", "key_hint", "old_key_until", "old_secret_until", "created_by", "created_at")
    ordering = ("vendor", "name")


class DeliveryAdmin(TenantAdmin):
    """Every delivery and what became of it; its body is on the product's own page."""

    list_display = ("received_at", "vendor", "connection", "state", "alerts", "size", "sentence")
    list_filter = ("state", "vendor")
    list_select_related = ("connection",)
    fields = (
        "received_at",
        "vendor",
        "connection",
        "state",
        "sentence",
        "alerts",
        "size",
        "headers",
        "replay_of",
        "tries",
    )
    ordering = ("-received_at",)


register(Connection, ConnectionAdmin)
register(Delivery, DeliveryAdmin)
