"""Addresses of the hooks and of their page."""

from django.urls import path

from integrations import views

app_name = "integrations"
urlpatterns = [
    path("hooks/<str:vendor_name>", views.hook, name="hook_by_header"),
    path("hooks/<str:vendor_name>/", views.hook),
    path("hooks/<str:vendor_name>/<str:key>", views.hook, name="hook"),
    path("hooks/<str:vendor_name>/<str:key>/", views.hook),
    path("integrations/", views.index, name="index"),
    path("integrations/new", views.new, name="new"),
    path("integrations/<uuid:connection_id>/key", views.new_key, name="new_key"),
    path("integrations/<uuid:connection_id>/secret", views.secret, name="secret"),
    path("integrations/deliveries/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("integrations/deliveries/<uuid:delivery_id>/again", views.again, name="again"),
]
