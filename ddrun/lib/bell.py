"""Rings a channel group when the present transaction commits. The rows are the truth; this is the bell."""

import asyncio

from asgiref.sync import SyncToAsync, async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def ring_bell(group: str, kind: str, **plain: str | int | None) -> None:
    """Sends `{"type": "news", "kind": kind, …}` to everyone listening to `group`.

    A lost ring loses nothing: whoever listens reads rows, and looks again when it reconnects.
    """
    transaction.on_commit(lambda: _send(group, {"type": "news", "kind": kind, **plain}), robust=True)


def _send(group: str, message: dict[str, str | int | None]) -> None:
    layer = get_channel_layer()
    # In a thread of the web server its loop does the sending: nobody who commits waits for a bell.
    loop = getattr(SyncToAsync.threadlocal, "main_event_loop", None)
    if loop is not None and loop.is_running():
        asyncio.run_coroutine_threadsafe(layer.group_send(group, message), loop)
    else:
        async_to_sync(layer.group_send)(group, message)
