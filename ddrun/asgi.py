"""The roof over HTTP and websockets.

Agents carry no Origin and sign a challenge instead, so their socket stands outside the origin check.
"""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ddrun.settings")
django.setup()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

from ddrun.copilot.routing import websocket_urlpatterns
from execution.gateway.consumer import AgentConsumer

_agents = AgentConsumer.as_asgi()
_people = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))


async def _websocket(scope: Any, receive: Any, send: Any) -> None:
    ours = _agents if scope["path"] == "/agents/socket" else _people
    await ours(scope, receive, send)


application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": _websocket})
