"""Addresses of the library."""

from django.urls import path

from runbooks.views import library as views
from runbooks.views import policy, suggestions

app_name = "runbooks"

urlpatterns = [
    path("try", views.try_it, name="try"),
    path("try/text", views.page_text, name="text"),
    path("runbooks/", views.index, name="index"),
    path("runbooks/new", views.new, name="new"),
    path("runbooks/files", views.upload, name="upload"),
    path("runbooks/<uuid:runbook_id>/", views.page, name="page"),
    path("runbooks/<uuid:runbook_id>/edit", views.edit, name="edit"),
    path("runbooks/<uuid:runbook_id>/diff/<int:before>/<int:after>/", views.diff, name="diff"),
    path("runbooks/<uuid:runbook_id>/versions/<int:number>/flowchart.mmd", views.mermaid, name="mermaid"),
    path("runbooks/<uuid:runbook_id>/copies", views.copies, name="copies"),
    path("runbooks/<uuid:runbook_id>/beside/<uuid:other_id>/", views.beside, name="beside"),
    path("runbooks/<uuid:runbook_id>/versions/<uuid:version_id>/publish", views.publish, name="publish"),
    path(
        "runbooks/<uuid:runbook_id>/versions/<uuid:version_id>/unpublish", views.unpublish, name="unpublish"
    ),
    path("runbooks/policy", policy.policy, name="policy"),
    path("runbooks/rules", policy.add, name="add_rule"),
    path("runbooks/rules/<uuid:rule_id>/withdraw", policy.withdraw, name="withdraw_rule"),
    path("runbooks/model", suggestions.model, name="model"),
    path("runbooks/model/switch", suggestions.switch, name="switch_model"),
    path("runbooks/<uuid:runbook_id>/versions/<uuid:version_id>/ask", suggestions.ask, name="ask_model"),
    path("runbooks/<uuid:runbook_id>/suggestions/<uuid:suggestion_id>/", suggestions.show, name="suggestion"),
    path(
        "runbooks/<uuid:runbook_id>/suggestions/<uuid:suggestion_id>/answer",
        suggestions.answer,
        name="answer",
    ),
]
