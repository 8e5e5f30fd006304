"""Rings a channel group when the present transaction commits. The rows are the truth; this is the bell."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def ring_bell(group: str, kind: str, **plain: str | int | None) -> None:
    """Sends `{"type": "news", "kind": kind, …}` to everyone listening to `group`.

    A lost ring loses nothing: whoever listens reads rows, and looks again when it reconnects.
    """
    layer = get_channel_layer()
    transaction.on_commit(
        lambda: async_to_sync(layer.group_send)(group, {"type": "news", "kind": kind, **plain}), robust=True
    )
