"""Addresses of the ledger."""

from django.urls import path

from compliance import views

app_name = "compliance"

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/head.json", views.head, name="head"),
    path("ledger/verify/", views.verify, name="verify"),
    path("ledger/evidence/", views.export, name="export"),
]
