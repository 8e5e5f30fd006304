"""Addresses of the live pages."""

from django.urls import path

from ddrun.copilot import views

app_name = "copilot"
urlpatterns = [
    path("", views.home, name="home"),
]
