"""Websocket addresses of the pages."""

from typing import Any

websocket_urlpatterns: list[Any] = []
