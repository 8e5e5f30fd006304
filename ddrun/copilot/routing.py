"""Addresses of the live link."""

from django.urls import path

from ddrun.copilot.consumer import LiveLink

_live = LiveLink.as_asgi()
websocket_urlpatterns = [
    path("live/org/", _live, {"scope_name": "org"}),
    path("live/run/<uuid:about>/", _live, {"scope_name": "run"}),
    path("live/incident/<uuid:about>/", _live, {"scope_name": "incident"}),
]
