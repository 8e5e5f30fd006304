"""The roof: every address of the product."""

from django.urls import include, path

from ddrun import health
from ddrun.lib.admin import site

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path(".well-known/security.txt", health.security_txt),
    path("admin/", site.urls),
    path("account/", include("allauth.urls")),
    path("demo/", include("ddrun.copilot.demo")),
    path("", include("ddrun.accounts.urls")),
    path("", include("compliance.urls")),
    path("", include("runbooks.urls")),
    path("", include("execution.urls")),
    path("", include("incidents.urls")),
    path("", include("integrations.urls")),
    path("", include("ddrun.copilot.urls")),
]
