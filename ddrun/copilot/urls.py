"""Addresses of the live pages."""

from django.urls import path

from ddrun.copilot.views import agents, approvals, exceptions, home, incidents, runs, start

app_name = "copilot"
urlpatterns = [
    path("", home.home, name="home"),
    path("news/", home.news, name="news"),
    path("hold/", home.hold, name="hold"),
    path("hold/lift/", home.lift, name="lift"),
    path("incidents/<int:number>/", incidents.incident, name="incident"),
    path("incidents/<uuid:incident_id>/", incidents.incident_by_id, name="incident_by_id"),
    path("incidents/<int:number>/<slug:verb>/", incidents.act, name="incident_act"),
    path("runs/start", start.start, name="start"),
    path("runs/<uuid:run_id>/", runs.run, name="run"),
    path("runs/<uuid:run_id>/output/<uuid:attempt_id>/", runs.output, name="output"),
    path("runs/<uuid:run_id>/chart/", runs.chart, name="chart"),
    path("runs/<uuid:run_id>/<slug:verb>/", runs.act, name="act"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<uuid:approval_id>/approve/", approvals.approve, name="approve"),
    path("approvals/<uuid:approval_id>/refuse/", approvals.refuse, name="refuse"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/<uuid:exception_id>/give/", exceptions.give, name="give_exception"),
    path("exceptions/<uuid:exception_id>/end/", exceptions.end, name="end_exception"),
    path("agents/", agents.agents, name="agents"),
    path("agents/here/", agents.join_here, name="join_here"),
    path("agents/<uuid:agent_id>/off/", agents.switch_off, name="switch_off"),
]
