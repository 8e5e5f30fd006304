"""Addresses of the room that runs: agents enrol here. Their socket is routed by the roof."""

from django.urls import URLPattern, path

from execution.gateway.enrol import enrol_agent

urlpatterns: list[URLPattern] = [
    path("agents/enrol", enrol_agent, name="agents-enrol"),
]
