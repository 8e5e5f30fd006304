"""Addresses of the list of incidents; the page of one is the screen's."""

from django.urls import path

from incidents import views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.index, name="index"),
    path("incidents/open", views.open_one, name="open"),
]
